// What the user does to messages: shown at once, put right by what the server says.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Actions } from '../../../web/js/actions.js';
import { applyEntry } from '../../../web/js/entries.js';
import { History } from '../../../web/js/history.js';
import { Problem } from '../../../web/js/problem.js';
import { votesAfter, withVotes } from '../../../web/js/polls.js';
import { Store } from '../../../web/js/store.js';
import { message } from './support.mjs';

const poll = (votes, counts) => ({
  question: 'Where?',
  options: counts.map((count, index) => ({ id: String(index + 1), text: `option ${index + 1}`, count })),
  multiple: false,
  closed: false,
  votes,
});

/** Every request waits for `reply(answer)` or `refuse(problem)`. */
function setUp(fields = {}) {
  const store = new Store();
  store.me = { id: 'me' };
  const calls = [];
  const call = (method) => (path, body) =>
    new Promise((reply, refuse) => {
      calls.push({ method, path, body, reply, refuse });
    });
  const api = Object.fromEntries(['get', 'put', 'post', 'patch', 'delete'].map((name) => [name, call(name)]));
  const history = new History(api, store);
  const actions = new Actions(api, store, history, {
    hide: (...at) => calls.push({ hidden: at }),
    onAck() {},
  });
  const chat = store.put({ id: 'c', lastSeq: 5, asOfSeq: 5 });
  chat.messages = [message(1, fields)];
  const now = () => chat.messages[0];
  const event = (entry) => {
    chat.messages = applyEntry(chat.messages, entry, 'me');
  };
  return { actions, calls, now, event };
}

test('a reaction shows at once, and is taken back by the next press', async () => {
  const { actions, calls, now } = setUp();
  const done = actions.toggleReaction('c', 'm1', '❤️');
  assert.deepEqual(now().reactions, { '❤️': { count: 1, mine: true } });
  assert.equal(now().updatedSeq, 1);
  assert.deepEqual(
    [calls[0].method, calls[0].path],
    ['put', '/v1/chats/c/messages/m1/reactions/%E2%9D%A4%EF%B8%8F'],
  );
  calls[0].reply({ reactions: { '❤️': { count: 2, mine: true } } });
  await done;
  assert.equal(now().reactions['❤️'].count, 2);
  actions.toggleReaction('c', 'm1', '❤️');
  assert.deepEqual(now().reactions, { '❤️': { count: 1, mine: false } });
  assert.equal(calls[1].method, 'delete');
});

test('an answer that entries have overtaken does not count', async () => {
  const { actions, calls, now, event } = setUp();
  const done = actions.toggleReaction('c', 'm1', '👍');
  event({ type: 'reaction.added', seq: 6, data: { messageId: 'm1', emoji: '👍', userId: 'me', count: 1 } });
  event({ type: 'reaction.added', seq: 7, data: { messageId: 'm1', emoji: '👍', userId: 'x', count: 2 } });
  calls[0].reply({ reactions: { '👍': { count: 1, mine: true } } });
  await done;
  assert.deepEqual(now().reactions, { '👍': { count: 2, mine: true } });
});

test('what was refused is as before', async () => {
  const { actions, calls, now } = setUp({ reactions: { '👍': { count: 1, mine: false } } });
  const done = actions.toggleReaction('c', 'm1', '👍');
  calls[0].refuse(new Problem({ code: 'limit_reached' }));
  await assert.rejects(done);
  assert.deepEqual(now().reactions, { '👍': { count: 1, mine: false } });
  assert.equal(calls.length, 1);
});

test('when nobody knows what became of it, the message is asked for', async () => {
  const { actions, calls, now } = setUp();
  const done = actions.pin('c', 'm1', true);
  assert.equal(now().pinned, true);
  calls[0].refuse(new Problem({ code: 'outcome_unknown' }));
  await assert.rejects(done);
  assert.notEqual(now().pinned, true);
  assert.deepEqual([calls[1].method, calls[1].path], ['get', '/v1/chats/c/messages/m1']);
});

test('a vote moves, and the counts follow', async () => {
  const { actions, calls, now, event } = setUp({ poll: poll(['1'], [3, 0]) });
  const done = actions.vote('c', 'm1', votesAfter(now().poll, '2'));
  assert.deepEqual(calls[0].body, { optionIds: ['2'] });
  assert.deepEqual([now().poll.votes, now().poll.options.map(({ count }) => count)], [['2'], [2, 1]]);
  const counts = [
    { id: '1', count: 2 },
    { id: '2', count: 9 },
  ];
  event({ type: 'poll.updated', seq: 8, data: { messageId: 'm1', closed: false, options: counts } });
  calls[0].reply(poll(['2'], [2, 1]));
  await done;
  assert.deepEqual([now().poll.votes, now().poll.options.map(({ count }) => count)], [['2'], [2, 9]]);
});

test('a second pick takes a vote back; several only where several may be chosen', () => {
  const single = poll(['1'], [1, 0]);
  assert.deepEqual(votesAfter(single, '1'), []);
  assert.deepEqual(votesAfter(single, '2'), ['2']);
  assert.deepEqual(votesAfter({ ...single, multiple: true }, '2'), ['1', '2']);
  assert.deepEqual(
    withVotes(single, []).options.map(({ count }) => count),
    [0, 0],
  );
});

test('a deletion for everyone shows at once, one for me hides', async () => {
  const { actions, calls, now } = setUp();
  actions.deleteForEveryone('c', 'm1');
  assert.deepEqual([now().text, Boolean(now().deletedAt)], [null, true]);
  assert.deepEqual([calls[0].method, calls[0].body], ['delete', { for: 'everyone' }]);
  const done = actions.deleteForMe('c', 'm1');
  calls[1].reply({ messageId: 'm1', seq: 1 });
  await done;
  assert.deepEqual(calls[2], { hidden: ['c', 'm1'] });
});

test('quick presses go one after the other, and the last one stands', async () => {
  const { actions, calls, now } = setUp();
  const first = actions.toggleReaction('c', 'm1', '👍');
  const second = actions.toggleReaction('c', 'm1', '👍');
  assert.deepEqual([calls.length, now().reactions], [1, {}]);
  calls[0].reply({ reactions: { '👍': { count: 1, mine: true } } });
  await first;
  assert.deepEqual([calls[1].method, now().reactions], ['delete', {}]);
  calls[1].reply({ reactions: {} });
  await second;
  assert.deepEqual(now().reactions, {});
});
