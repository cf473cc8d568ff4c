// The button that blocks somebody, or lets them be heard again.

import { nameOf } from '../format.js';
import { confirm } from './confirm.js';
import { h, setText } from './dom.js';
import { icon } from './icons.js';
import { attempt } from './notice.js';

/** `render(id)` shows what can be done about a person, once that is known. */
export function blockRow(client) {
  const { people, store } = client;
  const text = h('span', {});
  const element = h(
    'button',
    { class: 'menu-item danger', type: 'button', testid: 'block', hidden: true, on: { click } },
    icon('ban'),
    text,
  );
  let id = null;

  function render(userId) {
    if (id !== userId) people.loadBlocked().catch(() => {});
    id = userId;
    const blocked = people.isBlocked(id);
    element.hidden = blocked === null || id === store.me.id;
    element.dataset.blocked = String(blocked === true);
    element.classList.toggle('danger', !blocked);
    setText(text, blocked ? 'Unblock' : 'Block…');
  }

  function click() {
    if (people.isBlocked(id)) attempt(() => people.unblock(id));
    else askToBlock(client, id);
  }

  return { element, render };
}

function askToBlock({ people, store }, id) {
  confirm({
    title: `Block ${nameOf(store.people.get(id))}?`,
    text: 'They cannot write to you alone or bring you into chats, nor you them. They are not told. What was written stays.',
    testid: 'block-dialog',
    label: 'Block',
    run: () => people.block(id),
  });
}
