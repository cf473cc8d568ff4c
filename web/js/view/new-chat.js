// The dialog that begins a chat: with one person, in a group, in a channel.

import { bodyOf } from '../chat-fields.js';
import { repeatKeys } from '../repeat.js';
import { chatInputs, fold, valuesOf } from './chat-form.js';
import { openDialog } from './dialog.js';
import { openDiscover } from './discover.js';
import { h, setText } from './dom.js';
import { icon } from './icons.js';
import { peoplePicker } from './people-picker.js';

const ASKED = [
  'name',
  'description',
  'visibility',
  'joinPolicy',
  'historyVisibility',
  'disappearAfterSeconds',
];

/** Opens the dialog; `open(chatId)` is called with the chat that came of it. */
export function openNewChat(client, open) {
  const keyFor = repeatKeys();
  const fields = [];
  let type = 'direct';
  let inputs = null;

  const picker = peoplePicker(client, {
    picked: (user) => dialog.run(() => make({ type, memberIds: [user.id] })),
  });
  const mode = (name, label, testid, click) =>
    h('button', { class: 'button wide quiet', type: 'button', testid, on: { click } }, icon(name), label);
  const modes = h(
    'div',
    { class: 'choices' },
    mode('group', 'New group', 'group-mode', () => toMany('group')),
    mode('channel', 'New channel', 'channel-mode', () => toMany('channel')),
    mode('globe', 'Find a public chat', 'discover-mode', () => {
      dialog.close();
      openDiscover(client, open);
    }),
  );
  const place = h('div', { class: 'group-part', hidden: true });
  const create = h('button', { class: 'button primary wide', type: 'submit', testid: 'create-group' });
  const foot = h('footer', { hidden: true }, create);
  const dialog = openDialog(
    { title: 'New chat', testid: 'new-chat-dialog', tall: true, submit, fields },
    modes,
    place,
    picker.elements,
    foot,
  );
  picker.focus();

  function toMany(next) {
    type = next;
    const all = chatInputs({ type });
    inputs = Object.fromEntries(ASKED.map((name) => [name, all[name]]));
    fields.push(...Object.values(inputs));
    const [name, ...more] = fields.map(({ element }) => element);
    place.replaceChildren(
      name,
      fold('Description, who can join, how long messages stay', 'more-fields', more),
    );
    dialog.entitle(`New ${type}`);
    setText(create, `Create ${type}`);
    modes.hidden = true;
    place.hidden = false;
    foot.hidden = false;
    picker.several();
    inputs.name.input.focus();
  }

  async function submit() {
    if (!inputs) return;
    const values = valuesOf(inputs);
    if (!values.name) {
      inputs.name.complain(`Please give the ${type} a name.`);
      inputs.name.input.focus();
      return;
    }
    await make({ type, memberIds: picker.ids(), ...bodyOf(values) });
  }

  async function make(body) {
    const chat = await client.chats.create(body, keyFor(body));
    dialog.close();
    open(chat.info.id);
  }
}
