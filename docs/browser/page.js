// The form of the page "Check a CSV". Nothing is loaded before the visitor asks for a check, and no file leaves the browser.
const form = document.getElementById("check-form");
const find = (name) => document.getElementById(`check-${name}`);
const [drop, data, choice, schemaBox, schemaFile, tableBox, table, delimiter, encoding] = [
  "drop", "data", "choice", "schema-box", "schema", "table-box", "table", "delimiter", "encoding",
].map(find);
const [start, cancel, bar, status, result, view, saves] = ["start", "cancel", "bar", "status", "result", "view", "saves"].map(find);
const base = new URL("check-a-csv/", document.baseURI);
const SLOW_AFTER = 10_000; // milliseconds without progress
let worker, runs = 0, urls = [], slowTimer;

const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

function say(text, value) {
  status.textContent = text;
  if (value === undefined) bar.removeAttribute("value");
  else bar.value = value;
}

function busy(isBusy) {
  clearTimeout(slowTimer);
  start.disabled = isBusy;
  cancel.hidden = bar.hidden = !isBusy;
}

function fail(text, place = start) {
  busy(false);
  place.focus();
  say(text);
  status.dataset.state = "failed";
}

// Keeps what was loaded, so that the page works without a network from then on. Where that is not possible, it works with one.
async function keepForOffline() {
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register("check-a-csv-offline.js", { scope: "check-a-csv" });
    const { active } = await navigator.serviceWorker.ready;
    const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
    const own = [location.href.split("#")[0], ...loaded].filter((url) => url.startsWith(`${location.origin}/`));
    await new Promise((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = done;
      active.postMessage([...new Set(own)], [port2]);
      setTimeout(done, 5000);
    });
  } catch { /* a private window, for instance */ }
}

function checking({ rows, share }) {
  const percent = share ? `, ${Math.floor(share * 100)} % of the file` : "";
  const text = rows ? `Checking: ${rows.toLocaleString("en")} rows so far${percent}` : "Checking";
  say(text, share || undefined);
  clearTimeout(slowTimer);
  slowTimer = setTimeout(() => say(`${text}. This takes long. Cancel stops it.`, share || undefined), SLOW_AFTER);
}

const steps = {
  loading: ({ loaded, total }) => say(`Loading: ${megabytes(loaded)} of ${megabytes(total)} MB`, loaded / total),
  starting: () => say("Starting Python, which takes some seconds"),
  checking,
  done: (answer) => (answer.error ? refuse(answer) : show(answer)),
  failed: ({ error }) => { discard(); fail(`The check has failed: ${error}`); },
};

function refuse({ error, tables }) {
  if (tables) offer(tables);
  fail(error, tables ? table : start);
}

// Lets the visitor choose one of the tables of a package.
function offer(tables) {
  table.replaceChildren(...tables.map((name) => new Option(name)));
  tableBox.hidden = !tables.length;
}

// Ends the worker, and whatever it does.
function discard() {
  worker?.terminate();
  worker = undefined;
}

function link(text, name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  urls.push(url);
  return Object.assign(document.createElement("a"), { href: url, download: name, textContent: text });
}

function clear() {
  urls.forEach((url) => URL.revokeObjectURL(url));
  urls = [];
  result.hidden = true;
  saves.replaceChildren();
  delete status.dataset.state;
}

function show({ name, valid, summary, read_as: readAs, html, json, schema }) {
  busy(false);
  say(`${name} is ${valid ? "valid" : "not valid"}: ${summary}.${readAs && ` ${readAs}`}`);
  status.dataset.state = valid ? "valid" : "invalid";
  saves.append(link("Save as HTML", "report.html", "text/html", html), link("Save as JSON", "report.json", "application/json", json));
  if (schema) saves.append(link("Save the schema", "schema.json", "application/json", JSON.stringify(schema, null, 2)));
  view.srcdoc = html;
  result.hidden = false;
  result.scrollIntoView();
  find("heading").focus({ preventScroll: true });
}

// Reads a chosen file; the browser refuses one that has changed or is gone since.
async function read(file, how) {
  try {
    return await file[how]();
  } catch {
    throw new Error(`${file.name} cannot be read any more: choose it again.`);
  }
}

async function startWorker() {
  await keepForOffline();
  const started = new Worker(new URL("worker.js", base), { type: "module" });
  started.onmessage = ({ data: { kind: step, ...more } }) => { if (started === worker) steps[step](more); };
  started.onerror = () => { if (started === worker) steps.failed({ error: "the browser cannot load the checker" }); };
  return started;
}

async function check(event) {
  event.preventDefault();
  const [file] = data.files, [schema] = schemaFile.files;
  if (!file) return fail("Choose a CSV file first.", data);
  if (choice.value === "file" && !schema) return fail("Choose the file of a schema, or another way to get one.", schemaFile);
  const run = ++runs;
  clear();
  busy(true);
  say("Loading");
  cancel.focus();
  const [kind, own] = choice.value.split(":");
  const asked = { name: file.name, kind, schema_name: schema?.name ?? "", table: table.value,
    delimiter: delimiter.value, encoding: encoding.value };
  try {
    const content = await read(file, "arrayBuffer");
    asked.schema = kind === "file" ? await read(schema, "text") : (own ?? "");
    const ready = worker ?? await startWorker();
    if (run !== runs) return ready === worker ? undefined : ready.terminate(); // cancelled while waiting
    worker = ready;
    worker.postMessage({ content, asked }, [content]);
  } catch (error) {
    if (run === runs) fail(error.message);
  }
}

function halt() {
  runs += 1;
  discard();
  busy(false);
}

function stop() {
  halt();
  say("Cancelled.");
  start.focus();
}

function showChoice() {
  schemaBox.hidden = choice.value !== "file";
}

// Forgets what was found of another choice, and ends a check of it.
function changed({ target }) {
  if (start.disabled) halt();
  clear();
  say("");
  if ([data, schemaFile, choice].includes(target)) offer([]);
  showChoice();
}

// Takes the files that are dropped: the first that may be a schema, and the first other one.
function take(files) {
  const isSchema = (file) => /\.(json|ya?ml)$/i.test(file.name);
  const csv = files.find((one) => !isSchema(one)), schema = files.find(isSchema);
  const taken = [[data, csv], [schemaFile, schema]].filter(([, file]) => file);
  if (!taken.length) return;
  for (const [input, file] of taken) {
    const one = new DataTransfer();
    one.items.add(file);
    input.files = one.files;
    if (input === schemaFile) choice.value = "file";
  }
  changed({ target: data });
  const names = (some) => some.map((file) => file.name).join(", ");
  const rest = files.filter((file) => file !== csv && file !== schema);
  say(`Chosen: ${names(taken.map(([, file]) => file))}.${rest.length ? ` One CSV file is checked at a time: not chosen: ${names(rest)}.` : ""}`);
}

form.addEventListener("submit", check);
form.addEventListener("change", changed);
cancel.addEventListener("click", stop);
showChoice();
for (const kind of ["dragover", "dragleave", "drop"]) {
  // On the whole page, as a file that misses the box would else replace the page.
  addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", kind === "dragover");
    if (kind === "drop") take([...event.dataTransfer.files]);
  });
}
