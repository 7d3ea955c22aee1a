// The form of the page "Check a CSV". Nothing is loaded before the visitor asks for a check, and no file leaves the browser.
const form = document.getElementById("check-form");
const find = (name) => document.getElementById(`check-${name}`);
const [drop, data, choice, schemaBox, schemaFile, start, cancel, bar, status, result, view, saves] = [
  "drop", "data", "choice", "schema-box", "schema", "start", "cancel", "bar", "status", "result", "view", "saves",
].map(find);
const base = new URL("check-a-csv/", document.baseURI);
let worker, urls = [];

const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

function say(text, value) {
  status.textContent = text;
  if (value === undefined) bar.removeAttribute("value");
  else bar.value = value;
}

function busy(isBusy) {
  start.disabled = isBusy;
  cancel.hidden = bar.hidden = !isBusy;
}

function fail(text) {
  busy(false);
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

const steps = {
  loading: ({ loaded, total }) => say(`Loading: ${megabytes(loaded)} of ${megabytes(total)} MB`, loaded / total),
  starting: () => say("Starting Python, which takes some seconds"),
  checking: ({ rows }) => say(rows ? `Checking: ${rows.toLocaleString("en")} rows so far` : "Checking"),
  done: (answer) => (answer.error ? fail(answer.error) : show(answer)),
  failed: ({ error }) => { worker.terminate(); worker = undefined; fail(`The check has failed: ${error}`); },
};

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

function show({ valid, summary, html, json, schema }) {
  busy(false);
  say(`${data.files[0].name} is ${valid ? "valid" : "not valid"}: ${summary}.`);
  status.dataset.state = valid ? "valid" : "invalid";
  saves.append(link("Save as HTML", "report.html", "text/html", html), link("Save as JSON", "report.json", "application/json", json));
  if (schema) saves.append(link("Save the schema", "schema.json", "application/json", JSON.stringify(schema, null, 2)));
  view.srcdoc = html;
  result.hidden = false;
  find("heading").focus();
}

async function check(event) {
  event.preventDefault();
  const [file] = data.files, [schema] = schemaFile.files;
  if (!file) return fail("Choose a CSV file first.");
  if (choice.value === "file" && !schema) return fail("Choose the file of a schema, or another way to get one.");
  clear();
  busy(true);
  say("Loading");
  cancel.focus();
  const content = await file.arrayBuffer();
  const [kind, table] = choice.value.split(":");
  const text = kind === "file" ? await schema.text() : (table ?? "");
  if (!worker) {
    await keepForOffline();
    if (cancel.hidden) return; // cancelled while waiting
    worker = new Worker(new URL("worker.js", base), { type: "module" });
    worker.onmessage = ({ data: { kind: step, ...more } }) => steps[step](more);
    worker.onerror = () => steps.failed({ error: "the browser cannot load the checker" });
  }
  worker.postMessage({ name: file.name, content, choice: kind, schema: text }, [content]);
}

function stop() {
  worker?.terminate();
  worker = undefined;
  busy(false);
  say("Cancelled.");
  start.focus();
}

form.addEventListener("submit", check);
cancel.addEventListener("click", stop);
choice.addEventListener("change", () => { schemaBox.hidden = choice.value !== "file"; });
for (const kind of ["dragover", "dragleave", "drop"]) {
  drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", kind === "dragover");
    if (kind === "drop" && event.dataTransfer.files.length) data.files = event.dataTransfer.files;
  });
}
