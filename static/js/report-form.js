// The forms of reports, self-assessments and visits save themselves while somebody types and send evidence piece by piece; without
// it the buttons do the same.
"use strict";

(() => {
  const form = document.querySelector("[data-report-form]");
  if (!form) return;
  const QUIET = 3000;
  const RETRY = 20000;
  const saved = form.querySelector("[data-saved]");
  const problem = form.querySelector("[data-save-problem]");
  let timer = null;
  let running = null;
  let changed = false;
  let stopped = !form.dataset.autosave;

  const isEvidence = (name) => /^e\d*-/.test(name);

  function trouble(words) {
    problem.querySelector("p").textContent = words;
    problem.hidden = !words;
  }

  // Another window may have logged in anew: take the fresh token of this page once and try again.
  async function freshToken() {
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("[data-report-form] [name=csrfmiddlewaretoken]");
    if (token) form.elements.csrfmiddlewaretoken.value = token.value;
    return Boolean(token);
  }

  async function send(url, build, again = true) {
    const answer = await fetch(url, { method: "POST", body: build(), headers: { Accept: "application/json" } });
    if (answer.status === 403 && again && !isAnothers() && await freshToken()) return send(url, build, false);
    return answer;
  }

  function typed() {
    const data = new FormData(form);
    [...data.keys()].filter((name) => isEvidence(name) || data.get(name) instanceof File).forEach((name) => data.delete(name));
    return data;
  }

  async function save() {
    changed = false;
    try {
      const answer = await send(form.dataset.autosave, typed);
      if (isLoggedOut(answer)) { stopped = true; trouble(form.dataset.loggedOut); return; }
      const told = await answer.json();
      if (answer.ok) {
        form.elements.version.value = told.version;
        saved.textContent = told.words;
        if (told.standing) stand(told.standing);
        // What could not be read is not saved: it is named, and leaving the page asks first.
        trouble(told.unsaved || "");
        if (!changed && !told.unsaved) form.dataset.clean = "yes";
      } else {
        stopped = true;
        trouble(told.sentence || form.dataset.problem);
      }
    } catch {
      changed = true;
      trouble(form.dataset.offline);
      timer = setTimeout(start, RETRY);
    }
  }

  function start() {
    if (running || stopped) return;
    running = save().finally(() => {
      running = null;
      if (changed && !stopped) plan();
    });
  }

  function plan() {
    clearTimeout(timer);
    timer = setTimeout(start, QUIET);
  }

  form.addEventListener("input", (event) => {
    if (isEvidence(event.target.name || "") || event.target.type === "file") return;
    changed = true;
    if (!stopped) plan();
    count();
  });

  // The level so far and what is missing, as open or folded as it was.
  function stand(html) {
    form.querySelectorAll("[data-standing]").forEach((place) => {
      const open = place.querySelector("details").open;
      place.innerHTML = html;
      place.querySelector("details").open = open;
    });
  }

  // How many commitments or items are told of.
  function count() {
    const cards = [...form.querySelectorAll("[data-commitment]")];
    const told = cards.filter((card) => card.querySelector("input[type=radio]:checked")).length;
    const bar = form.querySelector("[data-told]");
    if (!bar) return;
    bar.value = told;
    const words = form.querySelector("[data-told-words]");
    if (words) words.textContent = words.textContent.replace(/\d+/, String(told));
  }
  count();

  // A save on its way is waited for, so that the version that is sent is the one it leaves behind.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (event.submitter && event.submitter.hasAttribute("data-evidence-button")) {
      event.preventDefault();
      const box = event.submitter.closest("[data-evidence-box]");
      if (!evidenceRunning) evidenceRunning = addEvidence(box).finally(() => { evidenceRunning = null; });
      // What was typed a moment ago is saved all the same.
      if (changed && !stopped) plan();
      return;
    }
    if (running) {
      event.preventDefault();
      const submitter = event.submitter;
      running.finally(() => form.requestSubmit(submitter));
      return;
    }
    stopped = true;
    form.dataset.clean = "yes";
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) stopped = !form.dataset.autosave; });

  // Each box holds the fields of one piece, the list it goes into and the address it is sent to.
  let evidenceRunning = null;
  const fieldsOf = (box) => [...box.querySelectorAll("[name]")].filter((field) => isEvidence(field.name));

  function evidence(box) {
    const data = new FormData(form);
    const wanted = new Set(["csrfmiddlewaretoken", ...fieldsOf(box).map((field) => field.name)]);
    [...data.keys()].filter((name) => !wanted.has(name)).forEach((name) => data.delete(name));
    return data;
  }

  function note(box, words, css = "") {
    const place = box.querySelector("[data-evidence-note]");
    place.className = css;
    place.textContent = words;
  }

  async function addEvidence(box) {
    forgive(box);
    note(box, form.dataset.sending);
    try {
      const answer = await send(box.dataset.evidence, () => evidence(box));
      if (isLoggedOut(answer)) { note(box, ""); trouble(form.dataset.loggedOut); return; }
      const told = await answer.json();
      if (!answer.ok) { refuse(box, told); return; }
      const list = box.querySelector("[data-evidence-list]");
      list.innerHTML = told.html;
      const counter = form.querySelector("[data-evidence-count]");
      if (counter) counter.textContent = String(list.querySelectorAll(".evidence-piece").length);
      empty(box);
      note(box, "");
    } catch {
      note(box, form.dataset.problem, "form-error");
    }
  }

  // Each sentence stands at its box, and beside the button each leads there.
  function refuse(box, told) {
    const problems = Object.entries(told.problems || {}).map(([name, said]) => [box.querySelector(`[name="${name}"]`), said.join(" ")]);
    if (!problems.length || problems.some(([field]) => !field)) {
      note(box, told.sentence || problems.map(([, words]) => words).join(" ") || form.dataset.problem, "form-error");
      return;
    }
    note(box, "", "form-error");
    problems.forEach(([field, words]) => { accuse(field, words); box.querySelector("[data-evidence-note]").append(wayTo(field, words)); });
    problems[0][0].focus();
  }

  const placeOf = (field) => field.closest("[id^=div_]");
  const controlOf = (field) => field.closest("[data-file]") || field;

  function accuse(field, words) {
    const said = document.createElement("div");
    said.id = `${field.id}_error`;
    said.className = "invalid-feedback d-block";
    said.append(problem.querySelector("svg").cloneNode(true), " ", words);
    [field, controlOf(field)].forEach((one) => one.classList.add("is-invalid"));
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", [said.id, field.getAttribute("aria-describedby")].filter(Boolean).join(" "));
    if (field.type === "checkbox") placeOf(field).append(said);
    else controlOf(field).after(said);
  }

  function wayTo(field, words) {
    const link = document.createElement("a");
    const label = placeOf(field).querySelector("label, legend");
    link.href = `#${field.id}`;
    link.className = "form-error-way";
    link.textContent = `${label.textContent.trim()}: ${words}`;
    return link;
  }

  // What was said of the piece before, here or by the server.
  function forgive(box) {
    fieldsOf(box).forEach((field) => {
      [field, controlOf(field)].forEach((one) => one.classList.remove("is-invalid"));
      field.removeAttribute("aria-invalid");
      const places = (field.getAttribute("aria-describedby") || "").split(" ").filter((id) => id && !id.endsWith("_error"));
      if (places.length) field.setAttribute("aria-describedby", places.join(" "));
      else field.removeAttribute("aria-describedby");
      placeOf(field)?.querySelectorAll(".invalid-feedback").forEach((said) => said.remove());
    });
  }

  function empty(box) {
    fieldsOf(box).forEach((field) => {
      if (field.type === "checkbox") field.checked = false;
      else field.value = "";
    });
  }
})();
