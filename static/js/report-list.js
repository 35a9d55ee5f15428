// Says how many reports are chosen; the list works without it.
"use strict";

const list = document.querySelector("[data-bulk]");
if (list) {
  const words = list.querySelector("[data-chosen]");
  list.addEventListener("change", () => {
    const chosen = list.querySelectorAll("input[name=report]:checked").length;
    words.textContent = chosen ? String(chosen) : "";
  });
}
