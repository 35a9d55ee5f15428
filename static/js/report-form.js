// The forms of reports, self-assessments, visits and lessons save themselves while somebody types and send evidence piece by piece; without
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
  let unread = false;
  let asking = false;
  let stopped = !form.dataset.autosave;

  const isEvidence = (name) => /^e\d*-/.test(name);

  function trouble(words) {
    say(problem.querySelector("p"), words);
    problem.hidden = !words;
    if (words && form.contains(document.activeElement)) uncover(document.activeElement.getBoundingClientRect());
  }

  // What is told stands on top of the window and must not hide what is being typed.
  function uncover(typed) {
    const told = problem.getBoundingClientRect();
    if (told.top < typed.bottom && typed.top < told.bottom) window.scrollBy(0, typed.top - told.bottom - 48);
  }

  function send(url, body, seconds) {
    freshen(form);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    return reach(url, body, seconds);
  }

  function typed() {
    const data = new FormData(form);
    [...data.keys()].filter((name) => isEvidence(name) || data.get(name) instanceof File).forEach((name) => data.delete(name));
    return data;
  }

  // What was sent and never answered may be stored all the same: it goes once more as it was, and what was typed since follows.
  let unanswered = null;

  async function save() {
    if (!unanswered) changed = false;
    const body = unanswered || typed();
    let answer = null;
    asking = true;
    try {
      answer = await send(form.dataset.autosave, body);
      unanswered = null;
      asking = false;
      take(answer);
      return true;
    } catch {
      asking = false;
      if (answer) changed = true;
      else unanswered = body;
      trouble(answer ? form.dataset.problem : form.dataset.offline);
      clearTimeout(timer);
      timer = setTimeout(start, RETRY);
      return false;
    }
  }

  function take(answer) {
    if (isLoggedOut(answer)) { giveUp(form.dataset.loggedOut); return; }
    const told = JSON.parse(answer.text);
    if (!answer.ok) { giveUp(told.sentence || form.dataset.problem); return; }
    form.elements.version.value = told.version;
    say(saved, told.words);
    if (told.standing) stand(told.standing);
    // What could not be read is to be mended: it is named, its boxes are marked, and leaving the page asks first.
    trouble(told.unsaved || "");
    if (told.boxes) markUnsaved(form, told.boxes, (field) => !isEvidence(field.name));
    unread = Boolean(told.unsaved);
    settle();
  }

  // What was sent is stored nowhere.
  function giveUp(words) {
    stopped = changed = true;
    trouble(words);
  }

  // Leaving asks as long as something would be lost: words that are not saved, or what was chosen and neither sent nor added.
  function settle() {
    const isChosen = [...form.querySelectorAll("input[type=file]")].some((field) => field.files.length);
    if (asking || changed || unanswered || unread || isChosen) return;
    if (![...form.querySelectorAll("[data-evidence-box]")].some(isBegun)) form.dataset.clean = "yes";
  }
  const isBegun = (box) => fieldsOf(box).some((field) => (/checkbox|radio/.test(field.type) ? field.checked : field.value.trim()));

  function start() {
    if (running || stopped || form.dataset.sent) return;
    running = save().then((through) => {
      running = null;
      if (through && changed && !stopped) plan();
    });
  }

  // A telephone may put the page to sleep or end it once it is out of sight; a line that is back is used at once.
  function hurry() {
    if (!changed && !unanswered) return;
    clearTimeout(timer);
    start();
  }
  document.addEventListener("visibilitychange", hurry);
  window.addEventListener("online", hurry);

  function plan() {
    clearTimeout(timer);
    timer = setTimeout(start, QUIET);
  }

  form.addEventListener("input", (event) => {
    // What was emptied again asks for nothing; the guard hears of it after this.
    if (isEvidence(event.target.name || "") || event.target.type === "file") { setTimeout(settle); return; }
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

  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (event.submitter && event.submitter.hasAttribute("data-evidence-button")) {
      event.preventDefault();
      const box = event.submitter.closest("[data-evidence-box]");
      if (!evidenceRunning) evidenceRunning = addEvidence(box).finally(() => { evidenceRunning = null; });
      // What was typed a moment ago is saved all the same.
      if (changed && !stopped) plan();
    } else if (running || unanswered) {
      event.preventDefault();
      sendAfter(answered, form, event.submitter);
    } else {
      form.dataset.clean = "yes";
    }
  });

  async function answered() {
    start();
    await running;
    return !unanswered;
  }
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
    fieldsOf(box).forEach(forgive);
    note(box, form.dataset.sending);
    try {
      await Promise.all(fieldsOf(box).map((field) => field.shrinking));
      const answer = await send(box.dataset.evidence, evidence(box), patienceFor(box));
      if (isLoggedOut(answer)) { note(box, ""); trouble(form.dataset.loggedOut); return; }
      const told = JSON.parse(answer.text);
      if (told.html) list(box, told.html);
      if (!answer.ok) { refuse(box, told); return; }
      empty(box);
      settle();
      note(box, told.words || "");
    } catch {
      note(box, form.dataset.problem, "form-error");
    }
  }

  // A slow line carries some ten kilobytes a second.
  function patienceFor(box) {
    const bytes = fieldsOf(box).flatMap((field) => [...(field.files || [])]).reduce((sum, file) => sum + file.size, 0);
    return 30 + bytes / 10_000;
  }

  function list(box, html) {
    const pieces = box.querySelector("[data-evidence-list]");
    pieces.innerHTML = html;
    const counter = form.querySelector("[data-evidence-count]");
    if (counter) counter.textContent = String(pieces.querySelectorAll(".evidence-piece").length);
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

  function empty(box) {
    fieldsOf(box).forEach((field) => {
      if (field.type === "checkbox") field.checked = false;
      else field.value = "";
    });
    tellAll(box);
  }
})();
