// What travels: frames, problems, waiting times.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoffDelay } from '../../../web/js/backoff.js';
import { frameFits, readFrame, writeFrame } from '../../../web/js/frames.js';
import { problemFromReply } from '../../../web/js/problem.js';

test('frames are told apart', () => {
  assert.deepEqual(readFrame('{"type":"ack","id":"1","data":{"a":1}}'), {
    kind: 'ack',
    id: '1',
    data: { a: 1 },
  });
  assert.equal(readFrame('{"type":"error","id":null,"error":{"code":"x"}}').id, null);
  assert.equal(
    readFrame('{"message": "Internal server error", "connectionId":"a", "requestId":"b"}').kind,
    'gateway',
  );
  assert.equal(readFrame('not json').kind, 'gateway');
  assert.equal(readFrame('null').kind, 'gateway');
  assert.equal(readFrame('{"type":"message.created","seq":1}').kind, 'event');
  assert.equal(frameFits(writeFrame('sendMessage', '1', { text: 'a'.repeat(30_000) })), true);
  assert.equal(frameFits(writeFrame('sendMessage', '1', { text: 'ä'.repeat(16_000) })), false);
});

test('a reply that is not a problem document leaves the outcome unknown', () => {
  assert.equal(problemFromReply(500, { message: 'Internal Server Error' }).repeatable, true);
  assert.equal(problemFromReply(503, null).code, 'outcome_unknown');
  assert.equal(problemFromReply(403, { code: 'blocked' }).repeatable, false);
  assert.equal(problemFromReply(429, { code: 'rate_limited' }, '7').retryAfter, 7);
});

test('waiting times double, are capped and never below half', () => {
  const high = { random: () => 1 };
  assert.deepEqual(
    [0, 1, 2, 30].map((attempt) => backoffDelay(attempt, high)),
    [500, 1_000, 2_000, 30_000],
  );
  assert.equal(backoffDelay(0, { random: () => 0 }), 250);
});
