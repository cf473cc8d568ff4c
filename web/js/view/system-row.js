// A line of the timeline about the chat itself. It can be deleted for me, and nothing else.

import { noteLine } from '../naming.js';
import { h, setText } from './dom.js';
import { icon } from './icons.js';
import { openMessageMenu } from './message-menu.js';

export function systemRow(client, acts) {
  const { store } = client;
  const held = new WeakMap();

  function create() {
    const open = ({ currentTarget }) => {
      const { message, chat } = held.get(element);
      openMessageMenu(currentTarget, message, chat, client, acts);
    };
    const element = h(
      'div',
      { class: 'system', testid: 'system-message' },
      h('span', {}),
      h(
        'button',
        {
          class: 'system-more',
          type: 'button',
          testid: 'system-more',
          'aria-label': 'More',
          title: 'More',
          on: { click: open },
        },
        icon('more'),
      ),
    );
    return element;
  }

  function update(element, { message }, chat) {
    held.set(element, { message, chat });
    setText(element.firstElementChild, noteLine(store, message, chat.info));
  }

  return { create, update };
}
