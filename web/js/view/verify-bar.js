// Above the chats, until the e-mail address is confirmed.

import { h, setText } from './dom.js';
import { resendButton } from './resend.js';

export function verifyBar(client) {
  const text = h('span', { role: 'status' });
  const element = h(
    'div',
    { class: 'verify-bar', testid: 'verify-bar', hidden: true },
    text,
    resendButton(client.account, (line) => setText(text, line)),
  );
  let address = null;

  function render({ email, emailVerified, pendingEmail }) {
    element.hidden = !email || emailVerified !== false;
    const next = pendingEmail ?? email;
    if (element.hidden || next === address) return;
    address = next;
    setText(text, `Confirm your e-mail address: we sent a mail to ${address}.`);
  }

  return { element, render };
}
