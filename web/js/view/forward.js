// Sends a message on to other chats.

import { chatFace, chatName, lineOf } from '../naming.js';
import { whyNotWrite } from '../permissions.js';
import { repeatKeys } from '../repeat.js';
import { avatar } from './avatar.js';
import { openDialog } from './dialog.js';
import { h, reconcile, setText } from './dom.js';
import { icon } from './icons.js';
import { notify } from './notice.js';

const MOST = 20;

export function openForward(client, message) {
  const { actions, store } = client;
  const chosen = new Set();
  const keyFor = repeatKeys();

  const search = h('input', {
    class: 'input',
    type: 'search',
    testid: 'forward-search',
    placeholder: 'Chat',
    'aria-label': 'Find a chat',
    autocomplete: 'off',
  });
  const list = h('ul', { class: 'people', testid: 'forward-chats' });
  const send = h(
    'button',
    { class: 'button primary wide', type: 'submit', testid: 'forward-send' },
    'Forward',
  );
  const dialog = openDialog(
    { title: 'Forward to', testid: 'forward-dialog', tall: true, submit },
    h('p', { class: 'dialog-quote' }, lineOf(message)),
    h('div', { class: 'search-box' }, icon('search'), search),
    h('div', { class: 'people-scroll' }, list),
    h('footer', {}, send),
  );
  search.addEventListener('input', render);
  search.focus();
  render();

  function render() {
    const wanted = search.value.trim().toLowerCase();
    const shown = store
      .sorted()
      .filter((chat) => !whyNotWrite(chat.info) && chatName(chat).toLowerCase().includes(wanted));
    reconcile(list, shown, { key: (chat) => chat.info.id, create, update });
    send.disabled = chosen.size === 0;
    setText(send, chosen.size > 1 ? `Forward to ${chosen.size} chats` : 'Forward');
  }

  function create(chat) {
    const { id } = chat.info;
    const pick = () => {
      if (!chosen.delete(id) && chosen.size < MOST) chosen.add(id);
      render();
    };
    return h(
      'li',
      {},
      h(
        'button',
        { class: 'person', type: 'button', testid: 'forward-chat', on: { click: pick } },
        avatar(chatFace(chat)),
        h('span', { class: 'person-name' }, chatName(chat)),
      ),
    );
  }

  function update(item, chat) {
    item.firstElementChild.setAttribute('aria-pressed', String(chosen.has(chat.info.id)));
  }

  async function submit() {
    if (chosen.size === 0) return;
    const ids = [...chosen].sort();
    const results = await actions.forward(message.chatId ?? store.openId, message.id, ids, keyFor(ids));
    const failed = results.filter(({ error }) => error);
    if (failed.length > 0) {
      const names = failed.map(
        ({ chatId, error }) => `${chatName(store.chat(chatId))}: ${error.detail ?? error.title}`,
      );
      throw new Error(`Not forwarded. ${names.join(' ')}`);
    }
    dialog.close();
    notify(
      ids.length === 1 ? `Forwarded to ${chatName(store.chat(ids[0]))}` : `Forwarded to ${ids.length} chats`,
    );
  }
}
