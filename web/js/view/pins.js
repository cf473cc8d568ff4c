// The pinned messages of a chat, the newest pin first.

import { moment } from '../format.js';
import { lineOf, personName, senderName } from '../naming.js';
import { may } from '../permissions.js';
import { h, reconcile, setText } from './dom.js';
import { icon } from './icons.js';
import { attempt } from './notice.js';

export function pinsView(client, chatId, acts) {
  const { store } = client;
  const list = h('ul', { class: 'panel-list', testid: 'pins' });
  const note = h('p', { class: 'panel-note', role: 'status' }, 'Loading…');
  const element = h('div', { class: 'panel-scroll' }, list, note);
  let state = 'loading';
  client.history.loadPins(chatId).then(
    () => settle('ready'),
    (problem) => settle(problem.message),
  );

  function settle(next) {
    state = next;
    const chat = store.chat(chatId);
    if (chat) render(chat);
  }

  function render(chat) {
    const pinnedAt = ({ id }) => chat.pins.get(id)?.pinnedAt ?? '';
    const pinned = chat.messages
      .filter((message) => message.pinned)
      .sort((one, other) => pinnedAt(other).localeCompare(pinnedAt(one)));
    reconcile(list, pinned, {
      key: ({ id }) => id,
      create,
      update: (item, message) => update(item, message, chat),
    });
    note.hidden = pinned.length > 0 && state === 'ready';
    setText(note, state === 'loading' ? 'Loading…' : state === 'ready' ? 'Nothing is pinned.' : state);
  }

  function create({ id }) {
    const unpin = () => attempt(() => client.actions.pin(chatId, id, false));
    return h(
      'li',
      { class: 'panel-entry', testid: 'pin-entry' },
      h(
        'button',
        { class: 'panel-line', type: 'button', testid: 'pin-jump', on: { click: () => acts.goTo(id) } },
        h('strong', {}),
        h('span', { class: 'panel-text' }),
        h('span', { class: 'panel-small' }),
      ),
      h(
        'button',
        {
          class: 'button round small',
          type: 'button',
          testid: 'unpin',
          'aria-label': 'Unpin',
          title: 'Unpin',
          on: { click: unpin },
        },
        icon('close'),
      ),
    );
  }

  function update(item, message, chat) {
    const [line, unpin] = item.children;
    const [name, text, small] = line.children;
    setText(name, senderName(store, message));
    setText(text, lineOf(message));
    const pin = chat.pins.get(message.id);
    setText(small, pin ? `Pinned by ${personName(store, pin.pinnedBy)}, ${moment(pin.pinnedAt)}` : '');
    unpin.hidden = !may(chat.info, 'pin');
  }

  return { title: 'Pinned messages', element, render };
}
