// The search box of every page as a combobox: what is found opens below it, arrow keys choose, Enter opens, Escape closes.
// Without this script the box sends its form to the search page.
"use strict";

(() => {
  const box = document.querySelector("[data-search]");
  const list = document.getElementById("search-list");
  if (!box || !list) return;
  let chosen = -1;
  const options = () => [...list.querySelectorAll("[role=option]")];

  for (const [name, value] of Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-controls": "search-list", "aria-autocomplete": "list",
    "aria-haspopup": "listbox",
  })) box.setAttribute(name, value);

  function show(open) {
    list.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
    if (!open) choose(-1);
  }

  function choose(at) {
    const found = options();
    chosen = found.length ? Math.max(-1, Math.min(at, found.length - 1)) : -1;
    found.forEach((option, place) => {
      option.id = `search-option-${place}`;
      option.setAttribute("aria-selected", String(place === chosen));
    });
    if (chosen < 0) { box.removeAttribute("aria-activedescendant"); return; }
    box.setAttribute("aria-activedescendant", found[chosen].id);
    found[chosen].scrollIntoView({ block: "nearest" });
  }

  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); event.stopPropagation(); show(false); return; }
    if (event.isComposing || !options().length) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      event.stopPropagation();
      const by = event.key === "ArrowDown" ? 1 : -1;
      if (list.hidden) show(true);
      choose(chosen + by);
    } else if (event.key === "Enter" && !list.hidden && chosen >= 0) {
      event.preventDefault();
      options()[chosen].click();
    }
  });

  // What was found came: open it, and forget what was chosen among the former ones.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target !== list && !list.contains(event.target)) return;
    const typed = box.value.trim();
    if (event.target === list) list.scrollTop = 0;
    if (document.activeElement === box) show(Boolean(typed) && options().length > 0);
    choose(event.target === list ? -1 : chosen);
  });

  // On the page of the search how many there are is read aloud, not all of them at each letter.
  document.addEventListener("htmx:afterSwap", () => {
    const told = document.querySelector("[data-hits]");
    if (told) say(told, `${told.dataset.hits}: ${document.querySelectorAll("#hits .hit").length}`);
  });

  box.addEventListener("input", () => { if (!box.value.trim()) { list.replaceChildren(); show(false); } });
  box.addEventListener("focus", () => { if (box.value.trim() && options().length) show(true); });
  document.addEventListener("click", (event) => { if (!event.target.closest("form.search")) show(false); });
  box.form.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !box.form.contains(event.relatedTarget)) show(false);
  });
})();
