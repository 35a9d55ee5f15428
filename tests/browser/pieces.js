// What axe's rules judge a page by, as numbers: of each element what it is and says, what it refers to and stands in, and what
// it looks like; which headings follow each other, and which landmarks there are. Names, texts and figures are no part of it.
() => {
  const pieces = new Set(), looks = new Map(), places = new Map(), chains = new Map(), named = {}, ids = {};
  for (const one of document.querySelectorAll('[id]')) ids[one.id] = Math.min((ids[one.id] || 0) + 1, 2);

  const see = (...parts) => {
    const text = parts.join('|');
    let sum = 5381;
    for (let at = 0; at < text.length; at++) sum = ((sum * 33) ^ text.charCodeAt(at)) | 0;
    pieces.add(sum);
    return sum;
  };
  // What a rule reports where something in it is wrong: a list, a table, a control. The outermost, as far as the landmark.
  const judged = (one) => {
    let found = one;
    for (let over = one; !over.matches(landmarks); over = over.parentElement) if (over.matches(wholes)) found = over;
    return found;
  };
  // Attributes that refer to others tell whether those are there; what people wrote is there or not; the rest says itself. No
  // rule asks how much fits into a field, where a form goes or what a drawing is made of, nor what is typed but on a button.
  const unasked = new RegExp('^(class|id|name|hx-.*|data-.*|maxlength|minlength|min|max|step|pattern|inputmode|autocapitalize'
    + '|spellcheck|cols|rows|width|height|loading|download|accept|datetime|action|method|enctype|novalidate|d|points|xlink:href'
    + '|x|y|x1|y1|x2|y2|cx|cy|r|rx|ry|transform|viewBox|text-anchor)$');
  const button = /^(submit|button|reset)$/;
  const refers = /^(for|form|list|headers|aria-(labelledby|describedby|controls|owns|activedescendant|details|flowto))$/;
  const free = /^(href|src|value|content|title|alt|aria-label|placeholder)$/;
  const told = ({name, value, ownerElement: one}) => {
    if (unasked.test(name) || (name === 'value' && !button.test(one.type))) return '';
    if (refers.test(name)) return name + value.trim().split(/\s+/).map((id) => ids[id] || 0).join();
    if (name === 'href' && value[0] === '#') return name + (ids[value.slice(1)] || 0);
    if (name === 'tabindex' || (name === 'content' && value.includes('width='))) return name + value;
    if (free.test(name)) return name + !!value.trim();
    return name + value.replace(/\d+/g, '');
  };
  const landmarks = 'main, nav, header, footer, aside';
  const wholes = 'a, button, label, summary, select, table, ul, ol, dl, [role], [aria-hidden]';
  const telling = new Map(), field = /^(input|select|textarea)$/;
  // Whether there is anything to hear; of a field that is its label, not what stands in it.
  const says = (one) => !!(one.title || tells(one));
  const tells = (one) => {
    if (!telling.has(one)) {
      telling.set(one, !field.test(one.localName) && (ownText(one) || one.matches('[aria-label]:not([aria-label=""]), title')
        || [...one.children].some((part) => part.matches('[alt]:not([alt=""])') || tells(part))));
    }
    return telling.get(one);
  };
  const ownText = (one) => {
    if (field.test(one.localName)) return false;
    for (let part = one.firstChild; part; part = part.nextSibling) if (part.nodeType === 3 && part.data.trim()) return true;
    return false;
  };
  // The backgrounds it stands on.
  const chain = (one) => {
    if (!one) return '';
    if (!chains.has(one)) {
      const style = getComputedStyle(one), own = [style.backgroundColor, style.backgroundImage, style.opacity].join();
      chains.set(one, chain(one.parentElement) + own.replace('rgba(0, 0, 0, 0),none,1', ''));
    }
    return chains.get(one);
  };
  const look = (one, style) => {
    const found = see('look', style.color, style.fontSize, style.fontWeight, style.textShadow, style.position,
      one.matches(':disabled'), chain(one));
    if (!looks.has(found)) looks.set(found, one);
  };
  let before = 'begin';
  const follow = (one) => { see('after', before, one.localName); before = one.localName; };
  const land = (one) => {
    const other = document.getElementById(one.getAttribute('aria-labelledby'));
    const label = one.getAttribute('aria-label') || (other ? other.textContent : ''), name = one.localName + label;
    named[name] = Math.min((named[name] || 0) + 1, 2);
    see('land', one.localName, named[name], !!label);
  };
  // Of a class axe sees what it does: whether it hides, shrinks or moves something, and what sets a link off from its text.
  const does = (one, style) => [style.visibility, style.opacity, style.position, style.clip, style.clipPath, style.overflowX,
    style.overflowY, one.matches('a, [role=link]') && (block.test(style.display) || offFromText(one, style))].join();
  const block = /^(block|list-item|table|flex|grid|inline-block)$/;
  const offFromText = (one, style) => [style, getComputedStyle(one.parentElement)].map(setOff);
  const setOff = (style) => [style.display, style.color, style.backgroundColor, style.backgroundImage, style.fontWeight,
    style.fontStyle, style.fontSize, style.fontFamily, style.textDecorationLine, style.borderBottomStyle];
  // Whether it can be scrolled, and then whether a key gets there.
  const scrolls = (one, style) => /auto|scroll/.test(style.overflowX + style.overflowY)
    && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
    && style.overflowX + style.overflowY + !!one.querySelector('a, button, input, select, textarea, [tabindex]');

  const walk = (one, place) => {
    const shown = one.checkVisibility(), style = getComputedStyle(one), text = ownText(one), kind = one.localName;
    const role = one.getAttribute('role') || '';
    const attributes = [...one.attributes].map(told).filter(Boolean).sort().join(' ');
    // What is not shown has no style worth asking for: it would be made for the question alone.
    const piece = see(Object.values(place).join('>'), kind, attributes, shown && does(one, style), says(one), text, shown,
      one.labels ? Math.min(one.labels.length, 2) : '', kind === 'table' ? Math.min(one.rows.length, 2) : '',
      role && one.children.length > 0, shown && scrolls(one, style));
    if (place.landmark && !one.matches(landmarks) && !places.has(piece)) places.set(piece, judged(one));
    if (shown && /^h[1-6]$/.test(kind)) follow(one);
    if (shown && /^(main|nav|header|footer|aside|section|form)$/.test(kind)) land(one);
    if (shown && (text || 'value' in one)) look(one, style);
    const inside = {
      landmark: /^(main|nav|header|footer|aside)$/.test(kind) ? kind : place.landmark,
      control: /^(a|button|label|summary|select|textarea)$/.test(kind) ? kind : place.control,
      hidden: one.getAttribute('aria-hidden') === 'true' || place.hidden,
      parent: [kind, role, text].join('.'),
    };
    for (const part of one.children) if (!/^(script|style|template|link)$/.test(part.localName)) walk(part, inside);
  };
  walk(document.documentElement, {});
  window.looksOfPage = looks;
  window.placesOfPage = places;
  return [...pieces];
}
