/* The level that the chosen scores reach, while they are chosen; without this it stands there after saving. */
for (const box of document.querySelectorAll("[data-level-url]")) {
  const fields = [...document.querySelectorAll(`select[data-score="${box.dataset.level}"]`)];
  let newest = 0;
  const show = async () => {
    const asked = ++newest;
    const query = new URLSearchParams(fields.map((field) => ["s", field.value]));
    const answer = await fetch(`${box.dataset.levelUrl}?${query}`, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
    if (answer?.ok && asked === newest) box.innerHTML = await answer.text();
  };
  for (const field of fields) field.addEventListener("change", show);
}
