// Sign in and register: one card, two forms.

import { field, showProblem } from './field.js';
import { h, setText } from './dom.js';
import { mark } from './mark.js';

export function showSignIn(root, session) {
  const notice = h(
    'p',
    { class: 'notice', testid: 'notice', role: 'status', hidden: true },
    'Your session has ended. Please sign in again.',
  );
  notice.show = () => {
    notice.hidden = false;
  };
  const place = h('div', { class: 'signin-form' });
  const show = (form) => {
    place.replaceChildren(form);
    form.querySelector('input').focus();
  };
  const toLogin = () => show(loginForm(session, toRegister));
  const toRegister = () => show(registerForm(session, toLogin));
  root.replaceChildren(
    h(
      'main',
      { class: 'signin', testid: 'signin' },
      h(
        'section',
        { class: 'signin-card' },
        h(
          'header',
          { class: 'signin-head' },
          mark(),
          h('h1', {}, 'Banter'),
          h('p', {}, 'Talk to your people.'),
        ),
        notice,
        place,
      ),
    ),
  );
  toLogin();
  return () => root.replaceChildren();
}

function loginForm(session, other) {
  const identifier = field({
    name: 'identifier',
    label: 'Username or e-mail',
    autocomplete: 'username',
    autocapitalize: 'none',
    spellcheck: 'false',
    required: true,
  });
  const password = field({
    name: 'password',
    label: 'Password',
    type: 'password',
    autocomplete: 'current-password',
    required: true,
  });
  return form({
    testid: 'login-form',
    fields: [identifier, password],
    submit: 'Sign in',
    send: () => session.login(identifier.input.value.trim(), password.input.value),
    other: ['New here?', 'Create an account', 'to-register', other],
  });
}

function registerForm(session, other) {
  const plain = { autocapitalize: 'none', spellcheck: 'false', required: true };
  const username = field({ name: 'username', label: 'Username', autocomplete: 'username', ...plain });
  const displayName = field({
    name: 'displayName',
    label: 'Name others see',
    autocomplete: 'name',
    placeholder: 'Optional',
  });
  const email = field({ name: 'email', label: 'E-mail', type: 'email', autocomplete: 'email', ...plain });
  const password = field({
    name: 'password',
    label: 'Password',
    type: 'password',
    autocomplete: 'new-password',
    hint: 'At least 12 characters.',
    required: true,
  });
  return form({
    testid: 'register-form',
    fields: [username, displayName, email, password],
    submit: 'Create account',
    send: () =>
      session.register({
        username: username.input.value.trim(),
        displayName: displayName.input.value.trim(),
        email: email.input.value.trim(),
        password: password.input.value,
      }),
    other: ['Already have an account?', 'Sign in', 'to-login', other],
  });
}

function form({ testid, fields, submit, send, other }) {
  const [question, answer, answerId, go] = other;
  const general = h('p', { class: 'form-problem', role: 'alert', testid: 'form-problem', hidden: true });
  const complain = (text) => {
    setText(general, text ?? '');
    general.hidden = !text;
  };
  const button = h('button', { class: 'button primary wide', type: 'submit', testid: 'submit' }, submit);
  const onSubmit = async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    complain(null);
    fields.forEach((each) => each.complain(null));
    const empty = fields.find(({ input }) => input.required && input.value.trim() === '');
    if (empty) {
      empty.complain('Please fill this in.');
      empty.input.focus();
      return;
    }
    button.disabled = true;
    try {
      await send();
    } catch (problem) {
      showProblem(problem, fields, complain);
    } finally {
      button.disabled = false;
    }
  };
  return h(
    'form',
    { testid, novalidate: true, on: { submit: onSubmit } },
    fields.map(({ element }) => element),
    general,
    button,
    h(
      'p',
      { class: 'signin-other' },
      `${question} `,
      h('button', { class: 'link', type: 'button', testid: answerId, on: { click: go } }, answer),
    ),
  );
}
