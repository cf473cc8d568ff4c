// Another password.

import { form } from '../form.js';
import { newPasswordField, passwordField, revealer } from '../password-field.js';
import { note, section } from './section.js';

export function passwordSection(client) {
  const { account, store } = client;
  const current = passwordField({ name: 'currentPassword', label: 'Your password now' });
  const next = newPasswordField({ personal: () => [store.me.username, store.me.email] });
  const send = async () => {
    await account.changePassword(current.input.value, next.input.value);
    current.input.value = '';
    next.input.value = '';
  };
  return section(
    { title: 'Password', testid: 'password-section' },
    note('Your other devices are logged out when you change it.'),
    form({
      testid: 'password-form',
      fields: [current, next],
      parts: [current.element, next.element, revealer(current, next)],
      submit: 'Change the password',
      style: 'primary',
      send,
      done: 'Your password is changed.',
      refusals: {
        invalid_credentials: ['currentPassword', 'This is not your password.'],
        conflict: [null, 'You log in with another service: your password is kept there.'],
      },
    }),
  );
}
