// What I let others know of me.

import { h } from './dom.js';
import { attempt } from './notice.js';
import { openPopover } from './popover.js';

export async function openSettings(anchor, client) {
  await attempt(async () => {
    const settings = await client.settings();
    const receipts = h('input', {
      type: 'checkbox',
      testid: 'setting-receipts',
      '.checked': settings.readReceiptsEnabled !== false,
    });
    receipts.addEventListener('change', async () => {
      const readReceiptsEnabled = receipts.checked;
      if (!(await attempt(() => client.settings({ readReceiptsEnabled }))))
        receipts.checked = !readReceiptsEnabled;
    });
    openPopover(
      anchor,
      h(
        'div',
        { class: 'settings' },
        h('label', { class: 'check' }, receipts, 'Read receipts'),
        h(
          'p',
          { class: 'field-hint' },
          'Without them nobody sees what you have read, and you do not see what others have.',
        ),
      ),
      { label: 'Settings', testid: 'settings' },
    );
  });
}
