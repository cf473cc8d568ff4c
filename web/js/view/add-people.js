// The dialog that brings people into a chat.

import { personName } from '../naming.js';
import { listOf } from '../words.js';
import { openDialog } from './dialog.js';
import { h, setText } from './dom.js';
import { notify } from './notice.js';
import { peoplePicker } from './people-picker.js';

const REFUSALS = {
  already: 'is here already',
  full: 'could not come in: the chat is full',
  banned: 'is banned from this chat',
  blocked: 'cannot be added',
  unknown: 'no longer exists',
};

export function openAddPeople(client, chatId) {
  const { members, store } = client;
  const roster = () => store.chat(chatId)?.roster.members;
  const add = h(
    'button',
    { class: 'button primary wide', type: 'submit', testid: 'confirm', disabled: true },
    'Add',
  );
  const picker = peoplePicker(client, {
    omit: (id) => roster()?.has(id),
    changed: (users) => {
      add.disabled = users.length === 0;
      setText(add, users.length > 1 ? `Add ${users.length} people` : 'Add');
    },
  });
  const dialog = openDialog(
    { title: 'Add people', testid: 'add-dialog', tall: true, submit },
    picker.elements,
    h('footer', {}, add),
  );
  picker.several();
  picker.focus();

  async function submit() {
    const ids = picker.ids();
    if (ids.length === 0) return;
    const results = await members.add(chatId, ids);
    const refused = results.filter(({ status }) => status !== 'added' && status !== 'already');
    const names = (some) => listOf(some.map(({ userId }) => personName(store, userId)));
    if (refused.length === 0) {
      dialog.close();
      notify(`Added ${names(results)}`);
      return;
    }
    const lines = refused.map(
      ({ userId, status }) => `${personName(store, userId)} ${REFUSALS[status] ?? 'was not added'}.`,
    );
    throw new Error(lines.join(' '));
  }
}
