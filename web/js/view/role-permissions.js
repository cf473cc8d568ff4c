// The dialog that says what each role of a chat may do.

import { may, PERMISSIONS, permissionsOf, usualPermissions } from '../permissions.js';
import { rolesToSet } from '../ranks.js';
import { ROLE_NAMES } from '../words.js';
import { openDialog } from './dialog.js';
import { h } from './dom.js';
import { permissionBoxes } from './member-acts.js';

export function openRolePermissions(client, chat) {
  const { info } = chat;
  const grantable = PERMISSIONS.filter((permission) => may(info, permission));
  const parts = rolesToSet(info).map((role) => {
    const boxes = permissionBoxes(permissionsOf(info, role), grantable);
    const element = h(
      'section',
      { class: 'boxes', testid: `role-${role}` },
      h('h3', {}, `${ROLE_NAMES[role]}s`),
      boxes.elements,
    );
    return { role, boxes, element };
  });
  const dialog = openDialog(
    { title: 'What roles may do', testid: 'roles-dialog', submit },
    parts.map(({ element }) => element),
    h('button', { class: 'button primary wide', type: 'submit', testid: 'confirm' }, 'Save'),
  );

  async function submit() {
    const roles = { ...info.rolePermissions };
    for (const { role, boxes } of parts) {
      const permissions = boxes.read();
      // A role that may what is usual goes on following what is usual.
      if (same(permissions, usualPermissions(info, role))) delete roles[role];
      else roles[role] = permissions;
    }
    const said = Object.keys(roles).length > 0 ? roles : null;
    await client.chats.change(info.id, { rolePermissions: said });
    dialog.close();
  }
}

function same(one, other) {
  return one.length === other.length && one.every((permission) => other.includes(permission));
}
