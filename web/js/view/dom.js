// Building and updating elements. Text always becomes a text node, never markup.

/**
 * An element. `props`: `class`, `testid`, `on: {event: listener}`, DOM properties that
 * start with a dot (`.value`), everything else an attribute (false and null leave it out).
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(element, name, value);
  element.append(
    ...children.flat().filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

function setProp(element, name, value) {
  if (name === 'on') {
    for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
  } else if (name === 'testid') element.dataset.testid = value;
  else if (name.startsWith('.')) element[name.slice(1)] = value;
  else if (value === true) element.setAttribute(name, '');
  else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
}

/** Sets text only when it differs, so that selections and screen readers are left alone. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Makes `parent` hold one element per item, keeping the elements of items seen before.
 * `create(item)` builds one, `update(element, item)` brings it up to date.
 */
export function reconcile(parent, items, { key, create, update }) {
  const held = new Map([...parent.children].map((element) => [element.dataset.key, element]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const name = key(item);
    let element = held.get(name);
    if (element) held.delete(name);
    else {
      element = create(item);
      element.dataset.key = name;
    }
    update(element, item);
    if (element === place) place = place.nextElementSibling;
    else parent.insertBefore(element, place);
  }
  for (const element of held.values()) element.remove();
}

const SVG = 'http://www.w3.org/2000/svg';

const ICONS = {
  back: ['M15 5l-7 7 7 7'],
  pen: ['M4 20h4L19 9l-4-4L4 16z', 'M13 7l4 4'],
  send: ['M4 12l16-8-5 16-3-7z', 'M12 13l8-9'],
  out: ['M14 4h5v16h-5', 'M10 8l-4 4 4 4', 'M6 12h9'],
  down: ['M6 9l6 6 6-6'],
  close: ['M6 6l12 12', 'M18 6L6 18'],
  clock: ['M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z', 'M12 7v5l3 2'],
  sent: ['M5 13l4 4L19 7'],
  double: ['M2 13l4 4L16 7', 'M10.5 15.5l1.5 1.5L22 7'],
  group: [
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z',
    'M2.5 20c0-3.5 3-6 6.5-6s6.5 2.5 6.5 6',
    'M16 4.5a3.5 3.5 0 0 1 0 6',
    'M18 14.5c2.200.8 3.5 2.800 3.5 5.5',
  ],
  search: ['M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14z', 'M16 16l5 5'],
};

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', `icon icon-${name}`);
  for (const line of ICONS[name]) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', line);
    svg.append(path);
  }
  return svg;
}

/** Reads a sentence to screen readers without showing it. */
export function announce(text) {
  const announcer = document.getElementById('announcer');
  if (announcer) announcer.textContent = text;
}
