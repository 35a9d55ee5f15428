// Cards of a sitting: each is kept on the telephone until the portal has it, under a key that makes sending twice one card.
"use strict";

(() => {
  const form = document.querySelector("[data-sit]");
  if (!form || !window.localStorage || !window.fetch) return;
  const RETRY = 4000;
  const KEPT = 12 * 3600 * 1000;
  const store = `sit:${form.dataset.sit}`;
  const status = document.querySelector("[data-sit-status]");
  const mine = document.querySelector("[data-sit-mine]");
  const text = form.elements.text;
  let running = false;
  let timer = null;

  const waiting = () => JSON.parse(localStorage.getItem(store) || "[]");
  const keep = (cards) => localStorage.setItem(store, JSON.stringify(cards));
  const freshKey = () => (crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random().toString(36).slice(2)}`);

  // What was being typed is there again after the telephone slept or the page was closed, but not on another day; the name only
  // in this window. A telephone may be a borrowed one, and its next user is nobody's successor.
  const half = JSON.parse(localStorage.getItem(`${store}:half`) || "{}");
  if (Date.now() - half.at < KEPT) text.value = text.value || half.text;
  Object.keys(localStorage).filter(isStale).forEach((key) => localStorage.removeItem(key));
  form.elements.by_name.value = form.elements.by_name.value || sessionStorage.getItem("sit:name") || "";
  text.addEventListener("input", () => localStorage.setItem(`${store}:half`, JSON.stringify({ text: text.value, at: Date.now() })));

  function isStale(key) {
    if (/^sit:(name$|.*:typed$)/.test(key)) return true;
    return /^sit:.*:half$/.test(key) && !(Date.now() - JSON.parse(localStorage.getItem(key)).at < KEPT);
  }

  function say(words, tone) {
    status.hidden = !words;
    status.className = `sit-status notice notice-${tone}`;
    status.textContent = words;
  }

  function show(card) {
    mine.hidden = false;
    const line = document.createElement("li");
    line.className = "sit-card";
    line.textContent = card.text;
    mine.querySelector("ul").prepend(line);
  }

  async function send(card) {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    Object.entries(card).forEach(([name, value]) => data.set(name, value));
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: data, headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(told.sentence), { sentence: told.sentence, status: answer.status });
  }

  async function flush() {
    if (running) return;
    running = true;
    clearTimeout(timer);
    try {
      for (let cards = waiting(); cards.length; cards = waiting()) {
        await send(cards[0]);
        show(cards[0]);
        keep(waiting().slice(1));
        say(status.dataset.sent, "success");
      }
    } catch (trouble) {
      // A card that cannot be taken goes back into the box; without a line it waits.
      if (trouble.status === 422 || trouble.status === 409) {
        const [card, ...rest] = waiting();
        keep(rest);
        if (!text.value) text.value = card.text;
        say(trouble.sentence, "warning");
      } else {
        say(`${status.dataset.waiting} ${waiting().length}`, "warning");
        timer = setTimeout(flush, RETRY);
      }
    } finally {
      running = false;
    }
  }

  form.addEventListener("submit", (event) => {
    const question = form.querySelector("[name=question]:checked");
    if (!question || !text.value.trim()) return;
    event.preventDefault();
    sessionStorage.setItem("sit:name", form.elements.by_name.value);
    keep([...waiting(), { key: freshKey(), question: question.value, text: text.value, by_name: form.elements.by_name.value }]);
    text.value = "";
    text.dispatchEvent(new Event("input", { bubbles: true }));
    localStorage.removeItem(`${store}:half`);
    text.focus();
    flush();
  });
  window.addEventListener("online", flush);
  flush();
})();
