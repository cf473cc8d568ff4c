// What is shown: rows, names, times, links.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colourOf, dayLabel, initials, listTime } from '../../../web/js/format.js';
import { splitLinks } from '../../../web/js/links.js';
import { timelineRows } from '../../../web/js/timeline.js';
import { message } from './support.mjs';

test('rows: days, groups of one sender, the unread line, pending last', () => {
  const early = message(1, { createdAt: '2026-04-30T12:00:00.000Z' });
  const list = [early, message(2), message(3), message(4, { senderId: 'me', clientMessageId: 'k4' })];
  const waiting = [
    { clientMessageId: 'k5', text: 'soon', createdAt: message(5).createdAt, state: 'sending' },
  ];
  const rows = timelineRows(list, waiting, { me: 'me', unreadFrom: 3 });
  assert.deepEqual(
    rows.map(({ kind }) => kind),
    ['day', 'bubble', 'day', 'bubble', 'unread', 'bubble', 'bubble', 'bubble'],
  );
  assert.deepEqual(
    rows.slice(-2).map(({ key, first, last }) => [key, first, last]),
    [
      ['own:k4', true, false],
      ['own:k5', false, true],
    ],
  );
  assert.equal(new Set(rows.map(({ key }) => key)).size, rows.length);
});

test('names, colours and times', () => {
  assert.equal(initials('Ana María Ferreira'), 'AF');
  assert.equal(initials('ben'), 'B');
  assert.equal(initials('  '), '?');
  assert.equal(initials('😀 smile'), '😀S');
  assert.equal(colourOf('u1'), colourOf('u1'));
  const now = new Date(2026, 4, 10, 9, 0);
  assert.equal(dayLabel(new Date(2026, 4, 10, 0, 5).toISOString(), now), 'Today');
  assert.equal(dayLabel(new Date(2026, 4, 9, 23, 59).toISOString(), now), 'Yesterday');
  assert.equal(dayLabel(new Date(2025, 4, 9).toISOString(), now, 'en-GB'), '9 May 2025');
  assert.equal(listTime(new Date(2026, 4, 6, 23, 59).toISOString(), now, 'en-GB'), 'Wed');
  assert.equal(listTime(null, now), '');
});

test('links are found without swallowing what follows, and nothing else is one', () => {
  const text = 'see https://example.org/a?b=1, or (http://x.test). javascript:alert(1)';
  const pieces = splitLinks(text);
  assert.equal(pieces.map((piece) => piece.text).join(''), text);
  assert.deepEqual(
    pieces.filter(({ href }) => href).map(({ href }) => href),
    ['https://example.org/a?b=1', 'http://x.test'],
  );
  assert.deepEqual(splitLinks('plain'), [{ text: 'plain' }]);
});
