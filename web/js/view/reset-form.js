// A new password, for who came by the link in a mail.

import { resetPassword } from '../auth.js';
import { endedLine } from '../ended.js';
import { Problem } from '../problem.js';
import { h } from './dom.js';
import { form, wayOut } from './form.js';
import { newPasswordField, revealer } from './password-field.js';

const GONE =
  'This link is not valid any more: it was used before, or its time is over. Please ask for another.';

export function resetForm(session, { say, toLogin, toForgot }, token) {
  const password = newPasswordField();
  return form({
    testid: 'reset-form',
    fields: [password],
    parts: [
      h('p', { class: 'form-text' }, 'Please choose a new password. You are logged out on all devices.'),
      password.element,
      revealer(password),
    ],
    submit: 'Set the password',
    send: async () => {
      try {
        await resetPassword(token, password.input.value);
      } catch (problem) {
        throw aboutTheLink(problem) ? new Problem({ code: 'gone', detail: GONE }) : problem;
      }
      // The login in this browser, if there is one, has ended with all others.
      if (session.user) session.end('password_reset');
      else {
        toLogin();
        say(endedLine('password_reset'));
      }
    },
    below: [
      wayOut('Does the link not work?', 'Ask for another', 'to-forgot', () => toForgot('')),
      wayOut(null, 'Back', 'to-login', toLogin),
    ],
  });
}

function aboutTheLink({ errors }) {
  return errors.some(({ field }) => field === 'token');
}
