// Sessions of the sub-committee: arrow keys turn from case to case, and all rows are ticked or unticked at once.
(() => {
  "use strict";
  const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    if (!way || event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return;
    document.querySelector(`.case-nav a[rel=${way}]`)?.click();
  });
  for (const button of document.querySelectorAll("[data-tick]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const box of button.form.querySelectorAll("input[type=checkbox]")) box.checked = button.dataset.tick === "all";
    });
  }
})();
