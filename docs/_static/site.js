// What scrolls sideways can be scrolled by keyboard, and what has an icon only has a name.
addEventListener("load", () => {
  const boxes = ".pst-scrollable-table-container, .wide, .chart, .bd-content pre, .viewcode-block, .sig";
  const reachable = () => {
    for (const box of document.querySelectorAll(boxes))
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else if (box.tabIndex === 0) box.removeAttribute("tabindex");
  };
  reachable();
  addEventListener("resize", reachable);
  for (const toggle of document.querySelectorAll("summary:has(> .toctree-toggle)")) {
    const above = toggle.closest("li").querySelector("a");
    toggle.setAttribute("aria-label", `Pages below ${above.textContent.trim()}`);
  }
});
