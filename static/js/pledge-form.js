// The declaration's lines without a round trip, and a draft that saves itself while somebody types.
"use strict";
(() => {
  const form = document.querySelector("[data-pledge-form]");
  if (!form) return;
  const lines = form.querySelector("[data-lines]");
  const template = document.querySelector("[data-line-template]");
  const all = () => [...lines.querySelectorAll("[data-line]")];

  const number = () => all().forEach((line, at) => {
    line.querySelector("[data-line-number]").textContent = at + 1;
  });

  const add = () => {
    const keys = new Set(all().map((line) => line.querySelector("[name=line]").value));
    let n = 1;
    while (keys.has(`n${n}`)) n += 1;
    const holder = document.createElement("template");
    holder.innerHTML = template.innerHTML.replaceAll("KEY", `n${n}`);
    const line = holder.content.querySelector("[data-line]");
    lines.append(line);
    number();
    line.querySelector("select, input:not([type=hidden]), textarea").focus();
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-line-add], button[data-line-up], button[data-line-down], button[data-line-remove]");
    if (!button) return;
    event.preventDefault();
    const line = button.closest("[data-line]");
    if ("lineAdd" in button.dataset) add();
    if ("lineUp" in button.dataset && line.previousElementSibling) line.previousElementSibling.before(line);
    if ("lineDown" in button.dataset && line.nextElementSibling) line.nextElementSibling.after(line);
    if ("lineRemove" in button.dataset) {
      const next = line.nextElementSibling || line.previousElementSibling;
      line.remove();
      (next ? next.querySelector("[data-line-remove]") : form.querySelector("[data-line-add]")).focus();
    } else if (line) {
      button.focus();
    }
    number();
    changed();
  });

  // Saving by itself: some seconds after the last change, one request at a time; a lost connection is tried again.
  const address = form.dataset.autosave;
  const told = form.querySelector("[data-saved]");
  const WAIT = 4000;
  let timer = 0, running = false, dirty = false, stopped = false;

  function changed() {
    form.dataset.clean = "no";
    if (!address || stopped) return;
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  }

  const settle = (answer) => {
    form.querySelector("[name=version]").value = answer.version;
    for (const [key, pk] of Object.entries(answer.keys)) {
      const field = form.querySelector(`[name="l${key}-id"]`);
      if (field) field.value = pk;
    }
  };

  async function save() {
    if (running || !dirty || stopped) return;
    running = true;
    dirty = false;
    try {
      const response = await fetch(address, {
        method: "POST", body: new FormData(form), credentials: "same-origin", headers: { Accept: "application/json" },
      });
      const answer = await response.json();
      told.textContent = answer.sentence;
      told.classList.toggle("form-error", !response.ok);
      if (response.ok) settle(answer);
      // Whatever is not saved makes leaving the page ask first.
      if (response.ok && !dirty) form.dataset.clean = "yes";
      // Somebody else saved meanwhile, or it is no draft any more: only a person can decide now.
      if (response.status === 409) stopped = true;
    } catch {
      told.textContent = form.dataset.notSaved;
      told.classList.add("form-error");
      dirty = true;
      timer = setTimeout(save, 3 * WAIT);
    }
    running = false;
    if (dirty) timer = setTimeout(save, WAIT);
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
  // The form must not be sent while a save is under way, or its version would be the old one.
  form.addEventListener("submit", async (event) => {
    stopped = true;
    clearTimeout(timer);
    if (!running) return;
    event.preventDefault();
    const button = event.submitter;
    const wait = setInterval(() => {
      if (running) return;
      clearInterval(wait);
      form.requestSubmit(button);
    }, 50);
  });
})();
