// The minutes save themselves item by item while several people write; what others wrote appears in boxes nobody touches.
"use strict";

(() => {
  const form = document.querySelector("[data-minutes]");
  if (!form) return;
  const QUIET = 1500;
  const RETRY = 15000;
  const LOOK = 8000;
  const saved = form.querySelector("[data-saved]");
  const problem = form.querySelector("[data-save-problem]");
  const boxes = new Map([...form.querySelectorAll("[data-item]")].map((box) => [box.dataset.item, parts(box)]));
  let timer = null;
  let running = null;
  let stopped = false;

  function parts(box) {
    const find = (name) => box.querySelector(`[data-${name}]`);
    const item = { box, text: find("text"), version: find("version"), base: find("base"), who: find("who"), conflict: find("conflict") };
    return { ...item, dirty: Boolean(box.querySelector("[data-stored]")), open: Boolean(box.querySelector("[data-stored]")) };
  }

  function trouble(words) {
    say(problem.querySelector("p"), words);
    problem.hidden = !words;
  }

  function typed(items) {
    freshen(form);
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    items.forEach((item) => [item.text, item.version, item.base].forEach((field) => data.set(field.name, field.value)));
    return data;
  }

  // A box whose conflict is being looked at waits for its reader's decision.
  async function save() {
    const items = [...boxes.values()].filter((item) => item.dirty && !item.open);
    if (!items.length) return true;
    items.forEach((item) => { item.dirty = false; });
    try {
      settle(await reach(form.dataset.autosave, typed(items)));
      return true;
    } catch {
      items.forEach((item) => { item.dirty = true; });
      trouble(form.dataset.offline);
      clearTimeout(timer);
      timer = setTimeout(start, RETRY);
      return false;
    }
  }

  function settle(answer) {
    if (isLoggedOut(answer)) { stopped = true; trouble(form.dataset.loggedOut); return; }
    const told = JSON.parse(answer.text);
    if (!answer.ok) { stopped = true; trouble(told.sentence || form.dataset.frozen); return; }
    told.items.forEach(take);
    say(saved, told.words);
    trouble("");
    if (![...boxes.values()].some((item) => item.dirty)) form.dataset.clean = "yes";
  }

  function take(told) {
    const item = boxes.get(String(told.pk));
    if (!item) return;
    if (told.conflict) { ask(item, told); return; }
    item.version.value = told.version;
    item.base.value = told.base;
    item.who.textContent = told.who;
  }

  // Both texts stand there; what was typed stays in the box.
  function ask(item, told) {
    item.open = true;
    item.dirty = true;
    item.conflict.innerHTML = told.conflict;
    item.version.value = told.version;
    item.base.value = told.base;
    choices(item, told.text);
  }

  function choices(item, text) {
    const decide = (name, value) => {
      const button = item.conflict.querySelector(`[data-${name}]`);
      if (!button) return;
      button.hidden = false;
      button.addEventListener("click", () => {
        item.text.value = value();
        item.conflict.replaceChildren();
        item.open = false;
        item.dirty = true;
        item.text.focus();
        start();
      });
    };
    decide("both", () => `${text}\n\n${item.text.value}`);
    decide("mine", () => item.text.value);
    decide("theirs", () => text);
  }

  function start() {
    if (running || stopped) return;
    running = save().then((through) => {
      running = null;
      if (through && [...boxes.values()].some((item) => item.dirty && !item.open) && !stopped) plan();
    });
  }

  function plan() {
    clearTimeout(timer);
    timer = setTimeout(start, QUIET);
  }

  form.addEventListener("input", (event) => {
    const box = event.target.closest("[data-text]") && event.target.closest("[data-item]");
    if (!box) return;
    boxes.get(box.dataset.item).dirty = true;
    if (!stopped) plan();
  });

  // What others wrote meanwhile, in boxes that nobody here has touched.
  async function look() {
    if (document.hidden || running || stopped) return;
    const known = [...boxes.entries()].map(([key, item]) => `${key}.${item.version.value}`).join("-");
    try {
      const answer = await fetch(`${form.dataset.state}?known=${known}`, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) return;
      const told = await answer.json();
      if (told.frozen) { stopped = true; trouble(form.dataset.frozen); return; }
      told.items.forEach((one) => {
        const item = boxes.get(String(one.pk));
        if (!item || item.dirty || item.open || document.activeElement === item.text || running) return;
        item.text.value = one.text;
        take(one);
      });
    } catch { /* the next look tries again */ }
  }
  setInterval(look, LOOK);

  boxes.forEach((item) => {
    const stored = item.conflict.querySelector("[data-stored]");
    if (stored) choices(item, stored.textContent);
  });

  // A save on its way is waited for, so that the versions that are sent are those it leaves behind.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (running) {
      event.preventDefault();
      const submitter = event.submitter;
      running.finally(() => form.requestSubmit(submitter));
      return;
    }
    stopped = true;
    form.dataset.clean = "yes";
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) stopped = false; });
})();
