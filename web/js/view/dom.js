// Building and updating elements. Text always becomes a text node, never markup.

/**
 * An element. `props`: `class`, `testid`, `on: {event: listener}`, DOM properties that
 * start with a dot (`.value`), everything else an attribute (false and null leave it out).
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(element, name, value);
  element.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
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

/** Reads a sentence to screen readers without showing it. */
export function announce(text) {
  const announcer = document.getElementById('announcer');
  if (announcer) announcer.textContent = text;
}
