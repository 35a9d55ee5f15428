/* The administration's search fields get the name of their row: Django leaves them without one for a screen reader. */
function name(select) {
  const label = document.querySelector(`label[for="${select.id}"]`);
  const box = select.parentElement.querySelector(".select2-selection");
  if (!label || !box) return;
  label.id ||= `${select.id}-label`;
  const words = box.querySelector(".select2-selection__rendered");
  box.setAttribute("aria-labelledby", words ? `${label.id} ${words.id}` : label.id);
  words?.setAttribute("aria-labelledby", label.id);
}
/* On a telephone a list becomes cards: each cell says how its column is called. */
function labelled(table) {
  const words = [...table.tHead.rows[0].cells].map((cell) => (cell.matches(".action-checkbox-column") ? "" : cell.querySelector(".text")?.textContent.trim()));
  table.querySelectorAll("tbody td").forEach((cell) => words[cell.cellIndex] && (cell.dataset.label = words[cell.cellIndex]));
  table.classList.add("cards");
}
document.querySelectorAll("#result_list").forEach(labelled);
/* On a telephone the folded filters are drawn above the rows: the keyboard comes to them first there, too. */
function placed(fold) {
  const filters = document.getElementById("changelist-filter"), list = fold.parentElement, narrow = matchMedia("(max-width: 767px)");
  const put = () => (narrow.matches ? list.prepend(fold, filters) : list.append(fold, filters));
  narrow.addEventListener("change", put);
  if (narrow.matches) put();
}
document.querySelectorAll("#changelist-filter-fold").forEach(placed);
/* jQuery keeps the order: the fields are there when this is called. */
window.django?.jQuery?.(() => document.querySelectorAll("select.admin-autocomplete").forEach(name));
