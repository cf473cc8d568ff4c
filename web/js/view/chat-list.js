// The list of chats.

import { addressOf } from '../address.js';
import { badge, listTime } from '../format.js';
import { chatFace, chatName, previewOf } from '../naming.js';
import { avatar } from './avatar.js';
import { h, reconcile, setText } from './dom.js';

export function chatList(client, { newChat }) {
  const { store } = client;
  const list = h('ul', { class: 'chat-list', testid: 'chat-list' });
  const note = h('div', { class: 'list-note', testid: 'list-note', hidden: true });
  const element = h('nav', { class: 'list-scroll', 'aria-label': 'Chats' }, list, note);
  element.addEventListener(
    'scroll',
    () => {
      const left = element.scrollHeight - element.scrollTop - element.clientHeight;
      if (left < 300) client.chats.loadMoreOfList();
    },
    { passive: true },
  );

  function render() {
    reconcile(list, store.sorted(), {
      key: (chat) => chat.info.id,
      create: () => createEntry(),
      update: (entry, chat) => updateEntry(entry, chat, client),
    });
    const empty = store.chats.size === 0;
    note.hidden = !empty;
    note.classList.toggle('loading', store.listState === 'loading');
    if (!empty) note.replaceChildren();
    else if (store.listState === 'loading') note.replaceChildren('Loading your chats…');
    else if (store.listState === 'ready') note.replaceChildren(...nothingYet(newChat));
  }

  /** Resolves when the user wants another try. */
  function askToRetry() {
    return new Promise((resolve) => {
      note.hidden = false;
      note.classList.remove('loading');
      note.replaceChildren(
        h('p', {}, 'Banter cannot be reached just now.'),
        h(
          'button',
          { class: 'button', type: 'button', testid: 'retry-start', on: { click: resolve } },
          'Try again',
        ),
      );
      window.addEventListener('online', resolve, { once: true });
    });
  }

  return { element, render, askToRetry };
}

function nothingYet(newChat) {
  return [
    h('p', {}, 'No chats yet. Find someone and say hello.'),
    h(
      'button',
      { class: 'button primary', type: 'button', testid: 'first-chat', on: { click: newChat } },
      'Start a chat',
    ),
  ];
}

function createEntry() {
  return h(
    'li',
    {},
    h(
      'a',
      { class: 'chat-entry', testid: 'chat-entry' },
      avatar({ id: '', name: '' }),
      h('span', { class: 'entry-name', testid: 'entry-name' }),
      h('time', { class: 'entry-time' }),
      h('span', { class: 'entry-preview', testid: 'entry-preview' }),
      h('span', { class: 'badge', testid: 'unread-badge', hidden: true }),
    ),
  );
}

function updateEntry(entry, chat, client) {
  const { store, outbox } = client;
  const { info } = chat;
  const link = entry.firstElementChild;
  const [face, name, time, preview, unread] = link.children;
  link.setAttribute('href', addressOf(info.id));
  link.dataset.chat = info.id;
  if (store.openId === info.id) link.setAttribute('aria-current', 'true');
  else link.removeAttribute('aria-current');
  link.classList.toggle('unread', info.unreadCount > 0);
  avatar(chatFace(chat), face);
  setText(name, chatName(chat));
  const at = info.lastActivityAt ?? info.createdAt;
  setText(time, listTime(at));
  if (at) time.dateTime = at;
  setText(preview, previewOf(store, chat, outbox.pending(info.id)));
  unread.hidden = !(info.unreadCount > 0);
  setText(unread, info.unreadCount > 0 ? badge(info.unreadCount) : '');
  unread.setAttribute('aria-label', `${info.unreadCount} unread`);
}
