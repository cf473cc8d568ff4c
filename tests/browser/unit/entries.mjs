// What each kind of entry does to the messages held.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEntry } from '../../../web/js/entries.js';
import { mergeMessages } from '../../../web/js/messages.js';
import { message } from './support.mjs';

const apply = (list, ...events) => events.reduce((held, event) => applyEntry(held, event, 'me'), list);
const reaction = (seq, type, emoji, userId, count) => ({
  type: `reaction.${type}`,
  seq,
  data: { messageId: 'm1', emoji, userId, count },
});
const poll = {
  question: 'Where?',
  options: [
    { id: '1', text: 'Here', count: 0 },
    { id: '2', text: 'There', count: 0 },
  ],
  multiple: false,
  closesAt: null,
  closed: false,
};

test('an entry changes only what it is newer than', () => {
  const deletion = { type: 'message.deleted', seq: 4, ts: message(4).createdAt, data: { messageId: 'm2' } };
  const after = apply([message(2)], deletion);
  assert.equal(after[0].text, null);
  assert.equal(after[0].updatedSeq, 4);
  assert.equal(apply(after, deletion), after);
  assert.equal(apply(after, { ...deletion, type: 'message.pinned', seq: 3 }), after);
  assert.deepEqual(apply([], { type: 'message.updated', seq: 9, data: message(2) }), []);
  const gone = { type: 'entries.expired', seq: 2, data: { fromSeq: 1, toSeq: 2 } };
  assert.deepEqual(
    apply([message(1), message(3)], gone).map(({ seq }) => seq),
    [3],
  );
});

test('of a deleted message only its place stays', () => {
  const full = message(1, {
    poll,
    attachments: [{}],
    mentions: ['u'],
    reactions: { '👍': { count: 1 } },
    metadata: {},
    forwardedFrom: {},
    replyToId: 'm0',
    replyCount: 2,
    pinned: true,
  });
  const [after] = apply([full], { type: 'message.deleted', seq: 5, ts: 'then', data: { messageId: 'm1' } });
  const { text, attachments, mentions, reactions, metadata, forwardedFrom, deletedAt } = after;
  assert.deepEqual([text, after.poll, metadata, forwardedFrom], [null, null, null, null]);
  assert.deepEqual([attachments, mentions, reactions, deletedAt], [[], [], {}, 'then']);
  assert.deepEqual([after.replyToId, after.replyCount, after.pinned], ['m0', 2, true]);
});

test('reactions count as told, and mine is told by who did it', () => {
  const list = apply(
    [message(1)],
    reaction(2, 'added', '👍', 'other', 1),
    reaction(3, 'added', '👍', 'me', 2),
    reaction(4, 'added', '🍰', 'other', 1),
    reaction(5, 'removed', '👍', 'other', 1),
    reaction(6, 'removed', '🍰', 'other', 0),
  );
  assert.deepEqual(list[0].reactions, { '👍': { count: 1, mine: true } });
  const [after] = apply(list, reaction(7, 'removed', '👍', 'me', 0));
  assert.deepEqual(after.reactions, {});
  assert.equal(after.updatedSeq, 7);
});

test('an edit changes what is said, and leaves what others did and what is mine', () => {
  const held = message(1, {
    status: 'read',
    reactions: { '👍': { count: 2, mine: true } },
    poll: { ...poll, votes: ['2'] },
    replyCount: 3,
    pinned: true,
  });
  const edited = message(1, {
    text: 'new',
    mentions: ['u'],
    updatedSeq: 6,
    editedAt: 'then',
    reactions: {},
    poll,
  });
  const [after] = apply([held], { type: 'message.updated', seq: 6, data: edited });
  assert.deepEqual([after.text, after.mentions, after.editedAt, after.updatedSeq], ['new', ['u'], 'then', 6]);
  assert.deepEqual([after.status, after.reactions, after.poll], [held.status, held.reactions, held.poll]);
  assert.deepEqual([after.replyCount, after.pinned], [3, true]);
  assert.equal(apply([after], { type: 'message.updated', seq: 5, data: message(1) })[0].text, 'new');
});

test('an answer that tells what is mine is believed', () => {
  const held = message(1, { reactions: { '👍': { count: 1, mine: true } }, poll: { ...poll, votes: ['1'] } });
  const told = message(1, { reactions: { '👍': { count: 1, mine: false } }, poll: { ...poll, votes: [] } });
  const [after] = mergeMessages([held], [told]);
  assert.equal(after.reactions['👍'].mine, false);
  assert.deepEqual(after.poll.votes, []);
});

test('a poll counts anew, and my choice stays', () => {
  const held = message(1, { poll: { ...poll, votes: ['1'] } });
  const [after] = apply([held], {
    type: 'poll.updated',
    seq: 3,
    data: {
      messageId: 'm1',
      closed: true,
      options: [
        { id: '1', count: 4 },
        { id: '2', count: 2 },
      ],
    },
  });
  assert.deepEqual(
    after.poll.options.map(({ text, count }) => [text, count]),
    [
      ['Here', 4],
      ['There', 2],
    ],
  );
  assert.deepEqual([after.poll.closed, after.poll.votes], [true, ['1']]);
});

test('a vote of mine on another device is told to this one', () => {
  const held = message(1, { poll: { ...poll, votes: ['1'] } });
  const data = { messageId: 'm1', closed: false, options: [], votes: ['2'] };
  const [after] = apply([held], { type: 'poll.updated', seq: 3, data });
  assert.deepEqual(after.poll.votes, ['2']);
});

test('a reply is an entry about what it answers', () => {
  const reply = (seq) => ({ type: 'message.created', seq, data: message(seq, { replyToId: 'm1' }) });
  const list = apply([message(1)], reply(2), reply(3));
  assert.deepEqual([list[0].replyCount, list[0].updatedSeq, list.length], [2, 3, 3]);
  assert.equal(apply(list, reply(3))[0].replyCount, 2);
  assert.equal(apply([message(1, { updatedSeq: 9, replyCount: 5 })], reply(4))[0].replyCount, 5);
});

test('a pin is set and taken away', () => {
  const [pinned] = apply([message(1)], {
    type: 'message.pinned',
    seq: 2,
    data: { messageId: 'm1', by: 'u' },
  });
  assert.equal(pinned.pinned, true);
  const [free] = apply([pinned], { type: 'message.unpinned', seq: 3, data: { messageId: 'm1', by: 'u' } });
  assert.equal(free.pinned, false);
});
