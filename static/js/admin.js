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
/* jQuery keeps the order: the fields are there when this is called. */
window.django?.jQuery?.(() => document.querySelectorAll("select.admin-autocomplete").forEach(name));
