// The page without a session: one card, and in it one form after another.

import { h, setText } from './dom.js';
import { codeForm } from './code-form.js';
import { forgotForm } from './forgot-form.js';
import { loginForm } from './login-form.js';
import { mark } from './mark.js';
import { registerForm } from './register-form.js';
import { resetForm } from './reset-form.js';

/**
 * `notice` is said above the form. With a `reset` token it begins with a new password; who is signed
 * in meanwhile goes `back()` from there.
 */
export function showSignIn(root, session, { notice = null, reset = null, back = null } = {}) {
  const said = h('p', { class: 'notice', testid: 'notice', role: 'status', hidden: true });
  const place = h('div', { class: 'signin-form' });
  const say = (text) => {
    setText(said, text ?? '');
    said.hidden = !text;
  };
  const show = (form) => {
    say(null);
    place.replaceChildren(form);
    form.querySelector('input')?.focus();
  };
  const ways = {
    say,
    toLogin: back ?? (() => show(loginForm(session, ways))),
    toRegister: () => show(registerForm(session, ways)),
    toForgot: (email) => show(forgotForm(ways, email)),
    toCode: (login) => show(codeForm(session, ways, login)),
  };
  root.replaceChildren(signInCard('signin', said, place));
  if (reset) show(resetForm(session, ways, reset));
  else ways.toLogin();
  say(notice);
  return () => root.replaceChildren();
}

/** The card in the middle of an otherwise empty page. */
export function signInCard(testid, ...children) {
  return h(
    'main',
    { class: 'signin', testid },
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
      children,
    ),
  );
}
