// Whom I have blocked.

import { moment, nameOf } from '../../format.js';
import { avatar } from '../avatar.js';
import { h } from '../dom.js';
import { note, section } from './section.js';

export function blockedSection(client) {
  const { people, store } = client;
  const list = h('ul', { class: 'panel-list', testid: 'blocked' });
  const part = section(
    { title: 'Blocked people', testid: 'blocked-section' },
    note('They cannot write to you alone or bring you into chats, nor you them. What was written stays.'),
    list,
  );
  part.run(() => people.loadBlocked({ anew: true }));

  function render() {
    if (!store.blocked) return;
    const all = [...store.blocked.values()];
    list.replaceChildren(...all.map(entry));
    if (all.length === 0)
      list.append(h('li', { class: 'panel-note', testid: 'nobody-blocked' }, 'You have blocked nobody.'));
  }

  function entry({ userId, blockedAt }) {
    const user = store.people.get(userId);
    const name = nameOf(user);
    const lift = async () => {
      if (!(await part.run(() => people.unblock(userId)))) return;
      part.tell(`${name} is no longer blocked.`);
      list.querySelector('button')?.focus();
    };
    return h(
      'li',
      { class: 'blocked-person', testid: 'blocked-person' },
      avatar({ id: userId, name, url: user?.avatarUrl }),
      h(
        'div',
        { class: 'member-text' },
        h('strong', {}, name),
        h('span', { class: 'panel-small' }, `since ${moment(blockedAt)}`),
      ),
      h(
        'button',
        {
          class: 'button',
          type: 'button',
          testid: 'unblock',
          'aria-label': `Unblock ${name}`,
          on: { click: lift },
        },
        'Unblock',
      ),
    );
  }

  return { element: part.element, render };
}
