// A message and the replies to it, with a place to reply.

import { whyNotWrite } from '../permissions.js';
import { timelineRows } from '../timeline.js';
import { h, reconcile, setText } from './dom.js';
import { icon } from './icons.js';
import { attempt } from './notice.js';
import { rowRenderer } from './rows.js';
import { rowKeys } from './row-keys.js';

export function threadView(client, root, acts) {
  const { store } = client;
  const chatId = store.openId;
  // Inside a thread no other is opened, and what all answer is not said above each.
  const renderer = rowRenderer(client, { ...acts, openThread: null, threadOf: root.id });
  const first = h('div', { class: 'rows thread-root' });
  const count = h('p', { class: 'thread-count', testid: 'thread-count', role: 'status' });
  const replies = h('div', { class: 'rows', testid: 'thread-replies' });
  const area = h(
    'div',
    { class: 'panel-scroll', tabindex: '0', 'aria-label': 'Thread' },
    first,
    count,
    replies,
  );
  const input = h('textarea', {
    class: 'composer-input',
    rows: '1',
    testid: 'thread-composer',
    'aria-label': 'Reply',
    placeholder: 'Reply',
    enterkeyhint: 'send',
  });
  const button = h(
    'button',
    { class: 'button round accent', type: 'submit', 'aria-label': 'Send the reply' },
    icon('send'),
  );
  const form = h(
    'form',
    { class: 'thread-form', on: { submit } },
    h('div', { class: 'composer-box' }, input),
    button,
  );
  rowKeys(area, renderer, acts, () => input.focus());
  input.addEventListener('input', () => {
    fit();
    client.typist.typed(chatId, input.value);
  });
  input.addEventListener('blur', () => client.typist.stopped());
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  attempt(() => client.history.loadReplies(chatId, root.id));

  function submit(event) {
    event.preventDefault();
    const text = input.value.trim();
    if (text === '') return;
    client.outbox.add(chatId, { type: 'text', text, replyToId: root.id });
    client.typist.sent();
    input.value = '';
    fit();
  }

  function fit() {
    input.style.height = 'auto';
    input.style.height = `${input.scrollHeight}px`;
    button.disabled = input.value.trim() === '';
  }

  function render(chat) {
    const now = store.message(chatId, root.id) ?? root;
    form.hidden = Boolean(now.deletedAt) || whyNotWrite(chat.info) !== null;
    const total = now.replyCount ?? 0;
    setText(count, total === 1 ? '1 reply' : `${total} replies`);
    const atEnd = area.scrollHeight - area.scrollTop - area.clientHeight < 48;
    const held = chat.messages.filter(({ replyToId }) => replyToId === root.id);
    const waiting = client.outbox.pending(chatId).filter(({ content }) => content.replyToId === root.id);
    show(first, timelineRows([now], [], { me: store.me.id }), chat);
    show(replies, timelineRows(held, waiting, { me: store.me.id }), chat);
    if (atEnd) area.scrollTop = area.scrollHeight;
  }

  function show(parent, rows, chat) {
    reconcile(parent, rows, {
      key: (row) => row.key,
      create: (row) => renderer.create(row),
      update: (element, row) => renderer.update(element, row, chat),
    });
  }

  const element = h('div', { class: 'thread', testid: 'thread' }, area, form);
  function focus() {
    fit();
    input.focus();
  }

  return { title: 'Thread', element, render, focus };
}
