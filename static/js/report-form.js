// The report form saves itself while somebody types and sends evidence piece by piece; without it the buttons do the same.
"use strict";

(() => {
  const form = document.querySelector("[data-report-form]");
  if (!form) return;
  const QUIET = 3000;
  const RETRY = 20000;
  const saved = form.querySelector("[data-saved]");
  const problem = form.querySelector("[data-save-problem]");
  const evidenceNote = form.querySelector("[data-evidence-note]");
  let timer = null;
  let running = null;
  let changed = false;
  let stopped = !form.dataset.autosave;

  const isEvidence = (name) => name.startsWith("e-");

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
    if (answer.status === 403 && again && await freshToken()) return send(url, build, false);
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
      if (answer.status === 401 || answer.redirected) { stopped = true; trouble(form.dataset.loggedOut); return; }
      const told = await answer.json();
      if (answer.ok) {
        form.elements.version.value = told.version;
        saved.textContent = told.words;
        trouble("");
        if (!changed) form.dataset.clean = "yes";
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

  // How many commitments are told of.
  function count() {
    const cards = [...form.querySelectorAll("[data-commitment]")];
    const told = cards.filter((card) => card.querySelector("input[type=radio]:checked")).length;
    form.querySelector("[data-told]").value = told;
    const words = form.querySelector("[data-told-words]");
    words.textContent = words.textContent.replace(/\d+/, String(told));
  }
  count();

  // A save on its way is waited for, so that the version that is sent is the one it leaves behind.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (event.submitter && event.submitter.hasAttribute("data-evidence-button")) {
      event.preventDefault();
      if (!evidenceRunning) evidenceRunning = addEvidence().finally(() => { evidenceRunning = null; });
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

  let evidenceRunning = null;
  function evidence() {
    const data = new FormData(form);
    [...data.keys()].filter((name) => !isEvidence(name) && name !== "csrfmiddlewaretoken").forEach((name) => data.delete(name));
    return data;
  }

  async function addEvidence() {
    evidenceNote.textContent = form.dataset.sending;
    evidenceNote.className = "";
    try {
      const answer = await send(form.dataset.evidence, evidence);
      if (answer.status === 401 || answer.redirected) { evidenceNote.textContent = ""; trouble(form.dataset.loggedOut); return; }
      const told = await answer.json();
      if (!answer.ok) { refuse(told); return; }
      const list = form.querySelector("[data-evidence-list]");
      list.innerHTML = told.html;
      form.querySelector("[data-evidence-count]").textContent = String(list.querySelectorAll(".evidence-piece").length);
      empty();
      evidenceNote.textContent = "";
    } catch {
      evidenceNote.className = "form-error";
      evidenceNote.textContent = form.dataset.problem;
    }
  }

  function refuse(told) {
    const sentences = told.problems ? Object.values(told.problems).flat() : [told.sentence || form.dataset.problem];
    evidenceNote.className = "form-error";
    evidenceNote.textContent = sentences.join(" ");
  }

  function empty() {
    [...form.elements].filter((field) => isEvidence(field.name || "")).forEach((field) => {
      if (field.type === "checkbox") field.checked = false;
      else field.value = "";
    });
  }
})();
