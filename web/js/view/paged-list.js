// A list in a panel that the server gives in pages.

import { h, setText } from './dom.js';

/** `load(cursor)` gives a page, `entry(item)` an element; `above` stands before the list. */
export function pagedList({ testid, nothing, load, entry, above = null }) {
  const list = h('ul', { class: 'panel-list', testid });
  const note = h('p', { class: 'panel-note', role: 'status' });
  const more = h(
    'button',
    { class: 'button wide quiet', type: 'button', testid: 'more', hidden: true, on: { click: () => next() } },
    'More',
  );
  const element = h('div', { class: 'panel-scroll' }, above, list, note, more);
  let items = [];
  let cursor = null;
  let asked = 0;
  reload();

  function reload() {
    items = [];
    cursor = null;
    return next();
  }

  async function next() {
    // Only the answer to the last question counts.
    asked += 1;
    const mine = asked;
    if (items.length === 0) setText(note, 'Loading…');
    try {
      const page = await load(cursor);
      if (mine !== asked) return;
      items = [...items, ...page.data];
      cursor = page.nextCursor ?? null;
      list.replaceChildren(...items.map(entry));
      setText(note, items.length === 0 ? nothing : '');
      more.hidden = cursor === null;
    } catch (problem) {
      if (mine === asked) setText(note, problem.message);
    }
  }

  return { element, reload };
}
