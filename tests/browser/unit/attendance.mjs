// What others are told of me: the chat I look at, that I type, that I am here at all.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Activity } from '../../../web/js/activity.js';
import { Attendance, isCrowd } from '../../../web/js/attendance.js';
import { Typist } from '../../../web/js/typist.js';
import { turn } from './support.mjs';

/** Frames are noted as `action chat state`; a promise as `line.hold` keeps their answers back. */
function attend({ online = true, fails = false } = {}) {
  const frames = [];
  const opened = [];
  const line = { online, hold: null };
  const attendance = new Attendance({
    request: async (action, { chatId, state }) => {
      frames.push([action, chatId, state].filter(Boolean).join(' '));
      await line.hold;
      if (fails) throw new Error('No.');
      return { chatId, count: 1, userIds: ['me'] };
    },
    online: () => line.online,
    opening: (chatId) => opened.push(`? ${chatId}`),
    opened: (chatId) => opened.push(chatId),
  });
  return { attendance, frames, opened, line };
}

const settled = async () => {
  for (let count = 0; count < 4; count += 1) await turn();
};

test('one chat is open at a time, and the last one looked at wins', async () => {
  const { attendance, frames, opened } = attend();
  attendance.look('a');
  await settled();
  assert.deepEqual([frames, opened], [['openChat a'], ['? a', 'a']]);
  attendance.look('b');
  attendance.look('c');
  attendance.look('c');
  await settled();
  assert.deepEqual(frames.slice(1), ['closeChat a', 'openChat c']);
  attendance.look(null);
  attendance.look('c');
  await settled();
  assert.equal(frames.length, 3);
  attendance.look(null);
  await settled();
  assert.deepEqual(frames.slice(3), ['closeChat c']);
});

test('frames do not overtake each other', async () => {
  const { attendance, frames, line } = attend();
  let release;
  line.hold = new Promise((resolve) => {
    release = resolve;
  });
  attendance.look('a');
  await settled();
  attendance.look('b');
  attendance.look('a');
  attendance.type('a', 'started');
  attendance.look('b');
  await settled();
  assert.deepEqual(frames, ['openChat a']);
  release();
  await settled();
  assert.deepEqual(frames.slice(1), ['typing a started', 'closeChat a', 'openChat b']);
});

test('typing is told before the chat is closed, and never opens one that is', async () => {
  const { attendance, frames } = attend();
  attendance.look('a');
  await settled();
  attendance.type('a', 'stopped');
  attendance.look('b');
  await settled();
  assert.deepEqual(frames.slice(1), ['typing a stopped', 'closeChat a', 'openChat b']);
  attendance.type('a', 'stopped');
  await settled();
  assert.equal(frames.length, 4);
});

test('a new connection is told again; without one nothing is, nor later', async () => {
  const { attendance, frames, line } = attend();
  attendance.look('a');
  await settled();
  line.online = false;
  attendance.type('a', 'started');
  attendance.look('b');
  await settled();
  assert.deepEqual(frames, ['openChat a']);
  line.online = true;
  attendance.renew();
  await settled();
  assert.deepEqual(frames.slice(1), ['openChat b']);
});

test('what fails is neither said nor repeated', async () => {
  const { attendance, frames } = attend({ fails: true });
  attendance.look('a');
  attendance.type('a', 'started');
  await settled();
  attendance.look(null);
  await settled();
  assert.deepEqual(frames, ['openChat a', 'typing a started', 'closeChat a']);
});

test('in a crowd nobody is told', () => {
  assert.deepEqual(
    [isCrowd({}), isCrowd({ memberCount: 256 }), isCrowd({ memberCount: 257 })],
    [false, false, true],
  );
  assert.equal(isCrowd({ memberCount: 11 }, { typingMembers: 10 }), true);
});

/** `after(seconds)` moves the time. */
function type(context, { allowed = () => true } = {}) {
  context.mock.timers.enable({ apis: ['Date'], now: 0 });
  const told = [];
  const typist = new Typist({ tell: (...what) => told.push(what.join(' ')), allowed });
  return { typist, told, after: (seconds) => context.mock.timers.tick(seconds * 1000) };
}

test('typing is told at most every four seconds, and once that it stopped', (context) => {
  const { typist, told, after } = type(context);
  for (let count = 0; count < 9; count += 1) {
    typist.typed('a', 'x'.repeat(count + 1));
    after(1);
  }
  assert.deepEqual(told, ['a started', 'a started', 'a started']);
  typist.typed('a', '');
  typist.typed('a', '  ');
  typist.stopped();
  assert.deepEqual(told.slice(3), ['a stopped']);
  // Taken up again: not sooner than that.
  typist.typed('a', 'y');
  assert.equal(told.length, 4);
  after(4);
  typist.typed('a', 'yz');
  assert.equal(told.at(-1), 'a started');
});

test('what was sent needs no other end, nor does what ended long ago', (context) => {
  const { typist, told, after } = type(context);
  typist.typed('a', 'x');
  typist.sent();
  typist.stopped();
  assert.deepEqual(told, ['a started']);
  after(5);
  typist.typed('a', 'x');
  after(10);
  typist.stopped();
  assert.deepEqual(told, ['a started', 'a started']);
});

test('to type elsewhere ends it here', (context) => {
  const { typist, told } = type(context);
  typist.typed('a', 'x');
  typist.typed('b', 'x');
  assert.deepEqual(told, ['a started', 'a stopped', 'b started']);
});

test('where it is nobody to know, nothing is told', (context) => {
  const { typist, told } = type(context, { allowed: (chatId) => chatId !== 'closed' });
  typist.typed('closed', 'x');
  typist.typed('closed', '');
  assert.deepEqual(told, []);
});

/** An activity that began with the page; `after(seconds)` moves the time. */
function act(context, options) {
  context.mock.timers.enable({ apis: ['Date'], now: 0 });
  const activity = new Activity(options);
  activity.connected();
  return { activity, after: (seconds) => context.mock.timers.tick(seconds * 1000) };
}

test('a heartbeat tells of deeds that are not long ago', (context) => {
  const { activity, after } = act(context);
  after(100);
  activity.touch();
  after(149);
  assert.equal(activity.beat(), true);
  after(1);
  assert.equal(activity.beat(), false);
  after(230);
  assert.equal(activity.beat(), false);
});

test('who does something every other minute is never away', (context) => {
  const { activity, after } = act(context);
  let counted = 0;
  let beat = 0;
  for (let second = 1; second <= 3_600; second += 1) {
    after(1);
    const now = second % 140 === 0 && activity.touch();
    if (now || second - beat >= 230) {
      beat = second;
      if (activity.beat()) counted = second;
    }
    assert.ok(second - counted < 300, `away at ${second}`);
  }
});

test('who comes back says so at once, but not again and again', (context) => {
  const { activity, after } = act(context);
  assert.equal(activity.touch(), false);
  after(149);
  assert.equal(activity.touch(), false);
  after(251);
  assert.equal(activity.touch(), true);
  assert.equal(activity.beat(), true);
  assert.equal(activity.touch(), false);
});

test('however short the time until one is away, heartbeats for deeds stand apart', (context) => {
  const { activity, after } = act(context, { awaySeconds: 10 });
  after(10);
  assert.equal(activity.touch(), true);
  activity.beat();
  after(29);
  assert.equal(activity.touch(), false);
  after(1);
  assert.equal(activity.touch(), true);
});
