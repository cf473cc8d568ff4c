// The dialog that changes what a chat is, for everyone in it.

import { changesOf } from '../chat-fields.js';
import { rolesToSet } from '../ranks.js';
import { kindOf } from '../words.js';
import { chatInputs, fold, valuesOf } from './chat-form.js';
import { openDialog } from './dialog.js';
import { h } from './dom.js';
import { notify } from './notice.js';
import { openRolePermissions } from './role-permissions.js';

const OF_DIRECT = ['disappearAfterSeconds'];
const OF_MANY = [
  'name',
  'description',
  'avatarUrl',
  'visibility',
  'joinPolicy',
  'historyVisibility',
  'maxMembers',
  'slowModeSeconds',
  'disappearAfterSeconds',
  'rules',
  'tags',
];

export function openChatSettings(client, chat) {
  // What others change while this is open is not undone.
  const before = { ...chat.info };
  const { id, type } = before;
  const direct = type === 'direct';
  const all = chatInputs(chat.info);
  const inputs = Object.fromEntries((direct ? OF_DIRECT : OF_MANY).map((name) => [name, all[name]]));
  const archived = h('input', {
    type: 'checkbox',
    testid: 'input-archived',
    '.checked': chat.info.archived === true,
  });
  const roles = () =>
    h(
      'button',
      {
        class: 'button wide quiet',
        type: 'button',
        testid: 'role-permissions',
        on: {
          click: () => {
            dialog.close();
            openRolePermissions(client, chat);
          },
        },
      },
      'What roles may do…',
    );
  const part = (...names) => names.map((name) => inputs[name].element);
  const dialog = openDialog(
    { title: 'Settings', testid: 'chat-settings-dialog', submit, fields: Object.values(inputs) },
    direct
      ? part(...OF_DIRECT)
      : [
          part('name', 'description'),
          fold('Who can find it and join', 'fold-joining', [
            part('visibility', 'joinPolicy', 'historyVisibility', 'maxMembers', 'tags'),
          ]),
          fold('Messages and rules', 'fold-messages', [
            part('slowModeSeconds', 'disappearAfterSeconds', 'rules', 'avatarUrl'),
            h('label', { class: 'check' }, archived, `Archived: nobody writes in this ${kindOf(chat.info)}`),
          ]),
          rolesToSet(chat.info).length > 0 && roles(),
        ],
    h('button', { class: 'button primary wide', type: 'submit', testid: 'confirm' }, 'Save'),
  );

  async function submit() {
    const values = { ...valuesOf(inputs), ...(!direct && { archived: archived.checked }) };
    if (!direct && !values.name) {
      inputs.name.complain('A name is needed.');
      return;
    }
    const changes = changesOf(before, values);
    if (Object.keys(changes).length > 0) await client.chats.change(id, changes);
    dialog.close();
    if (Object.keys(changes).length > 0) notify('Saved');
  }
}
