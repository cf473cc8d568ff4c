// More about one message: what it said before, who reacted, who has received and read it.

import { moment, nameOf } from '../format.js';
import { lineOf, personName } from '../naming.js';
import { avatar } from './avatar.js';
import { openDialog } from './dialog.js';
import { h } from './dom.js';

export function openDetails(client, message) {
  const { actions, store } = client;
  const at = [message.chatId ?? store.openId, message.id];
  const sections = h('div', { class: 'details', testid: 'details' });
  openDialog(
    { title: 'Message', testid: 'details-dialog' },
    h('p', { class: 'dialog-text' }, `Sent ${moment(message.createdAt)}`),
    sections,
  );

  if (message.editedAt) section('Before', 'versions', () => actions.versions(...at), version);
  const reacted = Object.keys(message.reactions ?? {}).length > 0;
  if (reacted) section('Reactions', 'reactors', () => actions.reactors(...at), reactor);
  if (message.senderId === store.me.id) {
    section('Read', 'readers', () => actions.readers(...at), reader, 'Nobody has received it yet.');
  }
  if (sections.children.length === 0) sections.append(h('p', { class: 'dialog-note' }, lineOf(message)));

  function section(title, testid, load, entry, nothing = 'Nothing here.') {
    const list = h('ul', { testid }, h('li', { class: 'dialog-note' }, 'Loading…'));
    sections.append(h('section', {}, h('h3', {}, title), list));
    load().then(
      (data) => list.replaceChildren(...(data.length > 0 ? data.map(entry) : [note(nothing)])),
      (problem) => list.replaceChildren(note(problem.message)),
    );
  }

  function version({ text, at: written }) {
    return h(
      'li',
      { class: 'version' },
      h('p', {}, text ?? ''),
      h('time', { datetime: written }, moment(written)),
    );
  }

  function reactor({ userId, user, emojis }) {
    return person(userId, user, emojis.join(' '));
  }

  function reader({ userId, user, readAt, deliveredAt }) {
    if (readAt) return person(userId, user, `read ${moment(readAt)}`);
    return person(userId, user, deliveredAt ? `delivered ${moment(deliveredAt)}` : 'delivered');
  }

  function person(id, user, about) {
    const name = user ? nameOf(user) : personName(store, id);
    return h(
      'li',
      { class: 'detail-person' },
      avatar({ id, name, url: user?.avatarUrl }),
      h('span', {}, id === store.me.id ? 'You' : name),
      h('span', { class: 'detail-about' }, about),
    );
  }
}

function note(text) {
  return h('li', { class: 'dialog-note' }, text);
}
