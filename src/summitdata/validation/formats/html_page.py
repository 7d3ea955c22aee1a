"""The style and the script of the HTML report: constants, into which no data is ever put."""

from __future__ import annotations

__all__ = ["SCRIPT", "STYLE"]

STYLE = """
:root {
  --back: #f6f7f9; --card: #fff; --text: #1d2430; --soft: #5c6676; --line: #dfe3ea;
  --bad: #b3261e; --bad-back: #fde7e5; --ok: #1a7f4b; --mark: #fff6d8; --accent: #2457c5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #12161d; --card: #1b212b; --text: #e6e9ef; --soft: #9aa5b5; --line: #303947;
    --bad: #ff8a80; --bad-back: #4a1f1d; --ok: #5fd39a; --mark: #332d18; --accent: #8ab0ff;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
header, main, footer { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
h1 { font-size: 1.1rem; font-weight: 600; color: var(--soft); margin: 0; }
.verdict { font-size: 1.6rem; font-weight: 650; margin: 0 0 1rem; }
.verdict.invalid { color: var(--bad); }
.verdict.valid { color: var(--ok); }
h2 { font-size: 1.15rem; margin: 2rem 0 .6rem; overflow-wrap: anywhere; }
h2 small { color: var(--soft); font-weight: 400; margin-left: .5rem; }
a { color: var(--accent); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; }
.overview { width: 100%; background: var(--card); border: 1px solid var(--line); }
.overview th { text-align: left; font-size: .8rem; font-weight: 600; color: var(--soft); }
.overview th, .overview td { padding: .45rem .75rem; border-bottom: 1px solid var(--line); vertical-align: top; }
.place { min-width: 12rem; overflow-wrap: anywhere; }
.number { font-variant-numeric: tabular-nums; }
.dot { display: inline-block; width: .6rem; height: .6rem; border-radius: 50%; margin-right: .5rem; }
.dot.ok { background: var(--ok); }
.dot.bad { background: var(--bad); }
.chip { display: inline-block; background: var(--back); border-radius: 1rem; padding: 0 .6rem; font-size: .85rem; }
#filters {
  position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .6rem 1.2rem; align-items: center;
  background: var(--back); border-bottom: 1px solid var(--line); padding: .7rem 0; margin-top: 1rem;
}
#filters label { color: var(--soft); font-size: .85rem; }
select, button {
  font: inherit; color: var(--text); background: var(--card); border: 1px solid var(--line); border-radius: .4rem;
  padding: .2rem .5rem; max-width: 16rem;
}
#count { margin-left: auto; color: var(--soft); }
section { scroll-margin-top: 4rem; }
.cut, .problem { padding: .5rem .8rem; border-left: 4px solid var(--bad); background: var(--bad-back); }
.cut { border-color: #c99700; background: var(--mark); }
article {
  background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .7rem 1rem; margin: .7rem 0;
  content-visibility: auto; contain-intrinsic-size: auto 14rem;
}
article[hidden], section[hidden] { display: none; }
h3 { display: flex; flex-wrap: wrap; gap: .3rem .9rem; font-size: .95rem; margin: 0; align-items: baseline; }
.type { color: var(--bad); }
.field { font-family: ui-monospace, monospace; font-weight: 500; }
.where { margin-left: auto; color: var(--soft); font-weight: 400; font-size: .85rem; }
article p { margin: .25rem 0 .6rem; overflow-wrap: anywhere; }
.rows { font: 13px/1.4 ui-monospace, monospace; }
.rows td, .rows th {
  border: 1px solid var(--line); padding: .15rem .55rem; max-width: 24rem; overflow-wrap: anywhere;
  white-space: pre-wrap; text-align: left; font-weight: 400;
}
.rows th { color: var(--soft); }
.rows th.row { text-align: right; border-left: 0; user-select: none; }
.rows tr.here { background: var(--mark); }
.rows tr.bad > *, .rows .bad { background: var(--bad-back); color: var(--bad); }
.rows .bad { outline: 2px solid var(--bad); outline-offset: -2px; font-weight: 650; }
.rows tr.bad { outline: 2px solid var(--bad); outline-offset: -2px; }
.rows .none { background: repeating-linear-gradient(45deg, transparent 0 4px, var(--line) 4px 5px); }
.rows .none.bad, .rows .bad.none { background: var(--bad-back); }
footer { color: var(--soft); font-size: .85rem; padding-top: 2rem; padding-bottom: 3rem; }
"""

SCRIPT = """
"use strict";
const form = document.getElementById("filters");
if (form) {
  const names = ["table", "field", "type"];
  const errors = [...document.querySelectorAll("article")];
  const apply = () => {
    const wanted = names.map((name) => [name, document.getElementById(name).value]).filter(([, value]) => value);
    let shown = 0;
    for (const error of errors) {
      error.hidden = !wanted.every(([name, value]) => error.dataset[name] === value);
      shown += !error.hidden;
    }
    for (const section of document.querySelectorAll("section")) {
      section.hidden = wanted.length > 0 && !section.querySelector("article:not([hidden])");
    }
    document.getElementById("count").textContent = `${shown} of ${errors.length} errors on this page`;
    return wanted;
  };
  form.addEventListener("change", () => {
    // The address keeps the choice, so that it can be passed on.
    history.replaceState(null, "", "#" + new URLSearchParams(apply()));
  });
  form.addEventListener("reset", () => setTimeout(() => { history.replaceState(null, "", "#"); apply(); }));
  const chosen = new URLSearchParams(location.hash.slice(1));
  for (const name of names) if (chosen.has(name)) document.getElementById(name).value = chosen.get(name);
  apply();
}
"""
