// The rows of a conversation as elements: days, notices, messages.

import { dayLabel } from '../format.js';
import { bubbleRenderer } from './bubble.js';
import { h, setText } from './dom.js';
import { systemRow } from './system-row.js';

export function rowRenderer(client, acts) {
  const notes = systemRow(client, acts);
  const bubbles = bubbleRenderer(client, acts);

  function create(row) {
    if (row.kind === 'day') return h('div', { class: 'day', testid: 'day' }, h('span', {}));
    if (row.kind === 'unread')
      return h('div', { class: 'unread-line', testid: 'unread-line' }, h('span', {}, 'New messages'));
    if (row.kind === 'system') return notes.create();
    return bubbles.create(row);
  }

  function update(element, row, chat) {
    if (row.kind === 'day') setText(element.firstChild, dayLabel(row.at));
    else if (row.kind === 'system') notes.update(element, row, chat);
    else if (row.kind === 'bubble') bubbles.update(element, row, chat);
  }

  return { create, update, openMenu: bubbles.openMenu, messageOf: bubbles.messageOf };
}
