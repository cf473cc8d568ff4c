// The head of the list of chats: who I am, whether I am connected, and the ways from here.

import { nameOf } from '../format.js';
import { avatar } from './avatar.js';
import { h, setText } from './dom.js';
import { icon } from './icons.js';
import { myStatus } from './my-status.js';
import { openNewChat } from './new-chat.js';
import { openSettings } from './settings.js';

export function listHead(client, session, openChat) {
  const state = connectionState();
  const status = myStatus(client);
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
    h('div', { class: 'list-me' }, name, state.element, status.element),
    button('out', 'Log out', 'log-out', '', () => session.logout()),
    button('pen', 'New chat', 'new-chat', 'accent', () => openNewChat(client, openChat)),
  );

  function render() {
    const { me } = client.store;
    avatar({ id: me.id, name: nameOf(me), url: me.avatarUrl }, face);
    setText(name, nameOf(me));
    status.render();
  }

  /** Whether I am connected; only then others see what I have chosen to be. */
  function showState(online, otherwise) {
    state.show(online, otherwise);
    status.element.hidden = !online;
  }

  return { element, render, showState };
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
    // That all is well goes without saying, but for who has heard that it was not.
    element.classList.toggle('unseen', online);
    setText(text, online ? 'Online' : `${otherwise}…`);
  };
  return { element, show };
}
