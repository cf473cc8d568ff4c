// The button that has the mail with the link sent once more.

import { h } from './dom.js';

/** `tell(text)` hears what became of it. */
export function resendButton(account, tell) {
  const button = h('button', { class: 'link', type: 'button', testid: 'verify-resend' }, 'Send again');
  button.addEventListener('click', async () => {
    if (button.disabled) return;
    button.disabled = true;
    try {
      await account.resend();
      tell('Sent. It can take a few minutes; please look into the spam folder as well.');
    } catch (problem) {
      tell(problem.code === 'conflict' ? 'There is nothing to confirm any more.' : problem.message);
    } finally {
      button.disabled = false;
    }
  });
  return button;
}
