// The open chat: its head, its messages, the place to write.

import { chatFace, chatName, chatSubtitle } from '../naming.js';
import { timelineRows } from '../timeline.js';
import { avatar } from './avatar.js';
import { composer } from './composer.js';
import { h, icon, reconcile, setText } from './dom.js';
import { rowRenderer } from './rows.js';
import { scroller } from './scroller.js';

export function conversation(client, { signal, back }) {
  const { store } = client;
  const head = conversationHead(back);
  const rows = h('div', { class: 'rows' });
  const note = h('div', { class: 'history-note', testid: 'history-note', role: 'status' });
  const area = h(
    'div',
    {
      class: 'messages',
      testid: 'messages',
      role: 'log',
      'aria-live': 'off',
      'aria-label': 'Messages',
      tabindex: '0',
    },
    note,
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
  const writing = composer(client, {
    sent: () => {
      scroll.toEnd();
    },
  });
  const body = h(
    'div',
    { class: 'conversation', hidden: true },
    head.element,
    h('div', { class: 'messages-frame' }, area, jump),
    writing.element,
  );
  const placeholder = h('p', { class: 'placeholder' }, 'Choose a chat, or start a new one.');
  const element = h(
    'section',
    { class: 'pane pane-conversation', 'aria-label': 'Conversation' },
    placeholder,
    body,
  );

  const renderRow = rowRenderer(client);
  let shown = null;
  let placed = false;

  const scroll = scroller(area, rows, {
    nearStart: () => shown && client.chats.loadOlder(shown),
    moved: () => settle(),
  });
  jump.addEventListener('click', () => scroll.toEnd());
  document.addEventListener('visibilitychange', () => settle(), { signal });

  function render(topics) {
    const id = store.openId;
    const chat = store.open;
    if (id !== shown) {
      shown = id;
      placed = false;
      rows.replaceChildren();
      writing.show(id);
    } else if (!topics.has('open') && !topics.has('chats') && !topics.has(id)) return;
    body.hidden = !chat;
    placeholder.hidden = Boolean(id);
    if (!chat) return;
    head.render(chat);
    renderNote(chat);
    scroll.keep(() => {
      const items = timelineRows(chat.messages, client.outbox.pending(id), {
        me: store.me.id,
        unreadFrom: chat.unreadFrom,
      });
      reconcile(rows, chat.history === 'none' ? [] : items, {
        key: (row) => row.key,
        create: (row) => renderRow.create(row),
        update: (row, item) => renderRow.update(row, item, chat),
      });
    });
    if (!placed && chat.history === 'ready') {
      placed = true;
      scroll.place(rows.querySelector('[data-key=unread]'));
    }
    settle();
  }

  /** What follows from where the reader stands: read up to the end, or a way back to it. */
  function settle() {
    const chat = store.open;
    if (!chat || !placed || chat.info.id !== shown) return;
    const unread = chat.info.unreadCount ?? 0;
    jump.hidden = scroll.atEnd();
    jump.lastElementChild.hidden = unread === 0;
    setText(jump.lastElementChild, unread > 0 ? String(unread) : '');
    if (scroll.atEnd() && document.visibilityState === 'visible') client.markRead(shown);
  }

  function renderNote(chat) {
    if (chat.history === 'failed') {
      const again = () => client.chats.loadHistory(chat.info.id);
      note.replaceChildren(
        'The messages could not be loaded. ',
        h(
          'button',
          { class: 'link', type: 'button', testid: 'retry-history', on: { click: again } },
          'Try again',
        ),
      );
    } else if (chat.history === 'loading') setText(note, 'Loading messages…');
    else if (chat.older === null)
      setText(
        note,
        chat.messages.length === 0 ? 'Say hello. This is where it begins.' : 'This is where it began.',
      );
    else setText(note, '');
  }

  return { element, render, remove: () => scroll.remove() };
}

function conversationHead(back) {
  const face = avatar({ id: '', name: '' });
  const name = h('h2', { testid: 'conversation-name' });
  const subtitle = h('p', { testid: 'conversation-subtitle' });
  const element = h(
    'header',
    { class: 'conversation-head' },
    h(
      'button',
      {
        class: 'button round back',
        type: 'button',
        testid: 'back',
        'aria-label': 'Back to the chats',
        on: { click: back },
      },
      icon('back'),
    ),
    face,
    h('div', { class: 'conversation-title' }, name, subtitle),
  );
  const render = (chat) => {
    avatar(chatFace(chat), face);
    setText(name, chatName(chat));
    setText(subtitle, chatSubtitle(chat));
  };
  return { element, render };
}
