// Finds people by name: one to be picked at once, or several, who gather in a row.

import { nameOf } from '../format.js';
import { avatar } from './avatar.js';
import { h, reconcile, setText } from './dom.js';
import { icon } from './icons.js';

const TYPING_PAUSE_MS = 200;
const HINT = 'Type a name to find someone.';

/**
 * `picked(user)` for one; once `several()` was called, `changed(users)` whenever the choice is
 * another. `omit(userId)` leaves people out.
 */
export function peoplePicker(client, { picked, changed = () => {}, omit = () => false }) {
  const { store, chats } = client;
  let chosen = null;
  let found = [];
  let timer = null;

  const search = h('input', {
    class: 'input',
    type: 'search',
    testid: 'people-search',
    placeholder: 'Name or username',
    'aria-label': 'Find a person',
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: 'false',
  });
  const chips = h('div', { class: 'chips', testid: 'chips' });
  const people = h('ul', { class: 'people', testid: 'people' });
  const status = h('p', { class: 'dialog-note', role: 'status', testid: 'people-note' }, HINT);

  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(find, TYPING_PAUSE_MS);
  });
  search.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      people.querySelector('button')?.focus();
    }
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (found.length === 1) pick(found[0]);
  });
  people.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const item = document.activeElement.closest('li');
    const next = event.key === 'ArrowDown' ? item?.nextElementSibling : item?.previousElementSibling;
    (next?.querySelector('button') ?? search).focus();
  });

  async function find() {
    const q = search.value.trim();
    if (q === '') return showFound([], HINT);
    try {
      const users = await chats.searchPeople(q);
      if (search.value.trim() !== q) return undefined;
      const others = users.filter(({ id }) => id !== store.me.id && !omit(id));
      return showFound(others, others.length === 0 ? 'Nobody by that name.' : '');
    } catch (problem) {
      return showFound([], problem.message);
    }
  }

  function showFound(users, note) {
    found = users;
    setText(status, note);
    showPeople();
  }

  function showPeople() {
    reconcile(people, found, { key: (user) => user.id, create: createPerson, update: updatePerson });
  }

  function createPerson(user) {
    const pressed = () => pick(found.find(({ id }) => id === user.id) ?? user);
    return h(
      'li',
      {},
      h(
        'button',
        { class: 'person', type: 'button', testid: 'person', on: { click: pressed } },
        avatar({ id: user.id, name: nameOf(user), url: user.avatarUrl }),
        h('span', { class: 'person-name' }, nameOf(user)),
        h('span', { class: 'person-username' }, `@${user.username}`),
      ),
    );
  }

  function updatePerson(item, user) {
    const button = item.firstElementChild;
    if (chosen) button.setAttribute('aria-pressed', String(chosen.has(user.id)));
    else button.removeAttribute('aria-pressed');
  }

  function pick(user) {
    if (!chosen) return picked(user);
    if (!chosen.delete(user.id)) chosen.set(user.id, user);
    return showChosen();
  }

  function showChosen() {
    reconcile(chips, [...chosen.values()], { key: (user) => user.id, create: createChip, update: () => {} });
    showPeople();
    changed([...chosen.values()]);
  }

  function createChip(user) {
    return h(
      'button',
      {
        class: 'chip',
        type: 'button',
        testid: 'chip',
        'aria-label': `Remove ${nameOf(user)}`,
        on: { click: () => pick(user) },
      },
      nameOf(user),
      icon('close'),
    );
  }

  return {
    elements: [
      chips,
      h('div', { class: 'search-box' }, icon('search'), search),
      h('div', { class: 'people-scroll' }, people, status),
    ],
    focus: () => search.focus(),
    ids: () => [...(chosen?.keys() ?? [])],
    several: () => {
      chosen ??= new Map();
      showChosen();
    },
  };
}
