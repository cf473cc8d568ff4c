// The rows of a conversation as elements: days, notices, messages.

import { dayLabel } from '../format.js';
import { personName } from '../naming.js';
import { systemText } from '../timeline.js';
import { bubbleRenderer } from './bubble.js';
import { h, setText } from './dom.js';

export function rowRenderer(client, acts) {
  const { store } = client;
  const bubbles = bubbleRenderer(client, acts);

  function create(row) {
    if (row.kind === 'day') return h('div', { class: 'day', testid: 'day' }, h('span', {}));
    if (row.kind === 'unread')
      return h('div', { class: 'unread-line', testid: 'unread-line' }, h('span', {}, 'New messages'));
    if (row.kind === 'system') return h('p', { class: 'system', testid: 'system-message' });
    return bubbles.create(row);
  }

  function update(element, row, chat) {
    if (row.kind === 'day') setText(element.firstChild, dayLabel(row.at));
    else if (row.kind === 'system')
      setText(
        element,
        systemText(row.message, (id) => personName(store, id)),
      );
    else if (row.kind === 'bubble') bubbles.update(element, row, chat);
  }

  return { create, update, openMenu: bubbles.openMenu, messageOf: bubbles.messageOf };
}
