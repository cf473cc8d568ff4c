// Who else is in the open chat: typing, looking.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Company } from '../../../web/js/company.js';
import { Store } from '../../../web/js/store.js';
import { someOf, typingText } from '../../../web/js/words.js';
import { message } from './support.mjs';

const NOW = Date.UTC(2026, 4, 1, 12);

/** In chat `c`; the server's clock is `ahead` of the one here. */
function setUp(context, { ahead = 0 } = {}) {
  context.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: NOW });
  const store = new Store();
  store.me = { id: 'me' };
  const company = new Company(store);
  company.turnTo('c');
  const iso = (milliseconds) => new Date(NOW + ahead + milliseconds).toISOString();
  const hear = (type, userId, after = 0, fields = {}) =>
    company.hear({
      type,
      chatId: 'c',
      ts: iso(after),
      data: { userId, expiresAt: iso(after + 10_000) },
      ...fields,
    });
  const wrote = (senderId, after) =>
    company.hear({ ...created(senderId), data: { ...message(9), senderId, createdAt: iso(after) } });
  return { store, company, hear, wrote, tick: (wait) => context.mock.timers.tick(wait) };
}

const created = () => ({ type: 'message.created', chatId: 'c', seq: 9 });

test('who types is told in words', () => {
  assert.equal(typingText([]), '');
  assert.equal(typingText(['Ana']), 'Ana is typing…');
  assert.equal(typingText(['Ana', 'Ben']), 'Ana and Ben are typing…');
  assert.equal(typingText(['Ana', 'Ben', 'Cleo']), 'Several people are typing…');
  assert.equal(someOf(['Ana', 'Ben', 'Cleo', 'Dana'], 2), 'Ana, Ben and 2 more');
  assert.equal(someOf(['Ana', 'Ben'], 2), 'Ana and Ben');
});

test('typing ends by itself, whatever clock the server has', (context) => {
  const { company, hear, tick } = setUp(context, { ahead: 3_600_000 });
  assert.equal(hear('typing.started', 'a'), true);
  tick(5_000);
  hear('typing.started', 'b', 5_000);
  assert.deepEqual(company.typists(), ['a', 'b']);
  tick(4_999);
  assert.deepEqual(company.typists(), ['a', 'b']);
  tick(1);
  assert.deepEqual(company.typists(), ['b']);
  // Going on lasts on.
  hear('typing.started', 'b', 10_000);
  tick(9_999);
  assert.deepEqual(company.typists(), ['b']);
  tick(1);
  assert.deepEqual(company.typists(), []);
});

test('that it is over is told to the page without another event', async (context) => {
  const { store, hear, tick } = setUp(context);
  await null;
  const heard = [];
  store.addEventListener('change', ({ detail }) => heard.push([...detail.topics]));
  hear('typing.started', 'a');
  await null;
  tick(10_000);
  await null;
  assert.deepEqual(heard, [['company'], ['company']]);
});

test('typing ends when it is told, or when what was typed is there', (context) => {
  const { company, hear, wrote } = setUp(context);
  hear('typing.started', 'a');
  hear('typing.stopped', 'a', 100);
  assert.deepEqual(company.typists(), []);
  hear('typing.started', 'b', 200);
  assert.equal(wrote('b', 300), false);
  assert.deepEqual(company.typists(), []);
  // Nobody else's message ends it.
  hear('typing.started', 'b', 5_000);
  wrote('a', 6_000);
  assert.deepEqual(company.typists(), ['b']);
});

test('a word that is late changes nothing', (context) => {
  const { company, hear, wrote } = setUp(context);
  hear('typing.stopped', 'a', 500);
  hear('typing.started', 'a', 400);
  assert.deepEqual(company.typists(), []);
  hear('typing.started', 'a', 600);
  hear('typing.stopped', 'a', 500);
  assert.deepEqual(company.typists(), ['a']);
  // Begun before the message, told after it.
  wrote('a', 1_000);
  hear('typing.started', 'a', 1_400);
  assert.deepEqual(company.typists(), []);
  hear('typing.started', 'a', 2_100);
  assert.deepEqual(company.typists(), ['a']);
});

test('I am no company, and other chats are no matter', (context) => {
  const { company, hear } = setUp(context);
  hear('typing.started', 'me');
  hear('typing.started', 'a', 0, { chatId: 'other' });
  hear('viewer.joined', 'me');
  hear('viewer.joined', 'a', 0, { chatId: 'other' });
  assert.deepEqual([company.typists(), company.viewers()], [[], []]);
  hear('typing.started', 'a');
  hear('viewer.joined', 'a');
  company.turnTo('c');
  assert.deepEqual([company.typists(), company.viewers()], [['a'], ['a']]);
  company.turnTo('other');
  assert.deepEqual([company.typists(), company.viewers()], [[], []]);
  assert.equal(company.hear({ type: 'receipt.read', chatId: 'c', data: {} }), false);
});

test('who looks: those the answer names, and those who came and went since it was asked for', (context) => {
  const { company, hear } = setUp(context);
  hear('viewer.joined', 'old');
  company.opening('c');
  hear('viewer.left', 'a', 200);
  hear('viewer.joined', 'b', 300);
  company.opened('c', { count: 3, userIds: ['me', 'a', 'd'] });
  assert.deepEqual(company.viewers().sort(), ['b', 'd']);
  hear('viewer.left', 'd', 400);
  hear('viewer.joined', 'd', 350);
  assert.deepEqual(company.viewers(), ['b']);
  // The answer about a chat that is no longer shown.
  company.opened('other', { userIds: ['z'] });
  company.opened('c', undefined);
  assert.deepEqual(company.viewers(), ['b']);
});
