// What a chat is to me: muted, pinned, archived, what is notified. Others do not see it.

import { moment } from '../format.js';
import { isMuted, isPinned, isPutAway } from '../list-order.js';
import { LEVELS } from '../words.js';
import { field } from './field.js';
import { h, setText } from './dom.js';
import { attempt } from './notice.js';

const HOUR_MS = 3_600_000;
const YEARS_MS = 10 * 365 * 24 * HOUR_MS;
const MUTES = [
  ['', 'no'],
  [HOUR_MS, 'for an hour'],
  [8 * HOUR_MS, 'for 8 hours'],
  [168 * HOUR_MS, 'for a week'],
  [YEARS_MS, 'until I undo it'],
];
const KEPT = 'kept';

export function mySettings(client, chatId) {
  const { chats, store } = client;
  const save = async (fields) => {
    await attempt(() => chats.settle(chatId, fields));
    // What was refused goes back.
    const chat = store.chat(chatId);
    if (chat) render(chat);
  };
  const mute = field({ name: 'mute', label: 'Mute', options: MUTES });
  const kept = h('option', { value: KEPT, hidden: true });
  const level = field({ name: 'level', label: 'Notify me of', options: Object.entries(LEVELS) });
  const box = (label, testid, name) => {
    const input = h('input', { type: 'checkbox', testid });
    input.addEventListener('change', () => save({ [name]: input.checked }));
    return { input, element: h('label', { class: 'check' }, input, label) };
  };
  const pinned = box('Pinned to the top of my chats', 'my-pinned', 'pinned');
  const archived = box('Archived: out of my chats', 'my-archived', 'archived');
  mute.input.append(kept);
  mute.input.addEventListener('change', () => {
    const { value } = mute.input;
    if (value === KEPT) return;
    save({ mutedUntil: value === '' ? null : new Date(Date.now() + Number(value)).toISOString() });
  });
  level.input.addEventListener('change', () => save({ notificationLevel: level.input.value }));
  const element = h(
    'section',
    { class: 'panel-section', testid: 'my-settings' },
    h('h3', {}, 'For me'),
    mute.element,
    level.element,
    pinned.element,
    archived.element,
  );

  function render({ info }) {
    const muted = isMuted(info);
    kept.hidden = !muted;
    if (muted) setText(kept, untilText(info.mySettings.mutedUntil));
    mute.input.value = muted ? KEPT : '';
    level.input.value = info.mySettings?.notificationLevel ?? 'all';
    pinned.input.checked = isPinned(info);
    archived.input.checked = isPutAway(info);
  }

  return { element, render };
}

function untilText(iso) {
  return Date.parse(iso) - Date.now() > YEARS_MS / 2 ? 'until I undo it' : `until ${moment(iso)}`;
}
