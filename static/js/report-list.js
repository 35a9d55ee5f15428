// Says how many reports are chosen, chooses all of the page and clears; the list works without it.
"use strict";

const list = document.querySelector("[data-bulk]");
if (list) {
  const words = list.querySelector("[data-chosen]");
  const boxes = [...list.querySelectorAll("input[name=report]")];
  const say = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    words.textContent = chosen ? words.dataset.words.replace("COUNT", chosen) : "";
  };
  list.addEventListener("change", say);
  for (const button of list.querySelectorAll("[data-choose]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const box of boxes) box.checked = button.dataset.choose === "all";
      say();
    });
  }
  say();
}
