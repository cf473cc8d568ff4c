// In place of the chats, where the server lets nobody chat before the e-mail address is confirmed.

import { Account } from '../account.js';
import { Api } from '../api.js';
import { openChangeAddress } from './change-address.js';
import { closeDialogs } from './dialog.js';
import { h, setText } from './dom.js';
import { wayOut } from './form.js';
import { resendButton } from './resend.js';
import { signInCard } from './signin.js';

export function showConfirmEmail(root, session) {
  const account = new Account(new Api(session), session);
  const text = h('p', {});
  const said = h('p', { class: 'form-done', role: 'status', testid: 'confirm-said' });
  const tell = (line) => setText(said, line);
  const go = h(
    'button',
    { class: 'button primary wide', type: 'button', testid: 'confirmed' },
    'I have confirmed',
  );
  go.addEventListener('click', async () => {
    go.disabled = true;
    tell('');
    try {
      // With the address confirmed this page is gone after it.
      await session.refresh();
      tell('It is not confirmed yet. Please open the link in the mail.');
    } catch (problem) {
      tell(problem.message);
    } finally {
      go.disabled = false;
    }
  });
  const listeners = new AbortController();
  const render = () => {
    const { email, pendingEmail } = session.user ?? {};
    setText(
      text,
      `We sent a mail to ${pendingEmail ?? email}. Please open the link in it, then you can chat.`,
    );
  };
  session.addEventListener('user', render, { signal: listeners.signal });
  render();
  root.replaceChildren(
    signInCard(
      'confirm-page',
      h(
        'div',
        { class: 'form' },
        h('h2', {}, 'Confirm your e-mail address'),
        text,
        go,
        said,
        h('p', { class: 'form-other' }, 'Nothing came? ', resendButton(account, tell)),
        wayOut('Is the address wrong?', 'Change it', 'change-address', () => openChangeAddress(account)),
        wayOut(null, 'Log out', 'log-out', () => session.logout()),
      ),
    ),
  );
  go.focus();
  return () => {
    listeners.abort();
    closeDialogs();
    root.replaceChildren();
  };
}
