// The log of a chat and the messages in it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstUnread, mergeMessages, statusOf } from '../../../web/js/messages.js';
import { accept, advance, hasGap, newLog } from '../../../web/js/sync.js';
import { message } from './support.mjs';

const entry = (seq) => ({ type: 'message.created', seq, data: message(seq) });
const expired = (fromSeq, toSeq) => ({ type: 'entries.expired', seq: toSeq, data: { fromSeq, toSeq } });
const seqs = (events) => events.map(({ seq }) => seq);

test('entries are applied in order: what is early waits, what is here is dropped', () => {
  const log = newLog(3);
  assert.deepEqual(seqs(accept(log, entry(3))), []);
  assert.deepEqual(seqs(accept(log, entry(5))), []);
  assert.deepEqual(seqs(accept(log, entry(5))), []);
  assert.equal(hasGap(log), true);
  assert.deepEqual(seqs(accept(log, entry(4))), [4, 5]);
  assert.equal(log.through, 5);
  assert.equal(hasGap(log), false);
});

test('any order of arrival is applied in the same order', () => {
  for (let round = 0; round < 200; round += 1) {
    const all = Array.from({ length: 12 }, (_, index) => index + 1);
    const arrivals = [...all, ...all.slice(0, 5)].sort(() => Math.random() - 0.5);
    const log = newLog(0);
    const applied = arrivals.flatMap((seq) => accept(log, entry(seq)));
    assert.deepEqual(seqs(applied), all);
    assert.deepEqual({ through: log.through, gap: hasGap(log) }, { through: 12, gap: false });
  }
});

test('expired entries and what a sync passes over leave no gap', () => {
  const log = newLog(2);
  assert.deepEqual(seqs(accept(log, entry(6))), []);
  assert.deepEqual(seqs(accept(log, expired(3, 5))), [5, 6]);
  assert.deepEqual([log.through, hasGap(log)], [6, false]);
  assert.deepEqual(seqs(accept(log, entry(10))), []);
  assert.deepEqual(seqs(advance(log, 12)), []);
  assert.deepEqual([log.through, hasGap(log)], [12, false]);
  assert.deepEqual(seqs(accept(log, expired(14, 15))), []);
  assert.deepEqual(seqs(accept(log, entry(16))), []);
  assert.deepEqual(seqs(accept(log, entry(13))), [13, 15, 16]);
  assert.deepEqual(seqs(advance(log, 3)), []);
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
