// A short look at another message: above a reply, in a list.

import { lineOf, senderName } from '../naming.js';
import { h, setText } from './dom.js';

/** `pressed(messageId)` leads to the message. */
export function quoteView(client, pressed) {
  const { store } = client;
  const name = h('strong', { class: 'quote-name' });
  const line = h('span', { class: 'quote-line', testid: 'quote-line' });
  const element = h(
    'button',
    { class: 'quote', type: 'button', testid: 'quote', hidden: true, on: { click: () => pressed(id) } },
    name,
    line,
  );
  let id = null;

  function show(chat, replyToId) {
    id = replyToId ?? null;
    element.hidden = !id;
    if (!id) return;
    const message = store.message(chat.info.id, id);
    const missing = chat.missing.has(id) || chat.hidden.has(id);
    if (!message && !missing && store.online) client.history.want(chat.info.id, id).catch(() => {});
    setText(name, message ? senderName(store, message) : '');
    setText(line, message ? lineOf(message) : missing ? 'This message is not available' : '…');
    element.disabled = !message;
    element.setAttribute(
      'aria-label',
      message ? `Answers ${name.textContent}: ${line.textContent}` : line.textContent,
    );
  }

  return { element, show };
}
