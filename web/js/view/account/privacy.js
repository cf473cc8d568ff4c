// What others may know, what I am told of, how the page looks. Each change is saved at once.

import { ownTimeZone, quietHours, timeZones } from '../../preferences.js';
import { LANGUAGES, THEMES, WHO } from '../../words.js';
import { h } from '../dom.js';
import { field } from '../field.js';
import { section } from './section.js';

const NIGHT = { from: '22:00', to: '07:00' };

export function privacySection(client) {
  const { preferences } = client;
  let settings = null;
  const choice = (name, label, names) => {
    const made = field({ name, label, options: Object.entries(names) });
    made.input.addEventListener('change', () => save({ [name]: made.input.value }));
    const show = () => {
      made.input.value = settings[name] ?? Object.keys(names)[0];
    };
    return { ...made, show };
  };
  const box = (name, testid, label, hint) => {
    const input = h('input', { type: 'checkbox', testid });
    input.addEventListener('change', () => save({ [name]: input.checked }));
    const element = h('div', {}, h('label', { class: 'check' }, input, label), hint && note(hint));
    const show = () => {
      input.checked = settings[name] !== false;
    };
    return { element, show };
  };
  const quiet = quietPart((value) => save({ quietHours: value }));
  const groups = [
    [
      'What others may know',
      [
        choice('profileVisibility', 'Who sees my full name, picture and text about me', WHO),
        choice('lastSeenVisibility', 'Who sees when I am here', WHO),
        box(
          'readReceiptsEnabled',
          'setting-receipts',
          'Read receipts',
          'Without them nobody sees what you have read, and you do not see what others have.',
        ),
      ],
    ],
    [
      'What I am told of',
      [
        box('emailNotifications', 'setting-mails', 'Mails about invitations'),
        box('pushNotifications', 'setting-push', 'Notifications on my devices'),
        quiet,
      ],
    ],
    [
      'How it looks',
      [
        choice('theme', 'Colours', THEMES),
        choice('language', 'Language of mails and notifications', LANGUAGES),
      ],
    ],
  ];
  const parts = groups.flatMap(([, each]) => each);
  const place = h(
    'fieldset',
    { class: 'form', disabled: true, 'aria-label': 'Settings' },
    groups.map(([title, each]) =>
      h(
        'div',
        { class: 'settings-group' },
        h('h4', {}, title),
        each.map(({ element }) => element),
      ),
    ),
  );
  const part = section({ title: 'Privacy and notifications', testid: 'privacy-section' }, place);
  part.run(async () => take(await preferences.load()));

  function take(next) {
    settings = next;
    parts.forEach((each) => each.show(settings));
    place.disabled = false;
  }

  async function save(fields) {
    if (await part.run(async () => take(await preferences.change(fields)))) part.tell('Saved.');
    // What was refused goes back.
    else if (settings) take(settings);
  }

  return { element: part.element };
}

/** Hours in which nothing disturbs. `save(value)` with null turns them off. */
function quietPart(save) {
  const time = (name, label) => field({ name, label, type: 'time', value: NIGHT[name], required: true });
  const from = time('from', 'From');
  const to = time('to', 'To');
  const zones = timeZones().map((zone) => [zone, zone.replaceAll('_', ' ')]);
  const zone = field({ name: 'timeZone', label: 'Time zone', options: zones });
  const on = h('input', { type: 'checkbox', testid: 'setting-quiet' });
  const hours = h('div', { class: 'quiet-hours', hidden: true }, from.element, to.element, zone.element);
  const changed = () => {
    hours.hidden = !on.checked;
    const values = { from: from.input.value, to: to.input.value, timeZone: zone.input.value };
    const value = quietHours(on.checked, values);
    to.complain(on.checked && values.from === values.to ? 'Please choose another time.' : null);
    if (value !== undefined) save(value);
  };
  for (const input of [on, from.input, to.input, zone.input]) input.addEventListener('change', changed);

  function show({ quietHours: held }) {
    on.checked = Boolean(held);
    hours.hidden = !held;
    from.input.value = held?.from ?? NIGHT.from;
    to.input.value = held?.to ?? NIGHT.to;
    if (held && !zones.some(([each]) => each === held.timeZone)) {
      zone.input.append(h('option', { value: held.timeZone }, held.timeZone));
    }
    zone.input.value = held?.timeZone ?? ownTimeZone();
  }

  return { element: h('div', {}, h('label', { class: 'check' }, on, 'Quiet hours'), hours), show };
}

function note(text) {
  return h('p', { class: 'field-hint' }, text);
}
