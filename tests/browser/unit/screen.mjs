// What is shown: rows, names, times, links.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  colourOf,
  dayLabel,
  fileSize,
  initials,
  lengthOf,
  listTime,
  playTime,
} from '../../../web/js/format.js';
import { isAddress, splitLinks } from '../../../web/js/links.js';
import { mentionQuery, mentionsIn, splitMentions, suggestions } from '../../../web/js/mentions.js';
import { lineOf } from '../../../web/js/naming.js';
import { possible } from '../../../web/js/permissions.js';
import { timelineRows } from '../../../web/js/timeline.js';
import { message } from './support.mjs';

test('rows: days, groups of one sender, the unread line, pending last', () => {
  const early = message(1, { createdAt: '2026-04-30T12:00:00.000Z' });
  const list = [early, message(2), message(3), message(4, { senderId: 'me', clientMessageId: 'k4' })];
  const waiting = [
    {
      clientMessageId: 'k5',
      content: { type: 'text', text: 'soon' },
      createdAt: message(5).createdAt,
      state: 'sending',
    },
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

test('only addresses of the web are followed', () => {
  assert.equal(isAddress('https://example.org/a'), true);
  for (const text of [
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc',
    'no address',
    null,
    undefined,
  ]) {
    assert.equal(isAddress(text), false);
  }
  assert.equal(isAddress('http://example.org/a', ['https:']), false);
});

test('names in a text: the longest that stands there, and no part of a word', () => {
  const named = [
    { id: 'a', names: ['Ann'] },
    { id: 'al', names: ['Ann Lee', 'annlee'] },
    { id: '@all', names: ['all'] },
  ];
  const text = 'Hi @ann lee, @Ann, @anna and me@ann.org: @ALL!';
  const pieces = splitMentions(text, named);
  assert.equal(pieces.map((piece) => piece.text).join(''), text);
  assert.deepEqual(
    pieces.filter(({ mention }) => mention).map((piece) => [piece.text, piece.mention]),
    [
      ['@ann lee', 'al'],
      ['@Ann', 'a'],
      ['@ALL', '@all'],
    ],
  );
  assert.deepEqual(mentionsIn('@annlee and @Ann Lee', named), ['al']);
});

test('who is being named while typing', () => {
  assert.deepEqual(mentionQuery('hello @an', 9), { from: 6, query: 'an' });
  assert.deepEqual(mentionQuery('@', 1), { from: 0, query: '' });
  assert.equal(mentionQuery('me@an', 5), null);
  assert.equal(mentionQuery('@ann lee', 8), null);
  const people = [{ displayName: 'Ann Lee', username: 'zed' }, { displayName: 'Leo' }];
  assert.deepEqual(
    suggestions('le', people).map(({ displayName }) => displayName),
    ['Ann Lee', 'Leo'],
  );
  assert.equal(suggestions('ze', people).length, 1);
});

test('every kind of message has a line', () => {
  assert.equal(lineOf({ type: 'text', text: 'hello' }), 'hello');
  assert.equal(lineOf({ type: 'text', text: null, deletedAt: 'then' }), 'Message deleted');
  assert.equal(lineOf({ type: 'poll', text: null, poll: { question: 'Where?' } }), 'Poll: Where?');
  assert.equal(lineOf({ type: 'image', text: null, attachments: [{}, {}] }), '2 photos');
  assert.equal(lineOf({ type: 'image', text: 'with words', attachments: [{}] }), 'with words');
  assert.equal(lineOf({ type: 'location', text: null, location: { name: null } }), 'Location');
  assert.equal(
    lineOf({ type: 'link', text: null, link: { url: 'https://a.org', title: null } }),
    'https://a.org',
  );
});

test('sizes and lengths', () => {
  assert.deepEqual(
    [fileSize(0), fileSize(999), fileSize(1_500), fileSize(25_400_000)],
    ['0 bytes', '999 bytes', '1.5 KB', '25 MB'],
  );
  assert.deepEqual([playTime(61_000), playTime(0)], ['1:01', '0:00']);
  assert.deepEqual([60, 90, 86_400, 1_209_600].map(lengthOf), ['1 minute', '90 seconds', '1 day', '2 weeks']);
});

test('what can be done with a message follows from who wrote it, when, and my role', () => {
  const group = (myRole) => ({ type: 'group', myRole });
  const asks = (info, fields, options) => possible(message(1, fields), info, { me: 'me', ...options });
  const stranger = asks(group('member'), {});
  assert.deepEqual(
    [stranger.edit, stranger.deleteForEveryone, stranger.pin, stranger.answer],
    [false, false, false, true],
  );
  const moderator = asks(group('moderator'), {});
  assert.deepEqual([moderator.edit, moderator.deleteForEveryone, moderator.pin], [false, true, true]);
  const direct = asks({ type: 'direct', myRole: 'owner' }, {});
  assert.deepEqual([direct.deleteForEveryone, direct.pin], [false, true]);
  const mine = { senderId: 'me' };
  assert.equal(asks(group('member'), mine).edit, true);
  const late = { limits: { editWindowSeconds: 60 }, now: Date.parse(message(1).createdAt) + 61_000 };
  assert.equal(asks(group('member'), mine, late).edit, false);
  const gone = asks(group('owner'), { ...mine, deletedAt: 'then' });
  assert.deepEqual(
    Object.entries(gone).filter(([, can]) => can),
    [['deleteForMe', true]],
  );
});
