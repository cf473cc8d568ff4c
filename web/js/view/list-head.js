// The head of the list of chats: who I am, whether I am connected, and the ways from here.

import { nameOf } from '../format.js';
import { avatar } from './avatar.js';
import { h, setText } from './dom.js';
import { icon } from './icons.js';
import { openNewChat } from './new-chat.js';
import { openSettings } from './settings.js';

export function listHead(client, session, openChat) {
  const state = connectionState();
  const face = avatar({ id: '', name: '' });
  const name = h('strong', { testid: 'me' });
  const button = (kind, label, testid, style, click) =>
    h(
      'button',
      {
        class: `button round ${style}`,
        type: 'button',
        testid,
        title: label,
        'aria-label': label,
        on: { click },
      },
      icon(kind),
    );
  const element = h(
    'header',
    { class: 'list-head' },
    h(
      'button',
      {
        class: 'face-button',
        type: 'button',
        testid: 'open-settings',
        title: 'Account and settings',
        'aria-label': 'Account and settings',
        on: { click: (event) => openSettings(event.currentTarget, client) },
      },
      face,
    ),
    h('div', { class: 'list-me' }, name, state.element),
    button('out', 'Log out', 'log-out', '', () => session.logout()),
    button('pen', 'New chat', 'new-chat', 'accent', () => openNewChat(client, openChat)),
  );

  function render() {
    const { me } = client.store;
    avatar({ id: me.id, name: nameOf(me), url: me.avatarUrl }, face);
    setText(name, nameOf(me));
  }

  return { element, render, showState: state.show };
}

function connectionState() {
  const text = h('span', {});
  const element = h(
    'span',
    { class: 'connection', testid: 'connection', role: 'status' },
    h('i', { class: 'dot' }),
    text,
  );
  const show = (online, otherwise = 'Reconnecting') => {
    element.dataset.state = online ? 'online' : 'reconnecting';
    setText(text, online ? 'Online' : `${otherwise}…`);
  };
  return { element, show };
}
