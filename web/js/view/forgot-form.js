// A password forgotten. Whether there is such an account is not told to whoever asks.

import { forgotPassword } from '../auth.js';
import { h } from './dom.js';
import { field } from './field.js';
import { form, wayOut } from './form.js';

export function forgotForm({ toLogin, toForgot }, typed = '') {
  const email = field({
    name: 'email',
    label: 'E-mail',
    type: 'email',
    autocomplete: 'email',
    autocapitalize: 'none',
    spellcheck: 'false',
    required: true,
    value: typed,
  });
  const element = form({
    testid: 'forgot-form',
    fields: [email],
    parts: [
      h(
        'p',
        { class: 'form-text' },
        'Tell us your e-mail address, and we send you a link for a new password.',
      ),
      email.element,
    ],
    submit: 'Send the link',
    send: async () => {
      const address = email.input.value.trim();
      await forgotPassword(address);
      element.replaceWith(sent(address, { toLogin, toForgot }));
    },
    below: wayOut(null, 'Back to sign in', 'to-login', toLogin),
  });
  return element;
}

function sent(address, { toLogin, toForgot }) {
  return h(
    'div',
    { class: 'form', role: 'status', testid: 'forgot-sent' },
    h(
      'p',
      {},
      `If there is an account with ${address}, a mail with a link is on its way to you. It can take a few minutes; please look into the spam folder as well.`,
    ),
    wayOut('Nothing came?', 'Ask again', 'ask-again', () => toForgot(address)),
    wayOut(null, 'Back to sign in', 'to-login', toLogin),
  );
}
