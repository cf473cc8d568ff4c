// The dialog that finds people: one for a direct chat, several for a group.

import { nameOf } from '../format.js';
import { repeatKeys } from '../repeat.js';
import { avatar } from './avatar.js';
import { field, showProblem } from './field.js';
import { h, reconcile, setText } from './dom.js';
import { icon } from './icons.js';

const TYPING_PAUSE_MS = 200;
const DISAPPEAR = [
  [0, 'for ever'],
  [60, 'for a minute'],
  [3_600, 'for an hour'],
  [86_400, 'for a day'],
  [604_800, 'for a week'],
];

/** Opens the dialog; `open(chatId)` is called with the chat that came of it. */
export function openNewChat(client, open) {
  const { store, chats } = client;
  const chosen = new Map();
  let grouping = false;
  let found = [];
  let busy = false;
  const keyFor = repeatKeys();

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
  const name = field({ name: 'name', label: 'Group name', maxlength: '100', autocomplete: 'off' });
  const chips = h('div', { class: 'chips', testid: 'chips' });
  const people = h('ul', { class: 'people', testid: 'people' });
  const status = h(
    'p',
    { class: 'dialog-note', role: 'status', testid: 'people-note' },
    'Type a name to find someone.',
  );
  const general = h('p', { class: 'form-problem', role: 'alert', testid: 'dialog-problem', hidden: true });
  const mode = h(
    'button',
    { class: 'button wide quiet', type: 'button', testid: 'group-mode', on: { click: toGroup } },
    icon('group'),
    'New group',
  );
  const create = h(
    'button',
    { class: 'button primary wide', type: 'submit', testid: 'create-group' },
    'Create group',
  );
  const title = h('h2', {}, 'New chat');
  const passing = h(
    'select',
    { class: 'input', id: 'field-disappear', testid: 'input-disappear' },
    DISAPPEAR.map(([seconds, label]) => h('option', { value: String(seconds) }, label)),
  );
  const groupPart = h(
    'div',
    { class: 'group-part', hidden: true },
    name.element,
    h('div', { class: 'beside' }, h('label', { for: 'field-disappear' }, 'Messages stay'), passing),
    chips,
  );
  const foot = h('footer', { hidden: true }, create);
  const form = h(
    'form',
    { method: 'dialog', on: { submit: onSubmit } },
    h(
      'header',
      {},
      title,
      h(
        'button',
        {
          class: 'button round',
          type: 'button',
          'aria-label': 'Close',
          testid: 'close-dialog',
          on: { click: () => dialog.close() },
        },
        icon('close'),
      ),
    ),
    mode,
    groupPart,
    h('div', { class: 'search-box' }, icon('search'), search),
    general,
    h('div', { class: 'people-scroll' }, people, status),
    foot,
  );
  const dialog = h('dialog', { class: 'dialog', testid: 'new-chat-dialog', 'aria-label': 'New chat' }, form);
  document.body.append(dialog);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  dialog.showModal();
  search.focus();

  let timer = null;
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(find, TYPING_PAUSE_MS);
  });
  search.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') people.querySelector('button')?.focus();
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
    if (q === '') return showFound([], 'Type a name to find someone.');
    try {
      const users = await chats.searchPeople(q);
      if (search.value.trim() !== q) return undefined;
      const others = users.filter((user) => user.id !== store.me.id);
      return showFound(others, others.length === 0 ? 'Nobody by that name.' : '');
    } catch (problem) {
      return showFound([], problem.message);
    }
  }

  function showFound(users, note) {
    found = users;
    setText(status, note);
    reconcile(people, users, { key: (user) => user.id, create: createPerson, update: updatePerson });
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
    if (grouping) button.setAttribute('aria-pressed', String(chosen.has(user.id)));
    else button.removeAttribute('aria-pressed');
  }

  function toGroup() {
    grouping = true;
    setText(title, 'New group');
    mode.hidden = true;
    groupPart.hidden = false;
    foot.hidden = false;
    showChosen();
    name.input.focus();
  }

  function pick(user) {
    if (!grouping) return make({ type: 'direct', memberIds: [user.id] });
    if (!chosen.delete(user.id)) chosen.set(user.id, user);
    return showChosen();
  }

  function showChosen() {
    reconcile(chips, [...chosen.values()], {
      key: (user) => user.id,
      create: (user) =>
        h(
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
        ),
      update: () => {},
    });
    reconcile(people, found, { key: (user) => user.id, create: createPerson, update: updatePerson });
    create.disabled = chosen.size === 0;
  }

  function onSubmit(event) {
    event.preventDefault();
    if (!grouping || chosen.size === 0) return;
    if (name.input.value.trim() === '') {
      name.complain('Please give the group a name.');
      name.input.focus();
      return;
    }
    const seconds = Number(passing.value);
    make({
      type: 'group',
      name: name.input.value.trim(),
      memberIds: [...chosen.keys()],
      ...(seconds > 0 && { disappearAfterSeconds: seconds }),
    });
  }

  async function make(body) {
    if (busy) return;
    busy = true;
    general.hidden = true;
    try {
      const chat = await chats.create(body, keyFor(body));
      dialog.close();
      open(chat.info.id);
    } catch (problem) {
      showProblem(problem, [name], (sentence) => {
        setText(general, sentence ?? '');
        general.hidden = !sentence;
      });
    } finally {
      busy = false;
    }
  }
}
