// What can be done with a member: the menu behind their name, and the dialogs it leads to.

import { permissionsOf } from '../permissions.js';
import { permissionsOfMember, possibleWith } from '../ranks.js';
import { PERMISSION_NAMES, ROLE_NAMES, WITH_ARTICLE } from '../words.js';
import { confirm } from './confirm.js';
import { openDialog } from './dialog.js';
import { h } from './dom.js';
import { field } from './field.js';
import { menu } from './menu.js';
import { attempt } from './notice.js';
import { openPopover } from './popover.js';

const DAY_MS = 86_400_000;
const BAN_LENGTHS = [
  [0, 'for good'],
  [DAY_MS, 'for a day'],
  [7 * DAY_MS, 'for a week'],
  [30 * DAY_MS, 'for 30 days'],
];

/** Whether the menu has anything in it. */
export function hasActs(member, info, me) {
  const can = possibleWith(member, info, me);
  return can.title || can.remove || can.handOver || can.roles.length > 0;
}

export function openMemberMenu(anchor, client, chat, member, name) {
  const { info } = chat;
  const { members, store } = client;
  const can = possibleWith(member, info, store.me.id);
  const at = [info.id, member.userId];
  const roles = can.roles.map((role) => ({
    icon: 'group',
    label: `Make ${WITH_ARTICLE[role]}`,
    testid: `member-${role}`,
    run: () => attempt(() => members.change(...at, { role })),
  }));
  const item = (allowed, icon, label, testid, run, danger) => allowed && { icon, label, testid, run, danger };
  const items = [
    ...roles,
    item(can.title, 'pen', 'Title…', 'member-title', () => askTitle(client, at, member, name)),
    item(can.permissions.length > 0, 'sent', 'Permissions…', 'member-permissions', () =>
      askPermissions(client, at, member, name, info, can.permissions),
    ),
    item(can.handOver, 'forward', 'Make the owner…', 'member-owner', () => askOwner(client, at, name)),
    item(can.remove, 'out', 'Remove…', 'member-remove', () => askRemove(client, at, name), true),
    item(can.ban, 'ban', 'Ban…', 'member-ban', () => askBan(client, at, name), true),
  ];
  const close = openPopover(anchor, menu(items, { label: name, done: () => close() }), {
    label: name,
    testid: 'member-menu',
  });
}

function askTitle({ members }, at, member, name) {
  const title = field({ name: 'title', label: 'Title', maxlength: '50', value: member.title ?? '' });
  confirm({
    title: name,
    testid: 'title-dialog',
    label: 'Save',
    danger: false,
    fields: [title],
    run: () => members.change(...at, { title: title.input.value.trim() || null }),
  });
}

function askRemove({ members }, at, name) {
  const reason = field({ name: 'reason', label: 'Reason', placeholder: 'Optional', maxlength: '500' });
  confirm({
    title: `Remove ${name}?`,
    text: 'They no longer read or hear anything of this chat. They can come back.',
    testid: 'remove-dialog',
    label: 'Remove',
    fields: [reason],
    run: () => members.remove(...at, reason.input.value.trim()),
  });
}

function askBan({ members }, at, name) {
  const reason = field({ name: 'reason', label: 'Reason', placeholder: 'Optional', maxlength: '500' });
  const until = field({ name: 'until', label: 'How long', options: BAN_LENGTHS, value: 0 });
  confirm({
    title: `Ban ${name}?`,
    text: 'They are removed, and cannot come back until the ban ends or is lifted.',
    testid: 'ban-dialog',
    label: 'Ban',
    fields: [reason, until],
    run: () => {
      const length = Number(until.input.value);
      return members.ban(...at, {
        reason: reason.input.value.trim(),
        until: length > 0 ? new Date(Date.now() + length).toISOString() : null,
      });
    },
  });
}

function askOwner({ members }, at, name) {
  confirm({
    title: `Make ${name} the owner?`,
    text: 'You become an admin. Only the new owner can undo this.',
    testid: 'owner-dialog',
    label: 'Hand over',
    run: () => members.handOver(...at),
  });
}

function askPermissions({ members }, at, member, name, info, grantable) {
  const now = permissionsOfMember(member, info);
  const boxes = permissionBoxes(now, grantable);
  const usual = h('input', {
    type: 'checkbox',
    testid: 'usual-permissions',
    '.checked': !member.permissions,
  });
  const follow = () => {
    if (usual.checked) boxes.set(permissionsOf(info, member.role));
    boxes.disable(usual.checked);
  };
  usual.addEventListener('change', follow);
  follow();
  const dialog = openDialog(
    {
      title: `What ${name} may do`,
      testid: 'permissions-dialog',
      submit: async () => {
        await members.change(...at, { permissions: usual.checked ? null : boxes.read() });
        dialog.close();
      },
    },
    h('label', { class: 'check' }, usual, `As their role (${ROLE_NAMES[member.role].toLowerCase()}) says`),
    h('div', { class: 'boxes' }, boxes.elements),
    h('button', { class: 'button primary wide', type: 'submit', testid: 'confirm' }, 'Save'),
  );
}

/** A box for each permission; those I cannot grant stay as they are. */
export function permissionBoxes(now, grantable) {
  const boxes = Object.entries(PERMISSION_NAMES).map(([permission, label]) => {
    const input = h('input', {
      type: 'checkbox',
      testid: `may-${permission}`,
      '.checked': now.includes(permission),
      '.disabled': !grantable.includes(permission),
    });
    return { permission, input, element: h('label', { class: 'check' }, input, label) };
  });
  return {
    elements: boxes.map(({ element }) => element),
    read: () => boxes.filter(({ input }) => input.checked).map(({ permission }) => permission),
    set: (permissions) =>
      boxes.forEach(({ permission, input }) => {
        input.checked = permissions.includes(permission);
      }),
    disable: (all) =>
      boxes.forEach(({ permission, input }) => {
        input.disabled = all || !grantable.includes(permission);
      }),
  };
}
