
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
