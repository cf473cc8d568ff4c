// The signed-in page: two panes on a wide window, two screens on a narrow one. The
// address says which chat is open, so that reload and the back button work.

import { addressOf, chatAt, inviteAt } from '../address.js';
import { lostLine } from '../chat-events.js';
import { nameOf } from '../format.js';
import { isLoud } from '../list-order.js';
import { chatName, lineOf, personName } from '../naming.js';
import { announce, h, setText } from './dom.js';
import { icon } from './icons.js';
import { avatar } from './avatar.js';
import { chatList } from './chat-list.js';
import { conversation } from './conversation.js';
import { openInvitations, openInvite } from './invitations.js';
import { openNewChat } from './new-chat.js';
import { notify } from './notice.js';
import { openSettings } from './settings.js';

export function showChats(root, client, session) {
  const { store } = client;
  const listeners = new AbortController();
  const { signal } = listeners;
  const talk = conversation(client, { signal, back: () => go('#/') });
  const list = chatList(client, {
    newChat: () => openNewChat(client, openChat),
    openInvitations: () => openInvitations(client, openChat),
  });
  const state = connectionState();
  const page = h(
    'main',
    { class: 'chats', testid: 'chats', 'data-screen': 'list' },
    h(
      'aside',
      { class: 'pane pane-list', 'aria-label': 'Chats' },
      listHead(client, session, state, openChat),
      list.element,
    ),
    talk.element,
  );
  root.replaceChildren(page);

  function openChat(id) {
    go(addressOf(id));
  }

  function follow() {
    const code = inviteAt(location.hash);
    if (code) return openInvite(client, code, openChat, stay);
    const id = chatAt(location.hash);
    if (!id) client.chats.close();
    else client.chats.open(id).then((found) => found || go('#/'));
    return undefined;
  }

  /** The address says again what is open. */
  function stay() {
    if (!signal.aborted) go(store.openId ? addressOf(store.openId) : '#/');
  }

  function render(topics) {
    page.dataset.screen = store.openId ? 'conversation' : 'list';
    if (topics.has('closed') && !store.openId) go('#/');
    if (topics.has('connection')) state.show(store.online);
    if (topics.has('chats') || topics.has('open') || topics.has('invites')) list.render();
    talk.render(topics);
    const unread = store.unreadTotal();
    document.title = unread > 0 ? `(${unread}) Banter` : 'Banter';
  }

  store.addEventListener('change', ({ detail }) => render(detail.topics), { signal });
  client.addEventListener(
    'arrived',
    ({ detail: { chatId, message } }) => {
      if (!isLoud(store.chat(chatId).info, message, store.me.id)) return;
      announce(`${personName(store, message.senderId)}: ${lineOf(message)}`);
    },
    { signal },
  );
  client.addEventListener(
    'lost',
    ({ detail: { info, how, reason } }) => notify(lostLine(chatName({ info }), how, reason)),
    { signal },
  );
  window.addEventListener('hashchange', follow, { signal });
  window.addEventListener(
    'beforeunload',
    (event) => {
      if (client.outbox.size > 0) event.preventDefault();
    },
    { signal },
  );

  start(client, list, state, signal).then(() => !signal.aborted && follow());
  return () => {
    listeners.abort();
    talk.remove();
    document.title = 'Banter';
    root.replaceChildren();
  };
}

function go(hash) {
  if (location.hash !== hash) location.hash = hash;
}

/** Starts the client; while the server cannot be reached, offers to try again. */
async function start(client, list, state, signal) {
  state.show(false, 'Connecting');
  list.render();
  for (;;) {
    try {
      await client.start();
      return;
    } catch {
      if (signal.aborted) return;
      client.store.listState = 'failed';
      await list.askToRetry();
      client.store.listState = 'loading';
      list.render();
    }
  }
}

function listHead(client, session, state, openChat) {
  const { me } = client.store;
  return h(
    'header',
    { class: 'list-head' },
    h(
      'button',
      {
        class: 'face-button',
        type: 'button',
        testid: 'open-settings',
        title: 'Settings',
        'aria-label': 'Settings',
        on: { click: (event) => openSettings(event.currentTarget, client) },
      },
      avatar({ id: me.id, name: nameOf(me), url: me.avatarUrl }),
    ),
    h('div', { class: 'list-me' }, h('strong', { testid: 'me' }, nameOf(me)), state.element),
    h(
      'button',
      {
        class: 'button round',
        type: 'button',
        testid: 'log-out',
        title: 'Log out',
        'aria-label': 'Log out',
        on: { click: () => session.logout() },
      },
      icon('out'),
    ),
    h(
      'button',
      {
        class: 'button round accent',
        type: 'button',
        testid: 'new-chat',
        title: 'New chat',
        'aria-label': 'New chat',
        on: { click: () => openNewChat(client, openChat) },
      },
      icon('pen'),
    ),
  );
}

function connectionState() {
  const text = h('span', {});
  const element = h(
    'span',
    { class: 'connection', testid: 'connection', role: 'status' },
    h('i', { class: 'dot' }),
    text,
  );
  const show = (online, otherwise = 'Reconnecting') => {
    element.dataset.state = online ? 'online' : 'reconnecting';
    setText(text, online ? 'Online' : `${otherwise}…`);
  };
  return { element, show };
}
