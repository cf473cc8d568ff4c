// Making an account.

import { field } from './field.js';
import { form, wayOut } from './form.js';
import { newPasswordField, revealer } from './password-field.js';

export function registerForm(session, { toLogin }) {
  const plain = { autocapitalize: 'none', spellcheck: 'false', required: true };
  const username = field({ name: 'username', label: 'Username', autocomplete: 'username', ...plain });
  const displayName = field({
    name: 'displayName',
    label: 'Name others see',
    autocomplete: 'name',
    placeholder: 'Optional',
  });
  const email = field({ name: 'email', label: 'E-mail', type: 'email', autocomplete: 'email', ...plain });
  const password = newPasswordField({
    name: 'password',
    label: 'Password',
    personal: () => [username.input.value, email.input.value],
  });
  const fields = [username, displayName, email, password];
  return form({
    testid: 'register-form',
    fields,
    parts: [...fields.map(({ element }) => element), revealer(password)],
    submit: 'Create account',
    send: () =>
      session.register({
        username: username.input.value.trim(),
        displayName: displayName.input.value.trim(),
        email: email.input.value.trim(),
        password: password.input.value,
      }),
    refusals: { conflict: ['email', 'There is an account with this address already.'] },
    below: wayOut('Already have an account?', 'Sign in', 'to-login', toLogin),
  });
}
