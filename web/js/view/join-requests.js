// Who asks to be let in.

import { moment, nameOf } from '../format.js';
import { avatar } from './avatar.js';
import { h, reconcile, setText } from './dom.js';
import { attempt } from './notice.js';

export function joinRequests(client, chatId, back) {
  const { joining, store } = client;
  const list = h('ul', { class: 'panel-list', testid: 'join-requests' });
  const note = h('p', { class: 'panel-note', role: 'status' }, 'Loading…');
  const more = h(
    'button',
    { class: 'button wide quiet', type: 'button', testid: 'more', hidden: true, on: { click: load } },
    'More',
  );
  const element = h('div', { class: 'panel-scroll' }, list, note, more);
  let cursor = null;
  let state = 'loading';
  load();

  async function load() {
    try {
      cursor = await joining.loadRequests(chatId, cursor);
      state = 'ready';
    } catch (problem) {
      state = problem.message;
    }
    more.hidden = cursor === null;
    const chat = store.chat(chatId);
    if (chat) render(chat);
  }

  function render(chat) {
    const requests = [...chat.requests.values()].sort((one, other) =>
      (one.requestedAt ?? '').localeCompare(other.requestedAt ?? ''),
    );
    reconcile(list, requests, { key: ({ userId }) => userId, create, update: () => {} });
    const nothing = state === 'ready' ? 'Nobody asks to join.' : state === 'loading' ? 'Loading…' : state;
    setText(note, requests.length > 0 && state === 'ready' ? '' : nothing);
  }

  function create({ userId, user, requestedAt }) {
    const name = nameOf(store.people.get(userId) ?? user);
    const button = (label, style, testid, decide) =>
      h(
        'button',
        { class: `button ${style}`, type: 'button', testid, on: { click: () => attempt(decide) } },
        label,
      );
    return h(
      'li',
      { class: 'request', testid: 'join-request' },
      avatar({ id: userId, name, url: user?.avatarUrl }),
      h(
        'div',
        { class: 'member-text' },
        h('strong', {}, name),
        h('span', { class: 'panel-small' }, requestedAt ? `Asked ${moment(requestedAt)}` : ''),
      ),
      h(
        'div',
        { class: 'card-acts' },
        button('Approve', 'primary', 'approve', () => joining.approve(chatId, userId)),
        button('Deny', '', 'deny', () => joining.deny(chatId, userId)),
      ),
    );
  }

  return { title: 'Requests to join', element, render, back };
}
