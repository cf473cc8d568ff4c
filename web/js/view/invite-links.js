// The invitations of a chat: links for whoever has them, and those made for one person.

import { inviteAddress } from '../address.js';
import { moment } from '../format.js';
import { byName, personName } from '../naming.js';
import { counted } from '../words.js';
import { openDialog } from './dialog.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { attempt, notify } from './notice.js';
import { pagedList } from './paged-list.js';
import { peoplePicker } from './people-picker.js';

const HOUR_MS = 3_600_000;
const LENGTHS = [
  [0, 'does not end'],
  [HOUR_MS, 'for an hour'],
  [24 * HOUR_MS, 'for a day'],
  [168 * HOUR_MS, 'for a week'],
];
const USES = [
  [0, 'any number'],
  [1, 'once'],
  [10, '10 times'],
  [100, '100 times'],
];

export function inviteLinks(client, chatId, back) {
  const { invites, store } = client;
  const choice = (testid, label, options) =>
    h(
      'select',
      { class: 'input', testid, 'aria-label': label },
      options.map(([value, text]) => h('option', { value: String(value) }, text)),
    );
  const lasts = choice('invite-lasts', 'How long the link is good', LENGTHS);
  const uses = choice('invite-uses', 'How often the link can be used', USES);
  const button = (name, label, testid, click) =>
    h('button', { class: 'button wide', type: 'button', testid, on: { click } }, icon(name), label);
  const paged = pagedList({
    testid: 'invites',
    nothing: 'No invitation is open.',
    load: async (cursor) => {
      const page = await invites.ofChat(chatId, cursor);
      await client.members.meet(page.data.flatMap(({ userId, createdBy }) => [userId, createdBy]));
      return page;
    },
    entry,
    above: h(
      'div',
      { class: 'panel-form' },
      button('invite', 'Invite somebody', 'invite-person', () => invitePerson()),
      h('div', { class: 'side-by-side' }, lasts, uses),
      button('link', 'Create a link', 'create-invite', createLink),
    ),
  });

  async function createLink() {
    const length = Number(lasts.value);
    const done = await attempt(() =>
      invites.createLink(chatId, {
        expiresAt: length > 0 ? new Date(Date.now() + length).toISOString() : null,
        maxUses: Number(uses.value) || null,
      }),
    );
    if (done) paged.reload();
  }

  function invitePerson() {
    const roster = () => store.chat(chatId)?.roster.members;
    const picker = peoplePicker(client, {
      omit: (id) => roster()?.has(id),
      picked: (user) =>
        dialog.run(async () => {
          await invites.invite(chatId, user.id);
          dialog.close();
          notify(`Invited ${personName(store, user.id)}`);
          paged.reload();
        }),
    });
    const dialog = openDialog(
      { title: 'Invite somebody', testid: 'invite-person-dialog', tall: true },
      picker.elements,
    );
    picker.focus();
  }

  function entry(invite) {
    const { code, userId, createdBy } = invite;
    const link = inviteAddress(code);
    const copy = () =>
      attempt(async () => {
        await navigator.clipboard.writeText(link);
        notify('Copied');
      });
    const revoke = async () => {
      if (await attempt(() => invites.revoke(chatId, code))) paged.reload();
    };
    const small = (name, label, testid, click) =>
      h(
        'button',
        {
          class: 'button round small',
          type: 'button',
          testid,
          'aria-label': label,
          title: label,
          on: { click },
        },
        icon(name),
      );
    return h(
      'li',
      { class: 'panel-entry', testid: 'invite' },
      h(
        'div',
        { class: 'panel-line' },
        userId
          ? h('strong', {}, `For ${personName(store, userId)}`)
          : h('input', {
              class: 'invite-link',
              readonly: true,
              testid: 'invite-link',
              'aria-label': 'Link',
              '.value': link,
            }),
        h('span', { class: 'panel-small', testid: 'invite-about' }, aboutOf(invite)),
        h('span', { class: 'panel-small' }, `By ${byName(store, createdBy)}`),
      ),
      h(
        'div',
        { class: 'entry-acts' },
        !userId && small('copy', 'Copy the link', 'copy-invite', copy),
        small('close', 'Revoke', 'revoke-invite', revoke),
      ),
    );
  }

  return { title: 'Invitations', element: paged.element, render() {}, back };
}

function aboutOf({ userId, uses = 0, maxUses, expiresAt }) {
  const used = maxUses ? `used ${uses} of ${counted(maxUses, 'time')}` : `used ${counted(uses, 'time')}`;
  const ends = expiresAt && `until ${moment(expiresAt)}`;
  return [!userId && used, ends].filter(Boolean).join(' · ');
}
