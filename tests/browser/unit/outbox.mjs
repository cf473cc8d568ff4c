// Sending, catching up, cursors.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CatchUp } from '../../../web/js/catchup.js';
import { Marker } from '../../../web/js/marker.js';
import { Outbox } from '../../../web/js/outbox.js';
import { Problem } from '../../../web/js/problem.js';
import { message, noPause, turn } from './support.mjs';

test('the outbox sends in order, one at a time, and repeats with the same id', async () => {
  const calls = [];
  let failures = 2;
  const acknowledged = [];
  const outbox = new Outbox({
    send: async (_, { clientMessageId, text }) => {
      calls.push([clientMessageId, text]);
      if (text === 'one' && failures-- > 0) throw new Problem({ code: 'unavailable' });
      return message(calls.length, { clientMessageId });
    },
    acknowledged: (chatId, { clientMessageId }) => acknowledged.push(clientMessageId),
    changed() {},
    newPause: noPause,
  });
  outbox.add('c', { type: 'text', text: 'one' }, 'id1');
  outbox.add('c', { type: 'text', text: 'two' }, 'id2');
  await turn();
  assert.deepEqual(
    calls.map(([id]) => id),
    ['id1', 'id1', 'id1', 'id2'],
  );
  assert.deepEqual(acknowledged, ['id1', 'id2']);
  assert.equal(outbox.size, 0);
});

test('a refused message stays, says why, and can be tried again', async () => {
  let refuse = true;
  const outbox = new Outbox({
    send: async (_, { clientMessageId }) => {
      if (refuse) throw new Problem({ code: 'blocked', detail: 'No.' });
      return message(1, { clientMessageId });
    },
    acknowledged() {},
    changed() {},
    newPause: noPause,
  });
  outbox.add('c', { type: 'text', text: 'hello' }, 'id1');
  await turn();
  assert.deepEqual(
    outbox.pending('c').map(({ state, problem }) => [state, problem.message]),
    [['failed', 'No.']],
  );
  refuse = false;
  outbox.retry('c', 'id1');
  await turn();
  assert.equal(outbox.size, 0);
});

test('slow mode holds back what is written, and lets it go as the same message', async () => {
  const calls = [];
  let slow = 20;
  let release;
  const outbox = new Outbox({
    send: async (_, { clientMessageId }) => {
      calls.push(clientMessageId);
      if (slow-- > 0) throw new Problem({ code: 'slow_mode', status: 429, retryAfter: 30 });
      return message(1, { clientMessageId });
    },
    acknowledged() {},
    changed() {},
    newPause: (wait) => {
      assert.equal(wait, 30_000);
      // The first wait is watched, the others are over at once.
      const done = calls.length > 1 ? Promise.resolve() : new Promise((resolve) => (release = resolve));
      return { done, wake() {} };
    },
  });
  outbox.add('c', { type: 'text', text: 'hello' }, 'id1');
  outbox.add('c', { type: 'text', text: 'again' }, 'id2');
  await turn();
  assert.equal(outbox.hold('c').code, 'slow_mode');
  assert.ok(outbox.hold('c').until > Date.now() + 29_000);
  assert.deepEqual([calls, outbox.pending('c').map(({ state }) => state)], [['id1'], ['sending', 'sending']]);
  assert.equal(outbox.hold('d').until, 0);
  release();
  await turn();
  assert.deepEqual([calls.length, new Set(calls).size, outbox.size, outbox.hold('c').until], [22, 2, 0, 0]);
});

test('what came too often waits as long as it was told, and goes as the same message', async () => {
  const calls = [];
  const pauses = [];
  const changes = [];
  const outbox = new Outbox({
    send: async (_, { clientMessageId }) => {
      calls.push(clientMessageId);
      if (calls.length === 1) throw new Problem({ code: 'rate_limited', status: 429, retryAfter: 7 });
      if (calls.length === 2) throw new Problem({ code: 'rate_limited', status: 429 });
      return message(1, { clientMessageId });
    },
    acknowledged() {},
    changed: () => changes.push(outbox.hold('c').code),
    newPause: (wait) => {
      let wake;
      const done = new Promise((resolve) => (wake = resolve));
      pauses.push({ wait, wake });
      return { done, wake };
    },
  });
  outbox.add('c', { type: 'text', text: 'hello' }, 'id1');
  await turn();
  assert.deepEqual([pauses[0].wait, outbox.hold('c').code], [7_000, 'rate_limited']);
  // A connection that comes back does not shorten it.
  outbox.wake();
  await turn();
  assert.equal(calls.length, 1);
  pauses[0].wake();
  await turn();
  // Nobody said how long: as after any other failure.
  assert.deepEqual([calls.length, outbox.hold('c').until], [2, 0]);
  outbox.wake();
  await turn();
  assert.deepEqual([calls, outbox.size], [['id1', 'id1', 'id1'], 0]);
  assert.ok(changes.includes('rate_limited'));
});

test('what waits for a chat that is gone is forgotten', async () => {
  const outbox = new Outbox({
    send: async () => {
      throw new Problem({ code: 'not_found', status: 404 });
    },
    acknowledged() {},
    changed() {},
    newPause: noPause,
  });
  outbox.add('c', { type: 'text', text: 'hello' }, 'id1');
  await turn();
  assert.equal(outbox.size, 1);
  outbox.drop('c');
  outbox.drop('unknown');
  assert.equal(outbox.size, 0);
});

test('a message seen in the chat is not sent again', async () => {
  let sends = 0;
  const outbox = new Outbox({
    send: async () => {
      sends += 1;
      outbox.settle('c', 'id1');
      throw new Problem({ code: 'outcome_unknown' });
    },
    acknowledged() {},
    changed() {},
    newPause: noPause,
  });
  outbox.add('c', { type: 'text', text: 'hello' }, 'id1');
  await turn();
  assert.deepEqual([sends, outbox.size], [1, 0]);
});

test('catching up goes on while there is more, and repeats a page that failed', async () => {
  const asked = [];
  const applied = [];
  let failed = false;
  const catchUp = new CatchUp({
    fetchPage: async (token) => {
      asked.push(token);
      if (token === null) return { nextToken: 't0' };
      if (token === 't1' && !failed) {
        failed = true;
        throw new Problem({ code: 'unavailable' });
      }
      const next = Number(token.slice(1)) + 1;
      return { page: next, nextToken: `t${next}`, hasMore: next < 3 };
    },
    applyPage: async ({ page }) => applied.push(page),
    newPause: noPause,
  });
  await catchUp.begin();
  await catchUp.run();
  assert.deepEqual(asked, [null, 't0', 't1', 't1', 't2']);
  assert.deepEqual(applied, [1, 2, 3]);
});

test('a wish to catch up during a run is granted after it', async () => {
  let pages = 0;
  const catchUp = new CatchUp({
    fetchPage: async () => ({ nextToken: `t${(pages += 1)}`, hasMore: false }),
    applyPage: async () => {},
    newPause: noPause,
  });
  await catchUp.begin();
  const first = catchUp.run();
  const second = catchUp.run();
  assert.equal(first, second);
  await second;
  assert.equal(pages, 3);
});

test('a cursor goes forward only, at most one per interval, the last wins', async () => {
  const sent = [];
  const timers = [];
  const marker = new Marker(
    async (_, seq) => {
      sent.push(seq);
    },
    { setTimer: (work) => timers.push(work) },
  );
  marker.mark('c', 3);
  marker.mark('c', 4);
  marker.mark('c', 6);
  marker.mark('c', 5);
  assert.deepEqual(sent, [3]);
  timers.shift()();
  assert.deepEqual(sent, [3, 6]);
  timers.shift()();
  assert.equal(timers.length, 0);
  marker.known('c', 9);
  marker.mark('c', 8);
  assert.deepEqual(sent, [3, 6]);
});

test('a cursor that did not arrive is sent again, one that was refused is not', async () => {
  const sent = [];
  const timers = [];
  let code = 'disconnected';
  const send = async (_, seq) => {
    sent.push(seq);
    if (code) throw new Problem({ code });
  };
  const marker = new Marker(send, { setTimer: (work) => timers.push(work) });
  marker.mark('c', 3);
  await turn();
  timers.shift()();
  await turn();
  code = 'not_found';
  timers.shift()();
  await turn();
  timers.shift()();
  await turn();
  assert.deepEqual(sent, [3, 3, 3]);
  assert.equal(timers.length, 0);
});
