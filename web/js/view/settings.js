// The menu behind my face: a way to each part of my account.

import { openAccount, SECTIONS } from './account/account.js';
import { menu } from './menu.js';
import { openPopover } from './popover.js';

export function openSettings(anchor, client) {
  const items = SECTIONS.map(({ id, icon, label }) => ({
    icon,
    label,
    testid: `settings-${id}`,
    run: () => openAccount(client, id),
  }));
  const label = 'Account and settings';
  const close = openPopover(anchor, menu(items, { label, done: () => close() }), {
    label,
    testid: 'settings',
  });
}
