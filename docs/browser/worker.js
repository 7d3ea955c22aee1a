// Checks files in a thread of its own, so that the page stays responsive and can stop it.
import { loadPyodide } from "./pyodide.mjs";

const post = (kind, more) => postMessage({ kind, ...more });

async function bytesOf(name, report) {
  const response = await fetch(new URL(name, import.meta.url));
  if (!response.ok) throw new Error(`${name} cannot be loaded (HTTP ${response.status})`);
  const reader = response.body.getReader();
  const parts = [];
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    report(part.value.length);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

async function start() {
  const files = JSON.parse(new TextDecoder().decode(await bytesOf("files.json", () => {})));
  const total = Object.values(files).reduce((sum, size) => sum + size, 0);
  let loaded = 0;
  const report = (count) => post("loading", { loaded: (loaded += count), total });
  // Pyodide asks for its own files; those that are here once come from the browser's cache then.
  const contents = await Promise.all(Object.keys(files).map(async (name) => [name, await bytesOf(name, report)]));
  const { "packages.zip": packages, "check.py": script } = Object.fromEntries(contents);
  post("starting");
  const python = await loadPyodide({ indexURL: new URL("./", import.meta.url).href });
  const site = python.runPython("import site; site.getsitepackages()[0]");
  python.unpackArchive(packages, "zip", { extractDir: site });
  python.runPython(new TextDecoder().decode(script));
  return python;
}

let started;

addEventListener("message", async ({ data }) => {
  try {
    const python = await (started ??= start());
    post("checking", { rows: 0, share: 0 });
    python.FS.writeFile("/home/pyodide/chosen", new Uint8Array(data.content), { canOwn: true });
    const progress = (rows, share) => post("checking", { rows, share });
    const answer = python.globals.get("check")("/home/pyodide/chosen", JSON.stringify(data.asked), progress);
    post("done", { name: data.asked.name, ...JSON.parse(answer) });
  } catch (error) {
    started = undefined;
    post("failed", { error: String(error.message ?? error).trim().split("\n").pop() });
  }
});
