/* The administration's search fields get the name of their row: Django leaves them without one for a screen reader. */
window.addEventListener("load", () => {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = document.querySelector(`label[for="${select.id}"]`);
    const box = select.parentElement.querySelector(`[aria-labelledby="select2-${select.id}-container"], .select2-selection`);
    if (!label || !box) continue;
    label.id ||= `${select.id}-label`;
    const words = box.querySelector(".select2-selection__rendered");
    box.setAttribute("aria-labelledby", words ? `${label.id} ${words.id}` : label.id);
    words?.setAttribute("aria-labelledby", label.id);
  }
});
