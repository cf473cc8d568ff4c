// The dialog that finds public chats, and lets one join or ask to.

import { chatCard } from './chat-card.js';
import { openDialog } from './dialog.js';
import { h, setText } from './dom.js';
import { icon } from './icons.js';

const TYPING_PAUSE_MS = 250;
const HINT = 'Type a word of its name, or a tag.';

/** `open(chatId)` shows a chat that I am in. */
export function openDiscover(client, open) {
  const { joining, store } = client;
  let found = [];
  let timer = null;
  const search = h('input', {
    class: 'input',
    type: 'search',
    testid: 'discover-search',
    placeholder: 'Name or tag',
    'aria-label': 'Find a public chat',
    autocomplete: 'off',
  });
  const list = h('ul', { class: 'card-list', testid: 'discover-list' });
  const note = h('p', { class: 'dialog-note', role: 'status', testid: 'discover-note' }, HINT);
  const dialog = openDialog(
    { title: 'Public chats', testid: 'discover-dialog', tall: true },
    h('div', { class: 'search-box' }, icon('search'), search),
    h('div', { class: 'people-scroll' }, list, note),
  );
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(find, TYPING_PAUSE_MS);
  });
  search.addEventListener('keydown', (event) => event.key === 'Enter' && event.preventDefault());
  // Somebody may let me in while this is open.
  const heard = ({ detail }) => detail.topics.has('chats') && render();
  store.addEventListener('change', heard);
  dialog.element.addEventListener('close', () => store.removeEventListener('change', heard));
  search.focus();

  async function find() {
    const q = search.value.trim();
    try {
      const data = q === '' ? [] : await joining.discover(q);
      if (search.value.trim() !== q) return;
      found = data;
      setText(note, q === '' ? HINT : data.length === 0 ? 'Nothing by that name.' : '');
    } catch (problem) {
      found = [];
      setText(note, problem.message);
    }
    render();
  }

  function render() {
    list.replaceChildren(
      ...found.map((info) =>
        h('li', { testid: 'discover-chat', 'data-chat': info.id }, chatCard(info, doings(info))),
      ),
    );
  }

  function doings(info) {
    if (store.chat(info.id)) return act('Open', 'discover-open', () => enter(info));
    if (info.myState === 'pending') {
      return h(
        'div',
        { class: 'card-acts' },
        h('span', { class: 'pending', testid: 'discover-pending' }, 'You asked to join'),
        act('Withdraw', 'discover-withdraw', () => move(info, withdraw)),
      );
    }
    const label = { open: 'Join', approval: 'Ask to join' }[info.joinPolicy];
    return label
      ? act(label, 'discover-join', () => move(info, join))
      : h('span', { class: 'card-about' }, 'By invitation only');
  }

  function act(label, testid, click) {
    return h('button', { class: 'button', type: 'button', testid, on: { click } }, label);
  }

  async function join(info) {
    const state = await joining.join(info.id);
    if (state === 'active') enter(info);
    return state;
  }

  async function withdraw(info) {
    await joining.withdraw(info.id);
    return null;
  }

  async function move(info, work) {
    await dialog.run(async () => {
      const myState = await work(info);
      found = found.map((one) => (one.id === info.id ? { ...one, myState } : one));
    });
    render();
  }

  function enter({ id }) {
    dialog.close();
    open(id);
  }
}
