// Where messages are written. Each chat keeps its own draft.

import { h, icon, setText } from './dom.js';

const COUNTER_FROM = 200;
const WIDE = '(min-width: 760px)';

export function composer(client, { sent }) {
  const { store } = client;
  const drafts = new Map();
  let chatId = null;

  const input = h('textarea', {
    class: 'composer-input',
    rows: '1',
    testid: 'composer',
    'aria-label': 'Message',
    placeholder: 'Write a message',
    autocomplete: 'off',
    enterkeyhint: 'send',
  });
  const counter = h('span', {
    class: 'composer-counter',
    testid: 'composer-counter',
    role: 'status',
    hidden: true,
  });
  const button = h(
    'button',
    { class: 'button round accent', type: 'submit', testid: 'send', 'aria-label': 'Send', disabled: true },
    icon('send'),
  );
  const element = h(
    'form',
    { class: 'composer', on: { submit } },
    h('div', { class: 'composer-box' }, input, counter),
    button,
  );

  input.addEventListener('input', refresh);
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    element.requestSubmit();
  });

  function submit(event) {
    event.preventDefault();
    if (!chatId || !sendable()) return;
    const chat = store.chat(chatId);
    if (chat) chat.unreadFrom = null;
    client.outbox.add(chatId, input.value.trim());
    input.value = '';
    refresh();
    sent();
    input.focus();
  }

  function left() {
    const limit = store.config.limits?.textCharacters ?? 8_000;
    return limit - [...input.value.trim()].length;
  }

  function sendable() {
    return input.value.trim() !== '' && left() >= 0;
  }

  function refresh() {
    drafts.set(chatId, input.value);
    input.style.height = 'auto';
    input.style.height = `${input.scrollHeight}px`;
    const remaining = left();
    counter.hidden = remaining > COUNTER_FROM;
    counter.classList.toggle('over', remaining < 0);
    setText(counter, counter.hidden ? '' : String(remaining));
    button.disabled = !sendable();
  }

  /** Turns to another chat. */
  function show(id) {
    chatId = id;
    input.value = drafts.get(id) ?? '';
    requestAnimationFrame(refresh);
    // On a phone the keyboard would cover what has just been opened.
    if (id && matchMedia(WIDE).matches) requestAnimationFrame(() => input.focus());
  }

  return { element, show };
}
