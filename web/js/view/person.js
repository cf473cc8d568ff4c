// Somebody else: what they tell of themselves, and what I can do about them.

import { addressOf } from '../address.js';
import { nameOf, presenceLine } from '../format.js';
import { avatar } from './avatar.js';
import { blockRow } from './blocking.js';
import { h, setText } from './dom.js';
import { icon } from './icons.js';
import { attempt } from './notice.js';
import { markPresence } from './presence-mark.js';

/** The lines about a person, for a panel. They are asked for anew whenever it opens. */
export function personFacts(client, userId) {
  const { people, store } = client;
  const full = h('p', { class: 'panel-small', testid: 'person-full-name' });
  const username = h('p', { class: 'panel-small', testid: 'person-username' });
  const presence = h('p', { class: 'panel-small', testid: 'person-presence' });
  const bio = h('p', { class: 'info-text', testid: 'person-bio' });
  people.load(userId).then(render, () => {});

  function render() {
    const user = store.people.get(userId);
    const seen = store.presence.of(userId);
    show(full, [user?.firstName, user?.lastName].filter(Boolean).join(' '));
    show(username, user?.username && `@${user.username}`);
    show(presence, presenceLine(seen));
    presence.dataset.status = seen?.status ?? '';
    show(bio, user?.bio);
  }

  return { parts: [full, username, presence, bio], render };
}

/** `back()` leads to where the person was found. */
export function personView(client, userId, back) {
  const face = avatar({ id: '', name: '' });
  const name = h('h3', { testid: 'person-name' });
  const facts = personFacts(client, userId);
  const block = blockRow(client);
  const write = h(
    'button',
    { class: 'menu-item', type: 'button', testid: 'person-write', on: { click: openChat } },
    icon('thread'),
    h('span', {}, 'Write'),
  );
  const mine = userId === client.store.me.id;
  const element = h(
    'div',
    { class: 'panel-scroll', testid: 'person-profile' },
    h('header', { class: 'info-head' }, face, name, facts.parts),
    !mine && h('div', { class: 'panel-section' }, write, block.element),
  );

  function render() {
    const user = client.store.people.get(userId);
    avatar({ id: userId, name: nameOf(user), url: user?.avatarUrl }, face);
    setText(name, nameOf(user));
    if (!mine) client.presence.watch([userId]);
    markPresence(face, client.store.presence.of(userId));
    facts.render();
    block.render(userId);
  }

  function openChat() {
    return attempt(async () => {
      const chat = await client.chats.create({ type: 'direct', memberIds: [userId] });
      location.hash = addressOf(chat.info.id);
    });
  }

  return { title: 'Profile', element, render, back, gone: () => client.presence.watch([]) };
}

function show(element, text) {
  element.hidden = !text;
  setText(element, text ?? '');
}
