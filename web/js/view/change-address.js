// The dialog for another e-mail address. The one before stays until the new one is confirmed.

import { confirm } from './confirm.js';
import { field } from './field.js';
import { passwordField } from './password-field.js';

export function openChangeAddress(account, done = () => {}) {
  const email = field({
    name: 'email',
    label: 'New e-mail address',
    type: 'email',
    autocomplete: 'email',
    autocapitalize: 'none',
    spellcheck: 'false',
    required: true,
  });
  const password = passwordField({ name: 'currentPassword', label: 'Your password' });
  confirm({
    title: 'Change the e-mail address',
    text: 'We send a mail with a link to the new address. It takes the place of the old one once you have opened that.',
    testid: 'email-dialog',
    label: 'Send the mail',
    danger: false,
    fields: [email, password],
    refusals: {
      invalid_credentials: ['currentPassword', 'This is not your password.'],
      conflict: ['email'],
    },
    run: async () => {
      await account.change({ email: email.input.value.trim(), currentPassword: password.input.value });
      done();
    },
  });
}
