// What axe finds. Contrast takes it long and depends on a text's look alone: it is measured once for each look that is fresh.
// Where all that is fresh stands in a landmark, axe judges that, among all the rest; an outline, a landmark or anything outside
// of them that is fresh has it judge the page.
(fresh) => {
  const wanted = new Set(fresh), marked = [], places = new Set();
  for (const [look, one] of window.looksOfPage) if (wanted.has(look)) marked.push(one);
  const known = (piece) => window.placesOfPage.has(piece) || window.looksOfPage.has(piece);
  for (const [piece, one] of window.placesOfPage) if (wanted.has(piece)) places.add(one);
  const what = fresh.every(known) ? {include: [...places, ...marked]} : document;
  for (const one of marked) one.setAttribute('data-look', '');
  axe.configure({rules: [{id: 'color-contrast', selector: '[data-look]'}]});
  return axe.run(what, {resultTypes: ['violations'], preload: false}).then((found) => {
    for (const one of marked) one.removeAttribute('data-look');
    return found.violations.flatMap((rule) =>
      rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} ${node.failureSummary || ''}`));
  });
}
