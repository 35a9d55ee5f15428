// What axe finds. Contrast takes it long and depends on a text's look alone: it is measured once for each look that is fresh.
(fresh) => {
  const wanted = new Set(fresh), marked = [];
  for (const [look, one] of window.looksOfPage) if (wanted.has(look)) marked.push(one);
  for (const one of marked) one.setAttribute('data-look', '');
  axe.configure({rules: [{id: 'color-contrast', selector: '[data-look]'}]});
  return axe.run({resultTypes: ['violations'], preload: false}).then((found) => {
    for (const one of marked) one.removeAttribute('data-look');
    return found.violations.flatMap((rule) =>
      rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} ${node.failureSummary || ''}`));
  });
}
