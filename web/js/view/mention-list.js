// Names to choose from while somebody is being named with `@`.

import { nameOf } from '../format.js';
import { mentionQuery, suggestions } from '../mentions.js';
import { avatar } from './avatar.js';
import { h } from './dom.js';

let count = 0;

/** `people()` gives those who can be named; `asked()` is called when the first `@` is typed. */
export function mentionList(input, { people, asked, inserted }) {
  const id = `mentions-${(count += 1)}`;
  const element = h('ul', {
    class: 'mention-list',
    id,
    role: 'listbox',
    'aria-label': 'People',
    testid: 'mention-list',
    hidden: true,
  });
  let found = [];
  let at = 0;
  let query = null;
  input.setAttribute('aria-controls', id);

  function refresh() {
    query =
      input.selectionStart === input.selectionEnd ? mentionQuery(input.value, input.selectionStart) : null;
    if (query) asked().then(() => query && show());
    show();
  }

  function show() {
    found = query ? suggestions(query.query, people()) : [];
    at = 0;
    element.hidden = found.length === 0;
    element.replaceChildren(...found.map(option));
    mark();
  }

  function option(person, index) {
    const choose = (event) => {
      // The input keeps the focus.
      event.preventDefault();
      pick(index);
    };
    return h(
      'li',
      {
        class: 'mention-option',
        role: 'option',
        id: `${id}-${index}`,
        testid: 'mention-option',
        on: { mousedown: choose },
      },
      avatar({ id: person.id, name: nameOf(person), url: person.avatarUrl }),
      h('span', {}, nameOf(person)),
      h('span', { class: 'mention-username' }, person.username ? `@${person.username}` : person.about),
    );
  }

  function mark() {
    [...element.children].forEach((item, index) => item.setAttribute('aria-selected', String(index === at)));
    if (found.length > 0) input.setAttribute('aria-activedescendant', `${id}-${at}`);
    else input.removeAttribute('aria-activedescendant');
  }

  function pick(index) {
    const text = `@${callOf(found[index])} `;
    input.setRangeText(text, query.from, input.selectionStart, 'end');
    close();
    inserted();
  }

  /** The name everyone sees, unless two here have the same. */
  function callOf(person) {
    const name = nameOf(person);
    const same = people().filter((other) => nameOf(other) === name).length > 1;
    return same && person.username ? person.username : name;
  }

  function close() {
    query = null;
    show();
  }

  /** True when the key was for the list. */
  function key(event) {
    if (found.length === 0) return false;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      at = (at + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % found.length;
      mark();
    } else if (event.key === 'Enter' || event.key === 'Tab') pick(at);
    else if (event.key === 'Escape') close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  input.addEventListener('blur', close);
  return { element, refresh, key };
}
