
"use strict";
const form = document.getElementById("filters");
if (form) {
  const names = ["table", "field", "type"];
  const entries = [...document.querySelectorAll("article")];
  const number = (entry) => Number(entry.dataset.errors);
  const total = entries.reduce((sum, entry) => sum + number(entry), 0);
  const apply = () => {
    const wanted = names.map((name) => [name, document.getElementById(name).value]).filter(([, value]) => value);
    let shown = 0;
    for (const entry of entries) {
      entry.hidden = !wanted.every(([name, value]) => entry.dataset[name] === value);
      shown += entry.hidden ? 0 : number(entry);
    }
    for (const part of document.querySelectorAll("section, .cause")) {
      part.hidden = wanted.length > 0 && !part.querySelector("article:not([hidden])");
    }
    // What was chosen is seen, also where it follows from a cause.
    for (const folded of document.querySelectorAll(".cause > details")) folded.open = wanted.length > 0;
    document.getElementById("count").textContent = `${shown} of ${total} errors on this page`;
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
// Only what scrolls is a stop for the Tab key, and shows its wrong cell. To ask all boxes at once takes a browser long, so
// each is asked when it is first shown.
const boxes = new ResizeObserver((changes) => {
  for (const { target } of changes) {
    if (target.scrollWidth > target.clientWidth) {
      target.tabIndex = 0;
      const cell = target.querySelector("td.bad, th.bad");
      if (cell) target.scrollLeft = cell.offsetLeft - (target.clientWidth - cell.offsetWidth) / 2;
    } else if (target !== document.activeElement) {
      target.removeAttribute("tabindex");
    }
  }
});
for (const box of document.querySelectorAll(".wide")) boxes.observe(box);
