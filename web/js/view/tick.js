// How far an own message has come, and what to do when it did not go.

import { h, setText } from './dom.js';
import { icon } from './icons.js';

const STATUS_TEXT = {
  sending: 'Sending',
  failed: 'Not sent',
  sent: 'Sent',
  delivered: 'Delivered',
  read: 'Read',
};

export function tickView() {
  const element = h('span', { class: 'tick', testid: 'tick', role: 'img' });
  const show = (status) => {
    if (element.dataset.status === status) return;
    element.dataset.status = status;
    element.title = STATUS_TEXT[status];
    element.setAttribute('aria-label', STATUS_TEXT[status]);
    const name = { sending: 'clock', failed: 'close', sent: 'sent' }[status] ?? 'double';
    element.replaceChildren(icon(name));
  };
  return { element, show };
}

/** Below a message that was refused: why, and what can be done. */
export function failureView({ again, discard }) {
  const reason = h('span', {});
  const button = (label, testid, click) =>
    h('button', { class: 'link', type: 'button', testid, on: { click } }, label);
  const element = h(
    'div',
    { class: 'failure', testid: 'failure', hidden: true },
    reason,
    button('Try again', 'send-again', again),
    button('Discard', 'discard', discard),
  );
  const show = (pending) => {
    element.hidden = pending?.state !== 'failed';
    if (!element.hidden) setText(reason, `Not sent. ${pending.problem?.message ?? ''} `);
  };
  return { element, show };
}
