// All that is stored of me as a file, and the end of my account.

import { exportName } from '../../export.js';
import { counted } from '../../words.js';
import { confirm } from '../confirm.js';
import { h } from '../dom.js';
import { passwordField } from '../password-field.js';
import { note, section } from './section.js';

export function dataSection(client) {
  const { account, store } = client;
  const download = h(
    'button',
    { class: 'button', type: 'button', testid: 'export', on: { click: save } },
    'Download my data',
  );
  const part = section(
    { title: 'Your data', testid: 'data-section' },
    note('Your profile, settings, devices, chats and all messages you have written, as one JSON file.'),
    download,
    h('h4', {}, 'Delete the account'),
    note('It cannot be undone. Your messages stay, without your name.'),
    h(
      'button',
      { class: 'button danger', type: 'button', testid: 'delete-account', on: { click: ask } },
      'Delete my account…',
    ),
  );

  async function save() {
    download.disabled = true;
    await part.run(async () => {
      const told = (count) => part.tell(`${counted(count, 'message')}…`);
      const whole = await account.export(told);
      offer(new Blob([JSON.stringify(whole, null, 2)], { type: 'application/json' }));
      part.tell(`Downloaded, with ${counted(whole.messages.length, 'message')}.`);
    });
    download.disabled = false;
  }

  function offer(file) {
    const url = URL.createObjectURL(file);
    const link = h('a', { href: url, download: exportName(store.me.username) });
    document.body.append(link);
    link.click();
    link.remove();
    // The browser reads it after this turn.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  function ask() {
    const password = passwordField({ label: 'Your password' });
    confirm({
      title: 'Delete your account?',
      text: 'This cannot be undone. You are logged out everywhere and leave all groups; your profile, settings and contacts are gone, and your name is free for others. Messages you have written stay, as of a deleted user.',
      testid: 'delete-account-dialog',
      label: 'Delete my account for good',
      fields: [password],
      refusals: { invalid_credentials: ['password', 'This is not your password.'] },
      run: () => account.remove(password.input.value),
    });
  }

  return { element: part.element };
}
