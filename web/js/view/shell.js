// The signed-in page: two panes on a wide window, two screens on a narrow one. The
// address says which chat is open, so that reload and the back button work.

import { addressOf, chatAt, inviteAt } from '../address.js';
import { lostLine } from '../chat-events.js';
import { isLoud } from '../list-order.js';
import { chatName, lineOf, personName } from '../naming.js';
import { chatList } from './chat-list.js';
import { conversation } from './conversation.js';
import { closeDialogs } from './dialog.js';
import { announce, h } from './dom.js';
import { openInvitations, openInvite } from './invitations.js';
import { listHead } from './list-head.js';
import { openNewChat } from './new-chat.js';
import { notify } from './notice.js';
import { verifyBar } from './verify-bar.js';

/** How long ago something was is said in minutes. */
const CLOCK_MS = 30_000;

export function showChats(root, client, session) {
  const { store } = client;
  const listeners = new AbortController();
  const { signal } = listeners;
  const talk = conversation(client, { signal, back: () => go('#/') });
  const list = chatList(client, {
    newChat: () => openNewChat(client, openChat),
    openInvitations: () => openInvitations(client, openChat),
  });
  const head = listHead(client, session, openChat);
  const bar = verifyBar(client);
  const page = h(
    'main',
    { class: 'chats', testid: 'chats', 'data-screen': 'list' },
    h('aside', { class: 'pane pane-list', 'aria-label': 'Chats' }, head.element, list.element),
    talk.element,
  );
  root.replaceChildren(h('div', { class: 'signed-in' }, bar.element, page));
  renderMe();

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

  function renderMe() {
    head.render();
    bar.render(store.me);
  }

  function render(topics) {
    page.dataset.screen = store.openId ? 'conversation' : 'list';
    if (topics.has('closed') && !store.openId) go('#/');
    if (topics.has('connection')) head.showState(store.online);
    if (topics.has('me') || topics.has('presence')) renderMe();
    if (['chats', 'open', 'invites', 'presence'].some((topic) => topics.has(topic))) list.render();
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

  const clock = setInterval(() => store.changed('presence'), CLOCK_MS);
  start(client, list, head.showState, signal).then(() => !signal.aborted && follow());
  return () => {
    listeners.abort();
    clearInterval(clock);
    talk.remove();
    closeDialogs();
    document.title = 'Banter';
    root.replaceChildren();
  };
}

function go(hash) {
  if (location.hash !== hash) location.hash = hash;
}

/** Starts the client; while the server cannot be reached, offers to try again. */
async function start(client, list, showState, signal) {
  showState(false, 'Connecting');
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
