// The list of chats, what is muted, forms of a chat, addresses.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, chatAt, inviteAddress, inviteAt } from '../../../web/js/address.js';
import { bodyOf, changesOf, choicesWith, STAYS, tagsIn } from '../../../web/js/chat-fields.js';
import { isLoud, isMuted, ordered, unreadIn } from '../../../web/js/list-order.js';
import { chatName, chatSubtitle } from '../../../web/js/naming.js';
import { setUp } from './support.mjs';

const NOW = Date.parse('2026-05-01T12:00:00.000Z');
const soon = new Date(NOW + 1_000).toISOString();
const past = new Date(NOW - 1_000).toISOString();
const listed = (id, minute, mySettings = {}, fields = {}) => ({
  info: { id, lastActivityAt: `2026-05-01T10:${minute}:00.000Z`, mySettings, ...fields },
});
const ids = (chats) => chats.map(({ info }) => info.id);

test('pinned chats stand on top, each part with the newest first; archived ones apart', () => {
  const chats = [
    listed('old', '01'),
    listed('new', '30'),
    listed('pinned', '02', { pinned: true }),
    listed('pinned-new', '03', { pinned: true }),
    listed('away', '59', { archived: true }),
    { info: { id: 'bare', createdAt: '2026-05-01T10:10:00.000Z' } },
  ];
  assert.deepEqual(ids(ordered(chats)), ['pinned-new', 'pinned', 'new', 'bare', 'old']);
  assert.deepEqual(ids(ordered(chats, { archived: true })), ['away']);
});

test('a muted chat counts no unread, until its time is up', () => {
  const chats = [
    listed('a', '01', {}, { unreadCount: 2 }),
    listed('b', '01', { mutedUntil: soon }, { unreadCount: 5 }),
    listed('c', '01', { mutedUntil: past }, { unreadCount: 1 }),
  ];
  assert.equal(unreadIn(chats, NOW), 3);
  assert.deepEqual(
    chats.map(({ info }) => isMuted(info, NOW)),
    [false, true, false],
  );
});

test('what is said aloud follows mute and level', () => {
  const loud = (mySettings, mentions = []) => isLoud({ mySettings }, { mentions }, 'me', NOW);
  assert.equal(loud(undefined), true);
  assert.equal(loud({ mutedUntil: soon }, ['me']), false);
  assert.equal(loud({ notificationLevel: 'mentions' }), false);
  assert.equal(loud({ notificationLevel: 'mentions' }, ['me']), true);
  assert.equal(loud({ notificationLevel: 'mentions' }, ['@all']), true);
  assert.equal(loud({ notificationLevel: 'none' }, ['me']), false);
});

test('the archived are asked for apart, page by page', async () => {
  const { store, chats } = setUp({
    list: [],
    answers: { '/v1/chats': { data: [{ id: 'z', mySettings: { archived: true } }], nextCursor: null } },
  });
  assert.equal(store.archiveCursor, undefined);
  await chats.loadMoreOfList({ archived: true });
  assert.equal(store.archiveCursor, null);
  assert.deepEqual([ids(store.sorted()), ids(store.sorted({ archived: true }))], [[], ['z']]);
});

test('a form tells a new chat what is said, and an old one what changed', () => {
  const values = { name: 'Garden', description: null, slowModeSeconds: 0, tags: [], joinPolicy: 'open' };
  assert.deepEqual(bodyOf(values), { name: 'Garden', joinPolicy: 'open' });
  const info = { name: 'Garden', description: 'Green', joinPolicy: 'open', tags: ['a'] };
  assert.deepEqual(changesOf(info, { ...values, archived: false }), { description: null, tags: [] });
  assert.deepEqual(changesOf(info, { name: 'Garden', tags: ['a'], slowModeSeconds: 5 }), {
    slowModeSeconds: 5,
  });
  assert.deepEqual(tagsIn(' plants, ,green fingers,plants '), ['plants', 'green fingers']);
});

test('the present number of seconds is always among the choices', () => {
  assert.equal(choicesWith(STAYS, null), STAYS);
  assert.equal(choicesWith(STAYS, 60), STAYS);
  assert.deepEqual(choicesWith(STAYS, 120)[2], [120, '2 minutes']);
});

test('the address names a chat or an invitation', () => {
  assert.equal(chatAt(addressOf('a/b')), 'a/b');
  const link = new URL(inviteAddress('c d', 'https://chat.example/app/?x=1#/chat/z'));
  assert.equal(`${link.origin}${link.pathname}`, 'https://chat.example/app/');
  assert.deepEqual([inviteAt(link.hash), chatAt(link.hash)], ['c d', null]);
  assert.deepEqual(
    [inviteAt('#/chat/x'), inviteAt('#invite='), inviteAt('#invite=%E0%A4%A')],
    [null, null, null],
  );
});

test('a channel says that it is one', () => {
  const channel = { info: { type: 'channel', name: null, memberCount: 1, archived: true } };
  assert.deepEqual([chatName(channel), chatSubtitle(channel)], ['Channel', 'Channel · 1 member · archived']);
});
