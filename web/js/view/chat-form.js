// The inputs for the fields of a group or channel.

import { choicesWith, SLOW_MODES, STAYS, tagsIn } from '../chat-fields.js';
import { HISTORIES, JOIN_POLICIES, kindOf, VISIBILITIES } from '../words.js';
import { field } from './field.js';
import { h } from './dom.js';

const MOST_MEMBERS = 10_000;

/** Inputs by field name, each with what the chat (`info`) has now, and how its value is read. */
export function chatInputs(info) {
  const kind = kindOf(info) === 'channel' ? 'Channel' : 'Group';
  const text = (name, label, more) => ({
    ...field({ name, label, value: info[name] ?? '', autocomplete: 'off', ...more }),
    read: (input) => input.value.trim() || null,
  });
  const choice = (name, label, names) => ({
    ...field({ name, label, options: Object.entries(names), value: info[name] ?? Object.keys(names)[0] }),
    read: (input) => input.value,
  });
  const seconds = (name, label, choices, none) => ({
    ...field({ name, label, options: choicesWith(choices, info[name]), value: info[name] ?? 0 }),
    read: (input) => Number(input.value) || none,
  });
  return {
    name: text('name', `${kind} name`, { maxlength: '100' }),
    description: text('description', 'Description', { rows: '2', maxlength: '500' }),
    avatarUrl: text('avatarUrl', 'Address of a picture', { type: 'url', placeholder: 'https://' }),
    visibility: choice('visibility', 'Who can find it', VISIBILITIES),
    joinPolicy: choice('joinPolicy', 'Who can join', JOIN_POLICIES),
    historyVisibility: choice('historyVisibility', 'New members read', HISTORIES),
    disappearAfterSeconds: seconds('disappearAfterSeconds', 'Messages stay', STAYS, null),
    slowModeSeconds: seconds('slowModeSeconds', 'Slow mode', SLOW_MODES, 0),
    maxMembers: {
      ...field({
        name: 'maxMembers',
        label: 'Most members',
        type: 'number',
        min: '2',
        max: String(MOST_MEMBERS),
        value: info.maxMembers ?? '',
      }),
      read: (input) => (input.value === '' ? null : Number(input.value)),
    },
    rules: text('rules', 'Rules', { rows: '3', maxlength: '2000' }),
    tags: {
      ...field({
        name: 'tags',
        label: 'Tags',
        hint: 'Words by which it is found, with commas between.',
        value: (info.tags ?? []).join(', '),
        autocomplete: 'off',
      }),
      read: (input) => tagsIn(input.value),
    },
  };
}

/** What stands in the inputs. */
export function valuesOf(inputs) {
  return Object.fromEntries(Object.entries(inputs).map(([name, { input, read }]) => [name, read(input)]));
}

/** Inputs folded away below a line. */
export function fold(summary, testid, ...children) {
  return h('details', { class: 'fold' }, h('summary', { testid }, summary), h('div', {}, children));
}
