// Small helps on top of pages that work without them: keys, counts, double sends, unsaved changes, copying, small photos.
"use strict";

const words = (element, name, fallback) => (element && element.dataset[name]) || document.body.dataset[name] || fallback;
const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

// "/" goes to the search box; up, down and Enter walk through a list.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") closeMenus(null, true);
  // From a search box the arrow down leads into what was found.
  if (typing(event.target) && !(event.key === "ArrowDown" && event.target.type === "search")) return;
  if (event.key === "/") {
    const box = document.querySelector("[data-search]");
    if (box) { event.preventDefault(); box.focus(); box.select(); }
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    walk(event, event.key === "ArrowDown" ? 1 : -1);
  }
});

function walk(event, by) {
  if (event.target.closest("details, button")) return;
  const links = [...document.querySelectorAll(":is([data-rows], [data-list]) tbody tr, [data-rows] > li")]
    .map((row) => row.querySelector("a[href]")).filter(Boolean);
  if (!links.length) return;
  const here = links.findIndex((link) => link.closest("tr, li").contains(document.activeElement));
  const next = links[Math.min(Math.max(here + by, 0), links.length - 1)];
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

// Menus made of <details data-chip>: one open at a time, closed by a click elsewhere or by Escape.
function closeMenus(except, back) {
  document.querySelectorAll("details[data-chip][open]").forEach((menu) => {
    if (menu === except || (except && menu.contains(except))) return;
    // A note that was begun stays in sight while its writer reads on.
    if (!back && [...menu.querySelectorAll("textarea")].some((text) => text.value)) return;
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (back && inside) menu.querySelector("summary").focus();
  });
}
document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-chip]")));
// The choices of a filter may open below the fold, or behind the bar of a telephone: as much of the page as they need moves up.
document.addEventListener("toggle", (event) => {
  const choices = event.target.open && event.target.querySelector(":scope > .chip-menu");
  if (choices) choices.scrollIntoView({ block: "nearest" });
}, true);
// One that the keyboard has left would lie over what it leads to.
document.addEventListener("keyup", (event) => { if (event.key === "Tab") closeMenus(document.activeElement); });

// Text size and contrast change in place, so that nothing typed is lost; the language needs the page anew.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-preferences]");
  if (!form || !event.submitter || event.submitter.name === "language") return;
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: data, headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const kept = await answer.json();
    if (kept.text_size) document.documentElement.dataset.textSize = kept.text_size;
    if (kept.contrast) showContrast(event.submitter, kept.contrast);
  } catch {
    clean(document);
    event.submitter.form.removeAttribute("data-preferences");
    event.submitter.click();
  }
});
function showContrast(button, contrast) {
  document.documentElement.dataset.contrast = contrast;
  button.value = contrast === "high" ? "normal" : "high";
  button.setAttribute("aria-pressed", String(contrast === "high"));
}

// Without a line nothing is sent: the browser would put a page of its own in the place of what was typed. Cards of a sitting
// wait on the telephone and are sent by themselves (sitting.js).
document.addEventListener("submit", (event) => {
  if (navigator.onLine || event.target.getAttribute("method") !== "post" || event.target.matches("[data-sit]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  tellNoLine(event.submitter || event.target.querySelector("button"));
}, true);
function tellNoLine(button) {
  const told = document.querySelector("p[data-no-line]") || document.createElement("p");
  told.dataset.noLine = "";
  told.className = "form-error";
  told.setAttribute("role", "alert");
  told.textContent = document.body.dataset.noLine;
  if (button) button.after(told);
}
window.addEventListener("online", () => { const told = document.querySelector("p[data-no-line]"); if (told) told.remove(); });

// A second press on the same button sends nothing; the first one is really sent, with its name and value.
document.addEventListener("submit", (event) => {
  const form = event.target;
  // A field may be called "method", as that of a lesson is: then form.method is that field.
  if (event.defaultPrevented || form.getAttribute("method") !== "post" || form.matches("[data-preferences]")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  form.dataset.clean = "yes";
  busy(event.submitter);
  // A download or a broken line leaves the page standing: the button works again. A file takes long, and would begin anew.
  const heavy = [...form.querySelectorAll("input[type=file]")].some((box) => box.files.length);
  setTimeout(() => release(form), heavy ? 90_000 : 8000);
});
function release(form) {
  delete form.dataset.sent;
  // Its button may stand beside it.
  [...form.elements].filter((one) => one.hasAttribute("aria-busy")).forEach(idle);
}
// Whoever waits longer than a moment is told for what.
function busy(button) {
  if (!button) return;
  button.setAttribute("aria-busy", "true");
  setTimeout(() => {
    if (!button.hasAttribute("aria-busy") || document.querySelector("p[data-under-way]")) return;
    const told = document.createElement("p");
    told.dataset.underWay = "";
    told.setAttribute("role", "status");
    button.after(told);
    told.textContent = document.body.dataset.underWay;
  }, 1500);
}
function idle(button) {
  button.removeAttribute("aria-busy");
  document.querySelectorAll("p[data-under-way]").forEach((told) => told.remove());
}
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
// A save on its way is waited for, so that the version that is sent is the one it leaves behind; without its answer nothing is.
async function sendAfter(answered, form, button) {
  if (form.dataset.waits) return;
  form.dataset.waits = "yes";
  busy(button);
  const came = await answered();
  delete form.dataset.waits;
  if (button) idle(button);
  if (came) form.requestSubmit(button);
  else tellNoLine(button);
}

// A browser may keep a page whole and show it again as it was; whoever has logged out since, or is somebody else, gets it anew.
const whoIsHere = () => (document.cookie.match(/(?:^|; )here=(\w+)/) || ["", ""])[1];
const drawnFor = whoIsHere();
const isAnothers = () => Boolean(drawnFor) && whoIsHere() !== drawnFor;
// What saves by itself asks this: nothing typed by one person is stored in the name of another who logged in meanwhile.
const isLoggedOut = (answer) => answer.status === 401 || answer.redirected || (answer.status === 403 && isAnothers());
// Another window may have logged in anew: a form goes out with the token that counts now, but for nobody else.
function freshen(form) {
  const [field, token] = [form.querySelector("input[name=csrfmiddlewaretoken]"), document.cookie.match(/(?:^|; )csrftoken=(\w+)/)];
  if (field && token && !isAnothers()) field.value = token[1];
}
document.addEventListener("submit", (event) => freshen(event.target), true);
// What saves by itself gives a line up that hangs; the whole answer is waited for.
async function reach(url, body, seconds = 25) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), seconds * 1000);
  try {
    const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, signal: patience.signal });
    return { ok: answer.ok, status: answer.status, redirected: answer.redirected, text: await answer.text() };
  } finally { clearTimeout(timer); }
}
// A place that is read aloud says each thing once.
function say(place, told) { if (place.textContent !== told) place.textContent = told; }
// What saves by itself and could not be read is not saved: its boxes say so until a later answer has them.
function markUnsaved(form, names, isSent = () => true) {
  form.querySelectorAll("[data-unsaved]").forEach((field) => { delete field.dataset.unsaved; blame(field, false); });
  const refused = [...form.querySelectorAll(".is-invalid[name]")].filter(isSent);
  const saved = refused.filter((field) => !names.includes(field.name) && isFilled(form, field));
  saved.forEach(forgive);
  if (saved.length) shortenSummary();
  names.map((name) => form.querySelector(`[name="${name}"]`)).forEach((field) => {
    if (!field || field.classList.contains("is-invalid")) return;
    field.dataset.unsaved = "";
    blame(field, true);
  });
}
// An empty box is filled in by nobody: what is said of it stays, unless it was emptied since the page came.
function isFilled(form, field) {
  if (field.type === "radio" || field.type === "checkbox") return Boolean(form.querySelector(`[name="${field.name}"]:checked`));
  return field.value.trim() !== "" || typedAlready(field);
}
// What was said of a box, here or by the server.
function forgive(field) {
  const place = field.closest("[id^=div_]");
  [field, field.closest("[data-file]") || field].forEach((one) => blame(one, false));
  [field, place?.querySelector("fieldset") || field].forEach((one) => {
    const places = (one.getAttribute("aria-describedby") || "").split(" ").filter((id) => id && !id.endsWith("_error"));
    if (places.length) one.setAttribute("aria-describedby", places.join(" "));
    else one.removeAttribute("aria-describedby");
  });
  place?.querySelectorAll(".invalid-feedback").forEach((said) => said.remove());
}
// On top only what is still to be mended is named; a line of a plan has one sentence for all its boxes.
function shortenSummary() {
  const summary = document.querySelector("[data-error-summary]");
  if (!summary) return;
  summary.querySelectorAll("li").forEach((line) => {
    const way = line.querySelector("a");
    const box = way && document.getElementById(way.hash.slice(1));
    const place = box && (box.closest("[data-line]") || box.closest("[id^=div_]"));
    if (place && !place.querySelector(".is-invalid")) line.remove();
  });
  const [heading, left] = [summary.querySelector("h2"), summary.querySelectorAll("li").length];
  if (!left) summary.remove();
  else heading.textContent = left === 1 && heading.dataset.one ? heading.dataset.one : heading.textContent.replace(/\d+/, left);
}
function blame(field, wrong) {
  field.classList.toggle("is-invalid", wrong);
  if (wrong) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}
window.addEventListener("pageshow", (event) => {
  if (!event.persisted || !isAnothers()) return;
  document.documentElement.hidden = true;
  clean(document);
  location.reload();
});

// <button data-confirm="…">: one question before what cannot be taken back.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-confirm]");
  if (button && !window.confirm(button.dataset.confirm)) event.preventDefault();
});

// <form data-guard>: leaving with unsaved changes asks first.
const clean = (root) => root.querySelectorAll("form[data-guard]").forEach((form) => { form.dataset.clean = "yes"; });
clean(document);
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) form.dataset.clean = "no";
});
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-guard][data-clean=no]")) event.preventDefault();
});
// What was typed before the scripts had come is told to all of them, as if it were typed now.
function typedAlready(field) {
  if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (["hidden", "file"].includes(field.type) || !("defaultValue" in field)) return false;
  // A colour box reads in small letters what was kept in large ones.
  if (field.type === "color") return field.value !== field.defaultValue.toLowerCase();
  return field.value !== field.defaultValue;
}
document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("form[data-guard], form[data-autosave]"))
    for (const field of form.elements)
      if (typedAlready(field)) field.dispatchEvent(new Event("input", { bubbles: true }));
});

// How many characters are left, beside every long text that has a limit.
function count(area) {
  let line = area.parentElement.querySelector(".char-count");
  if (!line) {
    line = document.createElement("p");
    line.className = "char-count";
    area.insertAdjacentElement("afterend", line);
  }
  const most = Number(area.getAttribute("maxlength"));
  line.textContent = `${area.value.length.toLocaleString("en")} / ${most.toLocaleString("en")}`;
  line.classList.toggle("char-count-near", area.value.length > most * 0.9);
}
document.addEventListener("input", (event) => { if (event.target.matches("textarea[maxlength]")) count(event.target); });

// <button data-copy="#id">: copies the text of that element; its data-copied says that it was done.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  const text = "value" in source ? source.value : (source.innerText || source.textContent).trim();
  try { await navigator.clipboard.writeText(text); } catch { copyByHand(text); }
  const label = button.querySelector("span") || button;
  label.textContent = button.dataset.copied || label.textContent;
  button.setAttribute("aria-live", "polite");
});
function copyByHand(text) {
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

// <input type="file" data-shrink>: photos straight from a telephone become small before they travel.
const LONGEST = 2000;
async function shrunk(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < 600_000) return file;
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified });
}
async function shrink(input) {
  const chosen = input.files;
  try {
    const box = new DataTransfer();
    for (const file of chosen) box.items.add(await shrunk(file));
    if (input.files === chosen) input.files = box.files;
  } catch { /* the server shrinks what the browser could not */ }
}

/* Which file is chosen, in the page's words; an empty title keeps the browser's own away. */
function tell(box) {
  const [input, words] = [box.querySelector("input"), box.querySelector("[data-chosen]")];
  words.dataset.none ??= words.textContent;
  words.textContent = [...input.files].map((file) => file.name).join(", ") || words.dataset.none;
  input.title = input.files.length ? words.textContent : "";
  box.classList.add("file-own");
  box.querySelector(".file-words").hidden = false;
}
const tellAll = (root) => root.querySelectorAll("[data-file]").forEach(tell);
/* What will not be taken does not travel first: on a slow line that is minutes. A large photo is made smaller before. */
function why(box, file) {
  if (/^(video|audio)\//.test(file.type)) return box.dataset.noFilm;
  const shrinks = file.type.startsWith("image/") && "shrink" in box.querySelector("input").dataset;
  return file.size > Number(box.dataset.most) && !shrinks ? box.dataset.tooLarge : "";
}
function sift(box) {
  const input = box.querySelector("input");
  box.parentElement.querySelectorAll("[data-not-taken]").forEach((said) => said.remove());
  const sentence = [...input.files].map((file) => why(box, file)).find(Boolean);
  if (!sentence) return;
  const said = document.createElement("div");
  said.dataset.notTaken = "";
  said.className = "invalid-feedback d-block";
  said.setAttribute("role", "alert");
  box.after(said);
  said.textContent = `${input.files[0].name}: ${sentence}`;
  input.value = "";
}
document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-file] > input")) return;
  if (target.parentElement.dataset.most) sift(target.parentElement);
  tell(target.parentElement);
  if ("shrink" in target.dataset && target.files.length) target.shrinking = shrink(target);
});
document.addEventListener("reset", () => setTimeout(tellAll, 0, document));
window.addEventListener("pageshow", () => tellAll(document));

/* Of an empty box or a wrong address a browser speaks in its own language: here it speaks the page's. */
document.addEventListener("invalid", ({ target }) => {
  const { missing = "", noEmail = "" } = { ...document.body.dataset, ...target.dataset };
  target.setCustomValidity("");
  if (target.validity.valueMissing) target.setCustomValidity(missing);
  else if (target.validity.typeMismatch && target.type === "email") target.setCustomValidity(noEmail);
}, true);
document.addEventListener("input", ({ target }) => target.setCustomValidity?.(""), true);

// <div data-only-with="outcome=promised">: there only while that choice is made, or while the server has something to say of it.
function fit(place, stays = false) {
  const [name, value] = place.dataset.onlyWith.split("=");
  const chosen = place.closest("form").querySelector(`[name="${name}"]:checked`);
  place.hidden = !stays && chosen?.value !== value;
  // What was typed waits there, and is not sent.
  place.querySelectorAll("input").forEach((field) => { field.disabled = place.hidden; });
}
const fitAll = (root) => root.querySelectorAll("[data-only-with]").forEach((place) => fit(place, Boolean(place.querySelector(".is-invalid"))));
document.addEventListener("change", ({ target }) => target.form?.querySelectorAll("[data-only-with]").forEach((place) => fit(place)));
window.addEventListener("pageshow", () => fitAll(document));

function begin(root) {
  fitAll(root);
  root.querySelectorAll("[data-print]").forEach((button) => { button.hidden = false; });
  root.querySelectorAll("[data-copy][hidden]").forEach((button) => { button.hidden = false; });
  root.querySelectorAll("textarea[maxlength]").forEach(count);
  tellAll(root);
  const first = root.querySelector("[data-error-summary]");
  if (first) first.focus();
}
document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
// A sentence of the summary leads into its box, also where the box is a group of choices.
document.addEventListener("click", (event) => {
  const way = event.target.closest("[data-error-summary] a, .form-error-way");
  const place = way && document.getElementById(way.hash.slice(1));
  if (place && place.tabIndex < 0) setTimeout(() => place.querySelector("input, select, textarea")?.focus());
});
// What a page brings along is not read aloud; what is laid down once it stands is.
window.addEventListener("load", () => setTimeout(() => document.querySelectorAll(".messages").forEach((box) => box.append(...box.childNodes)), 300));
// What is asked for every few seconds comes in only where it says something new, or whoever stands in it would lose her place.
const before = new Map();
let stoodAt = null;
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!/^every /.test(detail.requestConfig.elt.getAttribute("hx-trigger"))) return;
  const key = detail.target.id || detail.target;
  if (before.get(key) === detail.xhr.responseText) detail.shouldSwap = false;
  before.set(key, detail.xhr.responseText);
  stoodAt = detail.target.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
});
document.addEventListener("htmx:afterSwap", (event) => {
  begin(event.target);
  // What was agreed at a visit is read before one writes: it unfolds as long as nobody has begun, so that nothing moves under a thumb.
  const fold = event.target.querySelector(".visit-beside") && event.target.closest("details");
  if (fold && !window.scrollY && document.activeElement === document.body) fold.open = true;
  if (stoodAt && document.activeElement === document.body) document.querySelector(`main a[href="${CSS.escape(stoodAt)}"]`)?.focus({ preventScroll: true });
  stoodAt = null;
  // What comes in above pushes it out of sight.
  if (document.activeElement?.matches("[data-error-summary]")) document.activeElement.scrollIntoView({ block: "center" });
});
begin(document);
