"""The page "Check a CSV" in a browser: the report of the command, nothing sent anywhere, and offline from then on.

One browser does all of it, as Python takes long to start there.
"""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from browser.build import FOLDER, build
from browser.build import page as page_text

import summitdata as sd
from chromium import OPTIONS, browser
from keyboard import KeyedBrowser
from page_cases import LONG, MISTAKES, SCHEMA, SLOW, UNDECIDED, case_of
from report_cases import CASES
from summitdata.validation.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
COUNT = 30
OTHERS = {"long": LONG, "slow": SLOW, "undecided": UNDECIDED[0][0], "schema": SCHEMA}
"""What the page is to check besides the cases that it has a report of."""
SECONDS = 600
"""How long the browser may take for all of it; it is a minute where nothing else runs."""

POLICY = (
    "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval'; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval'; report-uri /__refused"
)

AWAY = "const away = `http://localhost:${location.port}/__away`;"
"""Another origin, which the policy forbids; a page and a worker try it on purpose, at the end."""

WORKER = AWAY + "fetch(`${away}/worker`).catch(() => {}).finally(() => postMessage(0));"

DRIVE = (
    AWAY
    + """
addEventListener("load", async () => {
  const find = (name) => document.getElementById(`check-${name}`);
  const until = (test) => new Promise((done) => {
    const timer = setInterval(() => { if (test()) { clearInterval(timer); done(); } }, 20);
  });
  const choose = (input, name, content) => {
    const files = new DataTransfer();
    files.items.add(new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], name));
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const send = (path, found) => fetch(path, { method: "POST", body: JSON.stringify(found) });
  const begin = ({ name, content, choice, schema, schema_name: schemaName, delimiter, encoding }) => {
    choose(find("data"), name, content);
    for (const [input, value] of Object.entries({ choice, delimiter, encoding })) {
      find(input).value = value;
      find(input).dispatchEvent(new Event("change", { bubbles: true }));
    }
    if (schema) choose(find("schema"), schemaName, schema);
    find("start").click();
  };
  const check = async (one) => {
    begin(one);
    await until(() => find("cancel").hidden);
    const saved = [];
    for (const link of find("saves").querySelectorAll("a")) saved.push(await (await fetch(link.href)).text());
    const focus = document.activeElement.id;
    return { status: find("status").textContent, saved, shown: find("view").srcdoc, focus };
  };
  const drop = (...files) => {
    const dropped = new DataTransfer();
    for (const [name, content] of files) dropped.items.add(new File([content], name));
    dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, cancelable: true }));
    return [find("status").textContent, find("result").hidden, find("status").dataset.state ?? ""];
  };
  const { cases, long, slow, undecided, schema, offline } = await (await fetch("__cases", { method: "POST" })).json();
  if (offline) return send("__offline", await check(cases[0]));
  const found = { loaded: performance.getEntriesByType("resource").map((entry) => entry.name) };
  find("start").click();
  found.nothing = [find("status").textContent, document.activeElement.id];
  const focused = () => document.activeElement.id || document.activeElement.textContent.trim();
  const press = async (...keys) => {
    for (const key of keys) await send("__press", key);
    return focused();
  };
  const at = [focused()];
  for (const keys of [["Tab"], ["Tab"], ["Tab"], ["Enter", "Tab"], ["Tab"], ["Tab"]]) at.push(await press(...keys));
  find("status").textContent = "";
  found.order = [...at, await press("Enter"), find("status").textContent];
  const said = [];
  new MutationObserver(() => said.push(find("status").textContent)).observe(find("status"), { childList: true });
  begin(long);
  await until(() => find("status").textContent.includes("rows so far"));
  found.progress = [document.activeElement.id, find("bar").value];
  await press("Space");
  found.cancelled = [find("status").textContent, document.activeElement.id];
  found.said = said.slice();
  begin(slow);
  await until(() => find("status").textContent.includes("takes long"));
  found.slow = find("status").textContent;
  find("cancel").click();
  begin(slow);
  await until(() => find("status").textContent.startsWith("Loading"));
  found.interrupted = [...drop(["q.csv", ""]), find("cancel").hidden];
  found.reports = [];
  for (const one of cases) found.reports.push(await check(one));
  found.undecided = await check(undecided);
  found.tables = [...find("table").options].map((option) => option.value);
  find("table").value = found.tables[1];
  find("start").click();
  await until(() => find("cancel").hidden);
  found.decided = find("status").textContent;
  found.dropped = drop(["q.csv", "id,word\\n1,a\\n"], ["b.csv", "id\\n"], ["schema.json", schema]);
  found.forgotten = find("table-box").hidden;
  find("start").click();
  await until(() => find("cancel").hidden);
  found.verdict = find("status").textContent;
  find("delimiter").value = ";";
  find("delimiter").dispatchEvent(new Event("change", { bubbles: true }));
  found.changed = [find("status").textContent, find("result").hidden];
  find("delimiter").value = "";
  await check(cases[0]);
  found.width = [document.documentElement.scrollWidth, innerWidth];
  found.saves = [await press("Tab"), await press("Tab")];
  await new Promise((done) => {
    document.head.append(Object.assign(document.createElement("script"), { src: "__axe.js", onload: done }));
  });
  found.axe = [];
  for (const theme of ["light", "dark"]) {
    document.documentElement.dataset.theme = theme;
    await new Promise((done) => setTimeout(done, 300));
    const runOnly = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];
    const { violations } = await axe.run(document, { iframes: false, runOnly });
    for (const one of violations) found.axe.push(...one.nodes.map((node) => `${theme}: ${one.id}: ${node.html}`));
  }
  await fetch(`${away}/page`).catch(() => {});
  const worker = new Worker("check-a-csv/__worker.js");
  await new Promise((done) => { worker.onmessage = done; });
  await send("__found", found);
  location.reload();
});
"""
)


class Handler(SimpleHTTPRequestHandler):
    """Serves the site with a policy: the browser refuses and reports each request to another host."""

    server: Server

    def do_GET(self) -> None:
        """Serve a file, unless the network is to be gone."""
        if self.path.startswith("/__away"):
            self.server.reached.append(self.path)
        if self.server.offline:
            self.close_connection = True
        elif self.path == "/__axe.js":
            self.answer(self.server.axe)
        elif self.path == f"/{FOLDER}/__worker.js":
            self.answer(WORKER.encode(), "text/javascript")
        else:
            super().do_GET()

    def do_POST(self) -> None:
        """Note what the page has found, or say what to check."""
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        if self.path == "/__refused":
            self.server.refuse(json.loads(body)["csp-report"]["blocked-uri"])
        elif self.path == "/__press":
            self.server.press(json.loads(body))
        elif self.path != "/__cases":
            self.server.found[self.path[3:]] = json.loads(body)
            self.server.offline = True
        if self.path == "/__offline":
            self.server.done.set()
        given = {"cases": self.server.cases, **OTHERS, "offline": self.server.offline}
        self.answer(json.dumps(given).encode())

    def end_headers(self) -> None:
        """Add the policy."""
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def answer(self, content: bytes, media_type: str = "application/octet-stream") -> None:
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


class Server(ThreadingHTTPServer):
    """What the page is to do, and what it has done."""

    def __init__(self, folder: Path, cases: list[dict[str, Any]]) -> None:
        super().__init__(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        self.cases = cases
        self.axe = next(
            path.locate().read_bytes()  # type: ignore[attr-defined] # a path, as packages are in folders
            for path in distribution("axe-playwright-python").files or []
            if path.name == "axe.min.js"
        )
        self.offline = False
        self.refused: list[str] = []
        self.reached: list[str] = []
        self.refused_both = threading.Event()
        self.press: Callable[[str], None] = lambda _: None
        self.found: dict[str, Any] = {}
        self.done = threading.Event()

    def refuse(self, address: str) -> None:
        """Note that the browser has refused a request to an address."""
        self.refused.append(urlsplit(address).netloc.partition(":")[0] or address)
        if len(self.refused) >= len(("page", "worker")):
            self.refused_both.set()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the page alone, as Sphinx makes it for the site."""
    pytest.importorskip("pydata_sphinx_theme", reason="the page needs the extra `docs`")
    folder = tmp_path_factory.mktemp("page")
    missing = build(folder / "html")
    if missing:
        pytest.skip(f"the checker cannot be built here: {missing}")
    text = (ROOT / "docs" / f"{FOLDER}.md").read_text("utf-8")
    text = page_text(text, "", folder / "html")
    (folder / "text").mkdir()
    (folder / "text" / f"{FOLDER}.md").write_text(text, "utf-8")
    options = ("extensions=myst_parser", "html_theme=pydata_sphinx_theme", f"root_doc={FOLDER}", "language=en")
    settings = [part for option in options for part in ("-D", option)]
    command = [sys.executable, "-m", "sphinx", "-q", "-C", *settings, str(folder / "text"), str(folder / "html")]
    subprocess.run(command, capture_output=True, check=True)
    file = folder / "html" / f"{FOLDER}.html"
    loaded = sum(json.loads((folder / "html" / FOLDER / "files.json").read_text("utf-8")).values())
    assert f"loads about {loaded / 1e6:.0f} MB" in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace("</body>", f"<script>{DRIVE}</script></body>"), "utf-8")
    return folder / "html"


def _cases() -> list[dict[str, Any]]:
    """Return what the page is to check that the command can check too: 30 files of the fixtures, and four others."""
    usable = [
        (resource["path"], content, resource["schema"])
        for case in CASES.values()
        if case.make is None and len(case.resources) == len(case.files) == 1
        for resource, content in zip(case.resources, case.files.values(), strict=True)
        if set(resource) == {"name", "path", "schema"}
    ]
    chosen = usable[:: len(usable) // COUNT][:COUNT]
    trade = (ROOT / "resources" / "trade.csv").read_bytes()
    return [
        *(case_of(name, content, "file", json.dumps(schema)) for name, content, schema in chosen),
        case_of("trade.csv", trade, "table:trade"),
        case_of("trade.csv", trade.replace(b"2024", b"x", 1), "table:trade"),
        case_of("empty.csv", b"", "file", SCHEMA),
        case_of("words.csv", "id;word\n1;é\nx;é\n".encode("cp1252"), "file", SCHEMA, delimiter=";", encoding="cp1252"),
    ]


INFERRED = case_of("new.csv", "id;day;word\n1;2024-01-02;é\n2;2024-01-03;é\n".encode("cp1252"), "infer")


@contextmanager
def _served(page: Path, cases: list[dict[str, Any]], profile: Path) -> Iterator[Server]:
    executable = browser()
    with Server(page, cases) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"127.0.0.1:{server.server_port}"
        options = [*OPTIONS, "--window-size=390,844", f"--user-data-dir={profile}"]
        with KeyedBrowser([executable, *options, f"http://{address}/{FOLDER}.html"]) as keyed:
            server.press = keyed.press
            yield server
        server.shutdown()


def _report(case: dict[str, str], folder: Path) -> sd.Report:
    (folder / case["name"]).write_bytes(base64.b64decode(case["content"]))
    given: Any = case["choice"].partition(":")[2]
    if case["choice"] == "file":
        given = "schema.json"
        (folder / given).write_bytes(base64.b64decode(case["schema"]))
    options: dict[str, Any] = {name: case[name] for name in ("delimiter", "encoding") if case[name]}
    return sd.validate(case["name"], given, engine="frictionless", **options)


def _without_times(report: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(report)
    for part in (found, *found["tasks"]):
        del part["stats"]["seconds"]
    return found


def test_the_page_gives_the_report_of_the_command_and_sends_nothing(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = _cases()
    mistakes = [case for case, _ in MISTAKES]
    with _served(page, [*cases, *mistakes, INFERRED, cases[-1]], tmp_path / "profile") as server:
        assert server.done.wait(SECONDS), server.found
        assert server.refused_both.wait(60), "what was tried on purpose was not refused"
    assert server.refused == ["localhost", "localhost"], "only what was tried on purpose may be refused"
    assert not server.reached
    found = server.found["found"]

    assert not [name for name in found["loaded"] if f"{FOLDER}/" in name and not name.endswith((".css", "page.js"))]
    assert found["nothing"] == ["Choose a CSV file first.", "check-data"]
    assert found["order"] == [
        *(
            "check-data",
            "check-choice",
            "check-schema",
            "Delimiter and encoding",
            "check-delimiter",
            "check-encoding",
            "check-start",
        ),
        *("check-data", "Choose a CSV file first."),
    ]
    assert {said.partition(":")[0] for said in found["said"]} >= {
        "Loading",
        "Starting Python, which takes some seconds",
        "Checking",
    }
    assert any(re.fullmatch(r"Checking: [\d,]+ rows so far, \d+ % of the file", said) for said in found["said"])
    assert found["progress"][0] == "check-cancel"
    assert 0 < found["progress"][1] < 1
    assert found["cancelled"] == ["Cancelled.", "check-start"]

    assert found["slow"] == "Checking. This takes long. Cancel stops it."
    assert found["interrupted"] == ["Chosen: q.csv.", True, "", True]
    assert found["undecided"]["status"].startswith(UNDECIDED[0][1])
    assert (found["undecided"]["saved"], found["undecided"]["focus"]) == ([], "check-table")
    assert found["tables"] == ["words", "other-1"]
    read_as = "It was read as the table 'other-1' of datapackage.json, with the delimiter ';', encoding 'cp1252'."
    assert found["decided"] == f"new.csv is valid: no errors. {read_as}"
    chosen = "Chosen: q.csv, schema.json. One CSV file is checked at a time: not chosen: b.csv."
    assert found["dropped"] == [chosen, True, ""]
    assert found["forgotten"]
    assert found["verdict"] == "q.csv is valid: no errors."
    assert found["changed"] == ["", True]

    monkeypatch.chdir(tmp_path)
    assert len(cases) == COUNT + 4
    for case, answer in zip(cases, found["reports"], strict=False):
        report = _report(case, tmp_path)
        assert answer["saved"], (case["name"], answer["status"])
        html, text = answer["saved"]
        assert _without_times(text) == _without_times(report.to_json())
        assert html == answer["shown"] == FORMATS["html"](report)
        assert (" is valid: " in answer["status"]) == report.valid
        assert answer["focus"] == "check-heading"
    *answers, inferred, _ = found["reports"][len(cases) :]
    assert [field["type"] for field in json.loads(inferred["saved"][2])["fields"]] == ["integer", "date", "string"]
    assert inferred["status"] == ("new.csv is valid: no errors. It was read with the delimiter ';', encoding 'cp1252'.")
    for (case, start), answer in zip(MISTAKES, answers, strict=True):
        assert answer["status"].startswith(start), (case["name"], answer["status"])
        assert (answer["saved"], answer["focus"]) == ([], "check-start")

    offline, online = (
        json.dumps(_without_times(one["saved"][1])) for one in (server.found["offline"], found["reports"][0])
    )
    assert offline == online

    assert found["saves"] == ["Save as HTML", "Save as JSON"]
    assert found["width"][0] <= found["width"][1]
    assert not found["axe"]
