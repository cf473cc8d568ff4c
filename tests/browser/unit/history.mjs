// Loading pages, jumping to messages far back, what happens meanwhile.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { History } from '../../../web/js/history.js';
import { messagesIn, shownSpan } from '../../../web/js/span.js';
import { Store } from '../../../web/js/store.js';
import { message } from './support.mjs';

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => message(from + index));

/** A chat of 300 messages, loaded up to its newest page; `answer(path, query)` is the server. */
function setUp(answer) {
  const store = new Store();
  store.me = { id: 'me' };
  const asked = [];
  const api = {
    get: async (path, query) => {
      asked.push(query ?? path);
      return answer(path, query ?? {});
    },
  };
  const history = new History(api, store);
  const chat = store.put({ id: 'c', lastSeq: 300, asOfSeq: 300, readSeq: 300, unreadCount: 0 });
  return { store, history, chat, asked };
}

/** Answers as the server does, two messages of every page at a time being enough to see. */
function server(path, { cursor, aroundSeq }) {
  if (path.endsWith('/messages/m100')) return message(100);
  if (path.endsWith('/messages/gone')) throw Object.assign(new Error(), { status: 404 });
  if (aroundSeq) {
    return { data: range(aroundSeq - 5, aroundSeq + 5), nextCursor: 'older:95', prevCursor: 'newer:105' };
  }
  if (cursor?.startsWith('newer:')) {
    const from = Number(cursor.slice(6));
    return { data: range(from + 1, from + 100), nextCursor: `newer:${from + 100}` };
  }
  if (cursor?.startsWith('older:')) {
    const to = Number(cursor.slice(6));
    return { data: range(Math.max(1, to - 50), to - 1), nextCursor: to > 51 ? `older:${to - 50}` : null };
  }
  return { data: range(251, 300), nextCursor: 'older:251' };
}

const shown = (chat) => messagesIn(chat, shownSpan(chat)).map(({ seq }) => seq);

test('pages go back to the beginning', async () => {
  const { history, chat } = setUp(server);
  await history.loadNewest('c');
  assert.deepEqual([shown(chat).at(0), shown(chat).length], [251, 50]);
  for (let count = 0; count < 9 && chat.tail.older; count += 1) await history.loadOlder('c');
  assert.deepEqual([shown(chat).at(0), shown(chat).length], [1, 300]);
  assert.deepEqual([chat.tail.older, chat.tail.from], [null, 0]);
});

test('a page in which all is hidden is passed over', async () => {
  const { history, chat } = setUp((path, { cursor }) =>
    cursor === undefined ? { data: [], nextCursor: 'x' } : { data: [message(3)], nextCursor: null },
  );
  await history.loadNewest('c');
  assert.deepEqual(shown(chat), [3]);
});

test('a jump shows an island, which grows until it meets the newest messages', async () => {
  const { history, chat } = setUp(server);
  await history.loadNewest('c');
  assert.equal(await history.jumpTo('c', 'm100'), true);
  assert.deepEqual([shown(chat).at(0), shown(chat).at(-1)], [95, 105]);
  await history.loadOlder('c');
  assert.deepEqual([shown(chat).at(0), shown(chat).at(-1)], [45, 105]);
  await history.loadNewer('c');
  assert.equal(shown(chat).at(-1), 205);
  await history.loadNewer('c');
  assert.equal(chat.island, null);
  assert.deepEqual([shown(chat).at(0), shown(chat).at(-1), shown(chat).length], [45, 305, 261]);
  assert.equal(chat.tail.older, 'older:45');
});

test('a jump within what is shown loads nothing, one to what does not exist says so', async () => {
  const { history, chat, asked } = setUp(server);
  await history.loadNewest('c');
  const before = asked.length;
  assert.equal(await history.jumpTo('c', 'm260'), true);
  assert.equal(asked.length, before);
  assert.equal(await history.jumpTo('c', 'gone'), false);
  assert.equal(await history.jumpTo('c', 'gone'), false);
  assert.equal(asked.length, before + 1);
  await history.jumpTo('c', 'm100');
  history.toNewest('c');
  assert.equal(shown(chat).at(-1), 300);
});

test('a message asked for by many is fetched once', async () => {
  const { history, asked, store } = setUp(server);
  await Promise.all([history.want('c', 'm100'), history.want('c', 'm100')]);
  await history.want('c', 'm100');
  assert.equal(asked.length, 1);
  assert.equal(store.message('c', 'm100').seq, 100);
});

test('a single message held is not shown between others', async () => {
  const { history, chat } = setUp(server);
  await history.loadNewest('c');
  await history.want('c', 'm100');
  assert.equal(shown(chat).includes(100), false);
});

test('an answer older than the entries that came meanwhile does not undo them', async () => {
  const { history, chat } = setUp(server);
  chat.recent = [
    { type: 'reaction.added', seq: 301, data: { messageId: 'm299', emoji: '👍', userId: 'x', count: 1 } },
  ];
  await history.loadNewest('c');
  assert.equal(chat.messages.find(({ id }) => id === 'm299').reactions['👍'].count, 1);
});

test('what I deleted for myself stays away', async () => {
  const { history, chat } = setUp(server);
  chat.hidden.add('m300');
  await history.loadNewest('c');
  assert.equal(shown(chat).at(-1), 299);
});

test('cursors of others are asked for; one who does not tell has read nothing', async () => {
  const { history, chat } = setUp((path) =>
    path.endsWith('/receipts')
      ? {
          data: [
            { userId: 'me', readSeq: 9, deliveredSeq: 9 },
            { userId: 'a', readSeq: 4, deliveredSeq: 7 },
            { userId: 'b', readSeq: null, deliveredSeq: 8 },
          ],
        }
      : server(path, {}),
  );
  await history.refreshCursors('c');
  assert.deepEqual(
    [...chat.cursors],
    [
      ['a', { readSeq: 4, deliveredSeq: 7 }],
      ['b', { readSeq: 0, deliveredSeq: 8 }],
    ],
  );
});
