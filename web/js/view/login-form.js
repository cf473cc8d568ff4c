// Signing in, with a way to everything for who cannot.

import { field } from './field.js';
import { form, wayOut } from './form.js';
import { passwordField } from './password-field.js';

export function loginForm(session, { toRegister, toForgot, toCode }) {
  const identifier = field({
    name: 'identifier',
    label: 'Username or e-mail',
    autocomplete: 'username',
    autocapitalize: 'none',
    spellcheck: 'false',
    required: true,
  });
  const password = passwordField();
  const send = async () => {
    const login = { identifier: identifier.input.value.trim(), password: password.input.value };
    try {
      await session.login(login.identifier, login.password);
    } catch (problem) {
      if (problem.code !== 'mfa_required') throw problem;
      toCode(login);
    }
  };
  return form({
    testid: 'login-form',
    fields: [identifier, password],
    submit: 'Sign in',
    send,
    refusals: { invalid_credentials: [null, 'That name and password do not go together.'] },
    below: [
      wayOut(null, 'Forgot your password?', 'to-forgot', () => {
        const typed = identifier.input.value.trim();
        toForgot(typed.includes('@') ? typed : '');
      }),
      wayOut('New here?', 'Create an account', 'to-register', toRegister),
    ],
  });
}
