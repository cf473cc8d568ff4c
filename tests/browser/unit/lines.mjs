// What is said of a chat: its lines in the timeline, why it is gone.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lostLine } from '../../../web/js/chat-events.js';
import { systemLine } from '../../../web/js/system-line.js';
import { peopleIn } from '../../../web/js/timeline.js';
import { message } from './support.mjs';

const NAMES = { me: 'You', ann: 'Ann', bob: 'Bob' };
const view = { nameFor: (id) => NAMES[id] ?? `P${id}`, me: 'me', info: { type: 'group' } };
const note = (event, actorId, targetIds, told) =>
  message(1, { type: 'system', text: null, system: { event, actorId, targetIds }, told });
const says = (...of) => systemLine(note(...of), view);
const changed = (changes, info = view.info) =>
  systemLine(note('chat.updated', 'ann', [], { changes }), { ...view, info });

test('who came and went', () => {
  assert.equal(says('member.added', 'ann', ['bob']), 'Ann added Bob');
  assert.equal(says('member.added', 'ann', ['bob', 'me']), 'Ann added Bob and you');
  assert.equal(says('member.added', 'bob', ['bob']), 'Bob joined');
  assert.equal(says('member.added', 'me', ['1', '2', '3']), 'You added P1, P2 and P3');
  assert.equal(
    says('member.added', 'ann', ['1', '2', '3', '4', '5', '6', '7']),
    'Ann added P1, P2, P3, P4, P5 and 2 more',
  );
  assert.equal(says('member.removed', 'ann', ['me']), 'Ann removed you');
  assert.equal(says('member.removed', 'ann', ['bob'], { banned: true }), 'Ann banned Bob');
  assert.equal(says('member.left', 'me', ['me']), 'You left');
});

test('roles and titles, as far as they are told', () => {
  const updated = (told) => says('member.updated', 'ann', ['bob'], told);
  assert.equal(updated({ role: 'admin' }), 'Ann made Bob an admin');
  assert.equal(updated({ title: 'Treasurer' }), 'Ann gave Bob the title “Treasurer”');
  assert.equal(updated({ title: '' }), 'Ann took away the title of Bob');
  assert.equal(updated(undefined), 'Ann changed the membership of Bob');
  assert.equal(says('member.updated', 'ann', ['me', 'ann'], { owner: 'me' }), 'Ann made you the owner');
});

test('what became of the chat', () => {
  assert.equal(changed({ name: 'Orchard' }), 'Ann renamed the group to “Orchard”');
  assert.equal(changed({ name: 'News' }, { type: 'channel' }), 'Ann renamed the channel to “News”');
  assert.equal(
    changed({ description: null, slowModeSeconds: 10, archived: false }),
    'Ann removed the description, turned on slow mode (10 seconds) and reopened the group',
  );
  assert.equal(changed({ disappearAfterSeconds: 86_400 }), 'Ann set messages to disappear after 1 day');
  assert.equal(changed(undefined), 'Ann changed this group');
  assert.equal(changed({ somethingNew: 1 }), 'Ann changed this group');
  assert.equal(says('something.new', 'ann', []), 'This chat changed');
});

test('a line names the people whose names are needed', () => {
  const row = { kind: 'system', message: note('member.added', 'ann', ['bob']) };
  assert.deepEqual(peopleIn(row), ['ann', 'bob']);
  assert.deepEqual(peopleIn({ kind: 'bubble', message: message(1) }), []);
});

test('why a chat is gone', () => {
  assert.equal(lostLine('Garden', 'removed', 'Spam'), 'You were removed from Garden. Reason: Spam');
  assert.equal(lostLine('Garden', 'banned', null), 'You were banned from Garden.');
  assert.equal(lostLine('Garden', 'left'), 'You left Garden.');
  assert.equal(lostLine('Garden', 'deleted'), 'Garden was deleted.');
  assert.equal(lostLine('Garden', 'pending'), 'You are no longer in Garden.');
});
