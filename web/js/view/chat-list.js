// The list of chats; in its place, those I archived.

import { addressOf } from '../address.js';
import { badge, listTime } from '../format.js';
import { isMuted, isPinned } from '../list-order.js';
import { chatFace, chatName, previewOf } from '../naming.js';
import { counted } from '../words.js';
import { avatar } from './avatar.js';
import { h, reconcile, setText } from './dom.js';
import { icon } from './icons.js';
import { markPresence } from './presence-mark.js';

export function chatList(client, { newChat, openInvitations }) {
  const { store } = client;
  let archived = false;
  const list = h('ul', { class: 'chat-list', testid: 'chat-list' });
  const note = h('div', { class: 'list-note', testid: 'list-note', hidden: true });
  const invited = listRow('mail', 'open-invitations', openInvitations);
  const aside = listRow('box', 'archived-chats', () => turn(!archived));
  const element = h(
    'nav',
    { class: 'list-scroll', 'aria-label': 'Chats' },
    invited.element,
    list,
    note,
    aside.element,
  );
  element.addEventListener(
    'scroll',
    () => {
      const left = element.scrollHeight - element.scrollTop - element.clientHeight;
      if (left < 300) loadMore();
    },
    { passive: true },
  );

  function loadMore() {
    return client.chats.loadMoreOfList({ archived });
  }

  function turn(next) {
    archived = next;
    if (archived && store.archiveCursor === undefined) loadMore();
    element.scrollTop = 0;
    render();
  }

  function render() {
    const shown = store.sorted({ archived });
    reconcile(list, shown, {
      key: (chat) => chat.info.id,
      create: () => createEntry(),
      update: (entry, chat) => updateEntry(entry, chat, client),
    });
    list.dataset.archived = String(archived);
    const empty = shown.length === 0;
    note.hidden = !empty;
    note.classList.toggle('loading', store.listState === 'loading');
    if (!empty) note.replaceChildren();
    else if (store.listState === 'loading') note.replaceChildren('Loading your chats…');
    else if (archived) note.replaceChildren(store.archiveCursor === null ? 'No archived chats.' : '');
    else if (store.listState === 'ready') note.replaceChildren(...nothingYet(newChat));
    renderRows();
  }

  function renderRows() {
    const invitations = client.invites.mine().length;
    invited.show(counted(invitations, 'invitation'), invitations === 0);
    aside.show(archived ? 'Back to the chats' : 'Archived chats', store.listState !== 'ready');
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

function listRow(name, testid, click) {
  const text = h('span', {});
  const element = h(
    'button',
    { class: 'list-row', type: 'button', testid, hidden: true, on: { click } },
    icon(name),
    text,
  );
  const show = (label, hidden) => {
    element.hidden = hidden;
    setText(text, label);
  };
  return { element, show };
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
      h('span', { class: 'unseen', testid: 'entry-presence' }),
      h(
        'span',
        { class: 'entry-marks' },
        mark('pin', 'Pinned', 'pinned-mark'),
        mark('quiet', 'Muted', 'muted-mark'),
      ),
      h('time', { class: 'entry-time' }),
      h('span', { class: 'entry-preview', testid: 'entry-preview' }),
      h('span', { class: 'badge', testid: 'unread-badge', hidden: true }),
    ),
  );
}

function mark(name, title, testid) {
  return h('span', { class: 'meta-mark', title, role: 'img', 'aria-label': title, testid }, icon(name));
}

function updateEntry(entry, chat, client) {
  const { store, outbox } = client;
  const { info } = chat;
  const link = entry.firstElementChild;
  const [face, name, presence, marks, time, preview, unread] = link.children;
  link.setAttribute('href', addressOf(info.id));
  link.dataset.chat = info.id;
  if (store.openId === info.id) link.setAttribute('aria-current', 'true');
  else link.removeAttribute('aria-current');
  link.classList.toggle('unread', info.unreadCount > 0);
  avatar(chatFace(chat), face);
  setText(name, chatName(chat));
  markPresence(face, store.presence.of(info.peer?.id), presence);
  const [pinned, muted] = marks.children;
  pinned.hidden = !isPinned(info);
  muted.hidden = !isMuted(info);
  link.classList.toggle('muted', isMuted(info));
  const at = info.lastActivityAt ?? info.createdAt;
  setText(time, listTime(at));
  if (at) time.dateTime = at;
  setText(preview, previewOf(store, chat, outbox.pending(info.id)));
  unread.hidden = !(info.unreadCount > 0);
  setText(unread, info.unreadCount > 0 ? badge(info.unreadCount) : '');
  unread.setAttribute('aria-label', `${info.unreadCount} unread`);
}
