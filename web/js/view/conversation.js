// The open chat: its head, its messages, the place to write, what is opened beside it.

import { may } from '../permissions.js';
import { messagesIn, shownSpan } from '../span.js';
import { peopleIn, timelineRows } from '../timeline.js';
import { messageActs } from './acts.js';
import { chatInfo } from './chat-info.js';
import { composer } from './composer.js';
import { conversationHead } from './conversation-head.js';
import { h, reconcile, setText } from './dom.js';
import { historyNote } from './history-note.js';
import { icon } from './icons.js';
import { openMoreMenu } from './more-menu.js';
import { attempt, notify } from './notice.js';
import { sidePanel } from './panel.js';
import { pinsView } from './pins.js';
import { rowKeys } from './row-keys.js';
import { rowRenderer } from './rows.js';
import { scheduledView } from './scheduled.js';
import { scroller } from './scroller.js';
import { threadView } from './thread.js';
import { typingLine } from './typing-line.js';

const NARROW = '(max-width: 1099px)';

export function conversation(client, { signal, back }) {
  const { store } = client;
  const head = conversationHead(client, {
    back,
    openInfo: () => openBeside(chatInfo(client, shown, openBeside)),
    openPins: () => openBeside(pinsView(client, shown, acts)),
  });
  const rows = h('div', { class: 'rows' });
  const note = historyNote(() => client.history.loadNewest(shown));
  const area = h(
    'div',
    {
      class: 'messages',
      testid: 'messages',
      role: 'log',
      'aria-live': 'off',
      'aria-label': 'Messages',
      'aria-description': 'The arrow keys go from message to message, Enter opens what can be done with one.',
      tabindex: '0',
    },
    note.element,
    rows,
  );
  const jump = h(
    'button',
    {
      class: 'jump',
      type: 'button',
      testid: 'jump-to-end',
      'aria-label': 'Go to the newest message',
      hidden: true,
    },
    icon('down'),
    h('span', { class: 'badge', hidden: true }),
  );
  const typing = typingLine(client);
  const writing = composer(client, { sent: toNewest, openMore });
  const panel = sidePanel(() => writing.focus());
  const acts = messageActs(client, { compose: aside(writing), goTo, openThread });
  const body = h(
    'div',
    { class: 'conversation', hidden: true },
    head.element,
    h('div', { class: 'messages-frame' }, area, jump),
    typing.element,
    writing.element,
  );
  const placeholder = h('p', { class: 'placeholder' }, 'Choose a chat, or start a new one.');
  const element = h(
    'section',
    { class: 'pane pane-conversation', 'aria-label': 'Conversation' },
    placeholder,
    body,
    panel.element,
  );

  const renderer = rowRenderer(client, acts);
  let shown = null;
  let placed = false;
  let greeted = false;

  const scroll = scroller(area, rows, {
    nearStart: () => shown && placed && client.history.loadOlder(shown),
    nearEnd: () => shown && placed && client.history.loadNewer(shown),
    moved: () => settle(),
    follows: () => !store.open?.island,
  });
  jump.addEventListener('click', toNewest);
  rowKeys(area, renderer, acts, () => writing.focus());
  document.addEventListener('visibilitychange', () => settle(), { signal });

  function render(topics) {
    const id = store.openId;
    const chat = store.open;
    if (id !== shown) {
      shown = id;
      placed = false;
      greeted = false;
      rows.replaceChildren();
      panel.close();
      writing.show(id);
    } else if (!topics.has('open') && !topics.has('chats') && !topics.has(id)) {
      if (chat && (topics.has('presence') || topics.has('company'))) renderPeople(chat);
      return;
    }
    body.hidden = !chat;
    placeholder.hidden = Boolean(id);
    if (!chat) return;
    if (!greeted) greet(chat);
    note.render(chat);
    writing.render(chat);
    renderRows(chat);
    renderPeople(chat);
    if (!placed && chat.tail.state === 'ready') {
      placed = true;
      scroll.place(rows.querySelector('[data-key=unread]'));
    }
    settle();
  }

  /** What shows of others beside what they wrote. */
  function renderPeople(chat) {
    head.render(chat);
    typing.render();
    panel.render(chat);
  }

  /** Once a chat is here: who asks to be let in is shown to those who can let them. */
  function greet({ info }) {
    greeted = true;
    const asks = info.joinPolicy === 'approval' && may(info, 'manageMembers');
    if (asks) client.joining.loadRequests(info.id).catch(() => {});
  }

  function renderRows(chat) {
    const { island, tail } = chat;
    const pending = island ? [] : client.outbox.pending(shown);
    const view = { me: store.me.id, unreadFrom: island ? null : chat.unreadFrom };
    const items = tail.state === 'none' ? [] : timelineRows(messagesIn(chat, shownSpan(chat)), pending, view);
    client.members.meet(items.flatMap(peopleIn));
    scroll.keep(() =>
      reconcile(rows, items, {
        key: (row) => row.key,
        create: (row) => renderer.create(row),
        update: (row, item) => renderer.update(row, item, chat),
      }),
    );
  }

  /** What follows from where the reader stands: read up to the end, or a way back to it. */
  function settle() {
    const chat = store.open;
    if (!chat || !placed || chat.info.id !== shown) return;
    const unread = chat.info.unreadCount ?? 0;
    const atNewest = scroll.atEnd() && !chat.island;
    jump.hidden = atNewest;
    jump.lastElementChild.hidden = unread === 0;
    setText(jump.lastElementChild, unread > 0 ? String(unread) : '');
    if (atNewest && document.visibilityState === 'visible') client.markRead(shown);
  }

  function toNewest() {
    client.history.toNewest(shown);
    if (store.open) renderRows(store.open);
    scroll.toEnd();
    settle();
  }

  /** Shows a message, wherever in the chat it is. */
  async function goTo(messageId) {
    const id = shown;
    if (matchMedia(NARROW).matches) panel.close();
    await attempt(async () => {
      const found = await client.history.jumpTo(id, messageId);
      if (!found) notify('That message is not available.');
      if (!found || shown !== id) return;
      renderRows(store.open);
      const row = rows.querySelector(`[data-id="${CSS.escape(messageId)}"]`);
      if (row) scroll.show(row);
      settle();
    });
  }

  function openThread(message) {
    openBeside(threadView(client, message, acts));
  }

  function openBeside(view) {
    if (store.open) panel.open(view, store.open);
  }

  function openMore(anchor) {
    const openScheduled = () => openBeside(scheduledView(client, shown));
    openMoreMenu(anchor, client, { compose: writing, sent: toNewest, openScheduled });
  }

  // On a narrow page a panel covers the composer.
  function aside({ reply, edit }) {
    const freed = (act) => (message) => {
      if (matchMedia(NARROW).matches) panel.close();
      act(message);
    };
    return { reply: freed(reply), edit: freed(edit) };
  }

  return { element, render, remove: () => scroll.remove() };
}
