// Where messages are written. Each chat keeps its own draft, and what it answers.

import { callNames, EVERYONE, mentionsIn } from '../mentions.js';
import { senderName } from '../naming.js';
import { may } from '../permissions.js';
import { composerBar } from './composer-bar.js';
import { contextStrip } from './composer-context.js';
import { h, setText } from './dom.js';
import { icon } from './icons.js';
import { mentionList } from './mention-list.js';
import { attempt } from './notice.js';
import { namedIn } from './text.js';

const COUNTER_FROM = 200;
const WIDE = '(min-width: 760px)';
const NEW_DRAFT = { text: '', replyTo: null, edit: null };

/** `sent()` after a message was put on its way; `openMore(anchor)` shows what else can be sent. */
export function composer(client, { sent, openMore }) {
  const { store } = client;
  const drafts = new Map();
  let chatId = null;
  /** `closed`, `waiting`, or null when one can write. */
  let barred = null;

  const input = h('textarea', {
    class: 'composer-input',
    rows: '1',
    testid: 'composer',
    'aria-label': 'Message',
    'aria-autocomplete': 'list',
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
  const button = h('button', {
    class: 'button round accent',
    type: 'submit',
    testid: 'send',
    disabled: true,
  });
  const more = h(
    'button',
    {
      class: 'button round',
      type: 'button',
      testid: 'composer-more',
      'aria-label': 'More to send',
      title: 'More to send',
      on: { click: () => openMore(more) },
    },
    icon('plus'),
  );
  const context = contextStrip(cancel);
  const bar = composerBar(() => store.open && render(store.open));
  const names = mentionList(input, {
    people: () => [...client.members.known(chatId), ...everyone()],
    asked: () => client.members.ask(chatId),
    inserted: refresh,
  });
  const box = h('div', { class: 'composer-box' }, more, input, counter);
  const element = h(
    'form',
    { class: 'composer', on: { submit } },
    h('div', { class: 'composer-field' }, names.element, bar.element, context.element, box),
    button,
  );

  input.addEventListener('input', () => {
    refresh();
    names.refresh();
    // An edit is no message that others wait for.
    if (!draft().edit) client.typist.typed(chatId, input.value);
  });
  input.addEventListener('blur', () => client.typist.stopped());
  input.addEventListener('keydown', (event) => {
    if (event.isComposing || names.key(event)) return;
    if (event.key === 'Escape' && cancel()) event.preventDefault();
    if (event.key === 'ArrowUp' && input.value === '' && editLast()) event.preventDefault();
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    element.requestSubmit();
  });

  function draft() {
    return drafts.get(chatId) ?? NEW_DRAFT;
  }

  function setDraft(fields) {
    drafts.set(chatId, { ...draft(), ...fields });
    const { text, edit } = draft();
    input.value = edit ? edit.text : text;
    refresh();
  }

  async function submit(event) {
    event.preventDefault();
    if (!chatId || !sendable()) return;
    const { edit } = draft();
    if (edit) await saveEdit(edit);
    else send();
  }

  function send() {
    const chat = store.chat(chatId);
    if (chat) chat.unreadFrom = null;
    client.outbox.add(chatId, content());
    client.typist.sent();
    setDraft({ text: '', replyTo: null });
    sent();
    input.focus();
  }

  /** What would be sent now. */
  function content() {
    const text = input.value.trim();
    const { replyTo } = draft();
    const mentions = mentionsIn(text, named());
    return {
      type: 'text',
      text,
      ...(replyTo && { replyToId: replyTo.id }),
      ...(mentions.length > 0 && { mentions }),
    };
  }

  async function saveEdit({ message, text }) {
    const now = { text: text.trim(), mentions: mentionsIn(text, [...named(), ...namedIn(message, store)]) };
    const at = chatId;
    button.disabled = true;
    const saved =
      now.text === message.text || (await attempt(() => client.actions.edit(at, message.id, now)));
    if (saved && drafts.get(at)?.edit?.message.id === message.id) {
      drafts.set(at, { ...drafts.get(at), edit: null });
      if (at === chatId) setDraft({});
    } else refresh();
  }

  function everyone() {
    const chat = store.chat(chatId);
    const allowed = chat && chat.info.type !== 'direct' && may(chat.info, 'mentionAll');
    return allowed ? [{ id: EVERYONE, displayName: 'all', about: 'everyone here' }] : [];
  }

  function named() {
    const people = [...client.members.known(chatId), ...everyone()];
    return people.map((person) => ({ id: person.id, names: callNames(person) }));
  }

  /** Leaves the edit, or the message answered; false when there was neither. */
  function cancel() {
    const { edit, replyTo } = draft();
    if (!edit && !replyTo) return false;
    setDraft(edit ? { edit: null } : { replyTo: null });
    input.focus();
    return true;
  }

  function reply(message) {
    if (barred === 'closed') return;
    setDraft({ replyTo: message, edit: null });
    input.focus();
  }

  function edit(message) {
    setDraft({ edit: { message, text: message.text } });
    input.focus();
    input.setSelectionRange(input.value.length, input.value.length);
  }

  function editLast() {
    const { edit: busy, replyTo } = draft();
    const last = store
      .chat(chatId)
      ?.messages.findLast(({ senderId, text, deletedAt }) => senderId === store.me.id && text && !deletedAt);
    if (!last || busy || replyTo || barred === 'closed') return false;
    edit(last);
    return true;
  }

  function left() {
    const limit = store.config.limits?.textCharacters ?? 8_000;
    return limit - [...input.value.trim()].length;
  }

  function sendable() {
    return input.value.trim() !== '' && left() >= 0 && (barred === null || Boolean(draft().edit));
  }

  function refresh() {
    const { edit: editing, replyTo } = draft();
    const kept = editing ? { edit: { ...editing, text: input.value } } : { text: input.value };
    drafts.set(chatId, { ...draft(), ...kept });
    input.style.height = 'auto';
    input.style.height = `${input.scrollHeight}px`;
    const remaining = left();
    counter.hidden = remaining > COUNTER_FROM;
    counter.classList.toggle('over', remaining < 0);
    setText(counter, counter.hidden ? '' : String(remaining));
    button.disabled = !sendable();
    more.hidden = Boolean(editing);
    box.hidden = barred === 'closed' && !editing;
    button.hidden = box.hidden;
    button.replaceChildren(icon(editing ? 'sent' : 'send'));
    button.setAttribute('aria-label', editing ? 'Save' : 'Send');
    context.show(editing, replyTo, replyTo && senderName(store, replyTo));
  }

  /** Follows what becomes of the chat. */
  function render({ info }) {
    const next = bar.show(info, client.outbox.hold(info.id));
    if (next === barred) return;
    barred = next;
    refresh();
  }

  /** Turns to another chat. */
  function show(id) {
    chatId = id;
    barred = null;
    const { text, edit: editing } = draft();
    input.value = editing ? editing.text : text;
    requestAnimationFrame(refresh);
    // On a phone the keyboard would cover what has just been opened.
    if (id && matchMedia(WIDE).matches) requestAnimationFrame(() => input.focus());
  }

  return {
    element,
    show,
    render,
    reply,
    edit,
    content,
    clear: () => setDraft(NEW_DRAFT),
    focus: () => input.focus(),
  };
}
