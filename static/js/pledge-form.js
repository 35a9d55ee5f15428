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

  // What was sent and never answered may be stored all the same: it goes once more as it was, and what was typed since follows.
  let unanswered = null;

  async function save() {
    if (running || stopped || form.dataset.sent || !(dirty || unanswered)) return;
    running = true;
    clearTimeout(timer);
    freshen(form);
    if (!unanswered) dirty = false;
    const body = unanswered || new FormData(form);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    let response = null;
    try {
      response = await reach(address, body);
      unanswered = null;
      take(response);
      if (dirty) timer = setTimeout(save, WAIT);
    } catch {
      if (response) dirty = true;
      else unanswered = body;
      mark(form.dataset.notSaved, false);
      timer = setTimeout(save, 3 * WAIT);
    }
    running = false;
  }

  function mark(sentence, well) {
    say(told, sentence);
    told.classList.toggle("form-error", !well);
  }

  function take(response) {
    // Nobody is logged in, or somebody else: only a person can decide now.
    if (isLoggedOut(response)) { stopped = true; mark(form.dataset.loggedOut, false); return; }
    const answer = JSON.parse(response.text);
    const boxes = answer.boxes || [];
    mark(answer.sentence, response.ok && !boxes.length);
    if (response.ok) { settle(answer); markUnsaved(form, boxes); }
    // Whatever is not saved makes leaving the page ask first.
    if (response.ok && !dirty && !boxes.length) form.dataset.clean = "yes";
    // Somebody else saved meanwhile, or it is no draft any more: the same.
    if (response.status === 409) stopped = true;
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  // Out of sight the page may be put to sleep; a line that is back is used at once.
  document.addEventListener("visibilitychange", save);
  window.addEventListener("online", save);
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!running && !unanswered) return;
    event.preventDefault();
    sendAfter(answered, form, event.submitter);
  });

  async function answered() {
    save();
    while (running) await new Promise((done) => { setTimeout(done, 50); });
    return !unanswered;
  }
})();
