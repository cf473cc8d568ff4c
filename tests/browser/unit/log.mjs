// The log of a chat and the messages in it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEntry, firstUnread, mergeMessages, statusOf } from '../../../web/js/messages.js';
import { accept, acceptRange, advance, hasGap, newLog } from '../../../web/js/sync.js';
import { message } from './support.mjs';

test('the log drops what it has and closes gaps', () => {
  const log = newLog(3);
  assert.equal(accept(log, 3), false);
  assert.equal(accept(log, 5), true);
  assert.equal(accept(log, 5), false);
  assert.equal(hasGap(log), true);
  assert.equal(accept(log, 4), true);
  assert.equal(log.through, 5);
  assert.equal(hasGap(log), false);
});

test('any order of arrival ends in the same log', () => {
  for (let round = 0; round < 200; round += 1) {
    const seqs = Array.from({ length: 12 }, (_, index) => index + 1);
    const arrivals = [...seqs, ...seqs.slice(0, 5)].sort(() => Math.random() - 0.5);
    const log = newLog(0);
    const taken = arrivals.filter((seq) => accept(log, seq));
    assert.equal(taken.length, 12);
    assert.deepEqual({ through: log.through, gap: hasGap(log) }, { through: 12, gap: false });
  }
});

test('expired entries and loaded pages leave no gap', () => {
  const log = newLog(2);
  accept(log, 6);
  acceptRange(log, 3, 5);
  assert.deepEqual([log.through, hasGap(log)], [6, false]);
  accept(log, 10);
  advance(log, 12);
  assert.deepEqual([log.through, hasGap(log)], [12, false]);
  acceptRange(log, 14, 15);
  accept(log, 13);
  assert.equal(log.through, 15);
});

test('messages merge by id, in the order of the log, newest state kept', () => {
  const list = mergeMessages([message(2)], [message(3), message(1)]);
  assert.deepEqual(
    list.map(({ seq }) => seq),
    [1, 2, 3],
  );
  const edited = mergeMessages(list, [{ ...message(2), text: 'new', updatedSeq: 5 }]);
  assert.equal(edited[1].text, 'new');
  assert.equal(mergeMessages(edited, [message(2)]), edited);
});

test('an entry of the log changes only what it is newer than', () => {
  const deletion = { type: 'message.deleted', seq: 4, ts: message(4).createdAt, data: { messageId: 'm2' } };
  const after = applyEntry([message(2)], deletion);
  assert.equal(after[0].text, null);
  assert.ok(after[0].deletedAt);
  assert.equal(applyEntry(after, deletion), after);
  assert.deepEqual(applyEntry([], { type: 'message.updated', seq: 9, data: message(2) }), []);
  const expired = { type: 'entries.expired', seq: 9, data: { fromSeq: 1, toSeq: 2 } };
  assert.deepEqual(
    applyEntry([message(1), message(3)], expired).map(({ seq }) => seq),
    [3],
  );
});

test('the status of an own message follows the cursors of all others', () => {
  const own = message(5, { senderId: 'me', status: 'sent' });
  const cursors = new Map([['a', { readSeq: 5, deliveredSeq: 5 }]]);
  assert.equal(statusOf(own, cursors, 2), 'sent');
  cursors.set('b', { readSeq: 4, deliveredSeq: 6 });
  assert.equal(statusOf(own, cursors, 2), 'delivered');
  cursors.set('b', { readSeq: 7, deliveredSeq: 7 });
  assert.equal(statusOf(own, cursors, 2), 'read');
  assert.equal(statusOf({ ...own, status: 'read' }, new Map(), 2), 'read');
});

test('the unread line stands above the oldest unread message of others', () => {
  const list = [
    message(1),
    message(2, { senderId: 'me' }),
    message(3),
    message(4, { type: 'system' }),
    message(5),
  ];
  assert.equal(firstUnread(list, 'me', 2), 3);
  assert.equal(firstUnread(list, 'me', 0), null);
  assert.equal(firstUnread(list, 'me', 9), null);
});
