// The rows of a conversation as elements.

import { dayLabel, timeOfDay } from '../format.js';
import { splitLinks } from '../links.js';
import { statusOf } from '../messages.js';
import { personName } from '../naming.js';
import { systemText } from '../timeline.js';
import { avatar } from './avatar.js';
import { h, icon, setText } from './dom.js';

const STATUS_TEXT = {
  sending: 'Sending',
  failed: 'Not sent',
  sent: 'Sent',
  delivered: 'Delivered',
  read: 'Read',
};

export function rowRenderer(client) {
  const { store } = client;

  function create(row) {
    if (row.kind === 'day') return h('div', { class: 'day', testid: 'day' }, h('span', {}));
    if (row.kind === 'unread')
      return h('div', { class: 'unread-line', testid: 'unread-line' }, h('span', {}, 'New messages'));
    if (row.kind === 'system') return h('p', { class: 'system', testid: 'system-message' });
    return createBubble(row);
  }

  function update(element, row, chat) {
    if (row.kind === 'day') setText(element.firstChild, dayLabel(row.at));
    else if (row.kind === 'system')
      setText(
        element,
        systemText(row.message, (id) => personName(store, id)),
      );
    else if (row.kind === 'bubble') updateBubble(element, row, chat);
  }

  function createBubble(row) {
    const element = h(
      'article',
      { class: 'row', testid: 'message' },
      h('div', { class: 'row-face' }),
      h(
        'div',
        { class: 'bubble' },
        h('p', { class: 'sender', hidden: true }),
        h('div', { class: 'text', testid: 'message-text' }),
        h(
          'span',
          { class: 'meta' },
          h('time', {}),
          row.mine ? h('span', { class: 'tick', testid: 'tick', role: 'img' }) : null,
        ),
      ),
      row.mine ? h('div', { class: 'failure', testid: 'failure', hidden: true }) : null,
    );
    element.classList.toggle('mine', row.mine);
    return element;
  }

  function updateBubble(element, row, chat) {
    const { message, pending } = row;
    const [face, bubble, failure] = element.children;
    const [sender, text, meta] = bubble.children;
    const named = !row.mine && chat.info.type !== 'direct';
    element.classList.toggle('first', row.first);
    element.classList.toggle('last', row.last);
    if (message) {
      element.dataset.seq = message.seq;
      element.dataset.id = message.id;
    }
    renderFace(face, row, named);
    sender.hidden = !(named && row.first);
    if (!sender.hidden) renderSender(sender, row);
    renderText(text, message?.deletedAt ? null : (message ?? pending).text);
    meta.firstChild.dateTime = row.at;
    setText(meta.firstChild, `${message?.editedAt ? 'edited ' : ''}${timeOfDay(row.at)}`);
    if (!row.mine) return;
    const others = Math.max(0, (chat.info.type === 'direct' ? 2 : (chat.info.memberCount ?? 0)) - 1);
    renderTick(meta.lastChild, message ? (statusOf(message, chat.cursors, others) ?? 'sent') : pending.state);
    renderFailure(failure, pending, chat.info.id);
  }

  function renderFace(face, row, named) {
    face.hidden = !named;
    if (!named || !row.last) return face.replaceChildren();
    const profile = row.message.sender ?? store.people.get(row.sender);
    const subject = { id: row.sender, name: profile?.displayName ?? '', url: profile?.avatarUrl };
    if (face.firstChild) avatar(subject, face.firstChild);
    else face.append(avatar(subject));
    return undefined;
  }

  function renderSender(sender, row) {
    setText(sender, row.message.sender?.displayName ?? personName(store, row.sender));
  }

  function renderText(element, text) {
    const state = text ?? '\u0000deleted';
    if (element.shown === state) return;
    element.shown = state;
    element.classList.toggle('gone', text === null);
    if (text === null || text === undefined) return element.replaceChildren('This message was deleted');
    element.replaceChildren(
      ...splitLinks(text).map((piece) =>
        piece.href
          ? h('a', { href: piece.href, target: '_blank', rel: 'noopener noreferrer' }, piece.text)
          : piece.text,
      ),
    );
    return undefined;
  }

  function renderTick(element, status) {
    if (element.dataset.status === status) return;
    element.dataset.status = status;
    element.title = STATUS_TEXT[status];
    element.setAttribute('aria-label', STATUS_TEXT[status]);
    const name = { sending: 'clock', failed: 'close', sent: 'sent' }[status] ?? 'double';
    element.replaceChildren(icon(name));
  }

  function renderFailure(element, pending, chatId) {
    const failed = pending?.state === 'failed';
    element.hidden = !failed;
    if (!failed) return element.replaceChildren();
    if (element.firstChild) return undefined;
    const { clientMessageId, problem } = pending;
    element.append(
      h('span', {}, `Not sent. ${problem?.message ?? ''} `),
      h(
        'button',
        {
          class: 'link',
          type: 'button',
          testid: 'send-again',
          on: { click: () => client.outbox.retry(chatId, clientMessageId) },
        },
        'Try again',
      ),
      h(
        'button',
        {
          class: 'link',
          type: 'button',
          testid: 'discard',
          on: { click: () => client.outbox.settle(chatId, clientMessageId) },
        },
        'Discard',
      ),
    );
    return undefined;
  }

  return { create, update };
}
