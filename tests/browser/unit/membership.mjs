// Who is in a chat and what it is, by the entries of its log.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inOrder, takePage } from '../../../web/js/roster.js';
import { created, group, happened, message, person, setUp } from './support.mjs';

test('what happens to a chat is a line in it, and no message', async () => {
  const { store, live, heard } = setUp({ list: [group()] });
  await live.onEvent(created(2));
  await live.onEvent(happened(3, 'member.added', { member: person('x') }));
  await live.onEvent(happened(4, 'chat.updated', { changes: { name: 'Orchard' } }));
  const { info, messages, log } = store.chat('c');
  assert.deepEqual(
    messages.map(({ type }) => type),
    ['text', 'system', 'system'],
  );
  assert.deepEqual([info.lastMessage.seq, info.unreadCount, info.name, log.through], [2, 1, 'Orchard', 4]);
  assert.equal(info.lastActivityAt, message(2).createdAt);
  assert.deepEqual([heard.arrived, heard.received], [[2], [2]]);
  assert.deepEqual(messages[2].told, { changes: { name: 'Orchard' } });
  assert.equal(store.people.get('x').displayName, 'X');
});

test('history that tells less does not take away what the entry told', async () => {
  const { store, live, history } = setUp({ list: [group()] });
  const entry = happened(2, 'chat.updated', { changes: { archived: true } });
  await live.onEvent(entry);
  history.hold(store.chat('c'), [entry.data.message]);
  assert.deepEqual(store.message('c', 'm2').told, { changes: { archived: true } });
});

test('a line deleted for me stays away, and what it was about stays true', async () => {
  const { store, live, history } = setUp({ list: [group()] });
  await live.onEvent(happened(2, 'member.added', { member: person('x') }));
  live.hide('c', 'm2');
  history.hold(store.chat('c'), [message(2)]);
  assert.deepEqual(store.chat('c').messages, []);
  takePage(store.chat('c').roster, { data: [], nextCursor: null }, store.chat('c').recent);
  assert.deepEqual([...store.chat('c').roster.members.keys()], ['x']);
});

test('the members change with every entry, and a page that is late changes nothing back', async () => {
  const { store, live } = setUp({ list: [group()] });
  const held = store.chat('c');
  takePage(held.roster, { data: [person('a', { role: 'owner' }), person('b')], nextCursor: null }, []);
  const several = { member: person('d'), members: [person('d', { user: null }), person('e')] };
  await live.onEvent(happened(2, 'member.added', several));
  await live.onEvent(
    happened(3, 'member.updated', { member: person('b', { role: 'moderator', user: null }) }),
  );
  await live.onEvent(happened(4, 'member.left', { member: person('e', { state: 'left' }) }));
  takePage(held.roster, { data: [person('b'), person('e')], nextCursor: null }, held.recent);
  assert.deepEqual(
    inOrder(held.roster, store.people).map(({ member, name }) => [member.userId, member.role, name]),
    [
      ['a', 'owner', 'A'],
      ['b', 'moderator', 'B'],
      ['d', 'member', 'Deleted user'],
    ],
  );
  assert.deepEqual(store.message('c', 'm3').told, { role: 'moderator' });
});

test('who goes is not waited for: their cursors count no more', async () => {
  const { store, live } = setUp({ list: [group()] });
  await live.onEvent({ type: 'receipt.read', chatId: 'c', data: { userId: 'x', seq: 1 } });
  await live.onEvent(happened(2, 'member.removed', { member: person('x', { state: 'removed' }) }));
  assert.equal(store.chat('c').cursors.has('x'), false);
});

test('the number of members is asked for by who looks at it, and counted in a large chat', async () => {
  const { store, live, heard } = setUp({ list: [group()] });
  await live.onEvent(happened(2, 'member.added', { member: person('x') }));
  assert.deepEqual([store.chat('c').stale, heard.uncounted], [true, 0]);
  store.openId = 'c';
  await live.onEvent(happened(3, 'member.added', { member: person('y') }));
  assert.equal(heard.uncounted, 1);
  store.chat('c').info.memberCount = 900;
  const members = [person('p'), person('q')];
  await live.onEvent(happened(4, 'member.added', { member: members[0], members }));
  await live.onEvent(happened(5, 'member.left', { member: person('p', { state: 'left' }) }));
  assert.deepEqual([store.chat('c').info.memberCount, heard.uncounted], [901, 1]);
});

test('a new role of mine is what I may do from then on', async () => {
  const { store, live } = setUp({ list: [group()] });
  const mine = (seq, fields) =>
    live.onEvent(happened(seq, 'member.updated', { member: person('me', fields) }));
  await mine(2, { role: 'moderator' });
  const { info } = store.chat('c');
  assert.deepEqual([info.myRole, info.myPermissions.includes('pin')], ['moderator', true]);
  assert.deepEqual(store.message('c', 'm2').told, { role: 'moderator' });
  await mine(3, { role: 'moderator', permissions: ['post', 'editInfo'] });
  assert.deepEqual(info.myPermissions, ['post', 'editInfo']);
  await mine(4, { role: 'owner', permissions: ['post'] });
  assert.equal(info.myPermissions.includes('manageMembers'), true);
});

test('what roles may do having changed, my rights are asked for', async () => {
  const { live, heard } = setUp({ list: [group()] });
  await live.onEvent(happened(2, 'chat.updated', { changes: { description: 'x' } }));
  assert.equal(heard.uncounted, 0);
  await live.onEvent(happened(3, 'chat.updated', { changes: { rolePermissions: { member: [] } } }));
  assert.equal(heard.uncounted, 1);
});

test('a chat that is no longer mine goes, and it is said why', async () => {
  const ways = [
    [
      happened(2, 'member.removed', { member: person('me', { state: 'removed' }), reason: 'no' }),
      'removed',
      'no',
    ],
    [happened(2, 'member.removed', { member: person('me', { state: 'banned' }) }), 'banned', undefined],
    [happened(2, 'member.left', { member: person('me', { state: 'left' }) }), 'left', undefined],
    [{ type: 'chat.deleted', chatId: 'c', seq: 2, data: {} }, 'deleted', undefined],
  ];
  for (const [event, how, reason] of ways) {
    const { store, live, heard } = setUp({ list: [group()] });
    store.openId = 'c';
    await live.onEvent(event);
    assert.deepEqual([store.chat('c'), store.openId, heard.lost], [null, null, [['c', how, reason]]]);
    await live.onEvent(event);
    assert.equal(heard.lost.length, 1);
  }
});

test('sync tells the same: anything but active is gone, a deletion by its entry', async () => {
  for (const [membership, events, how] of [
    ['left', [], 'left'],
    ['banned', [created(2)], 'banned'],
    ['removed', [], 'removed'],
    ['removed', [{ type: 'chat.deleted', chatId: 'c', seq: 2, data: {} }], 'deleted'],
  ]) {
    const { store, live, heard } = setUp({ list: [group()] });
    await live.onSyncPage({ chats: [{ chatId: 'c', membership, events }] });
    assert.deepEqual([store.chat('c'), heard.lost], [null, [['c', how, undefined]]]);
  }
});

test('a chat I was added to is fetched as I see it', async () => {
  const seen = group({ lastSeq: 7, asOfSeq: 7 });
  const { store, live, asked } = setUp({ list: [], answers: { '/v1/chats/c': seen } });
  await live.onEvent(happened(7, 'member.added', { member: person('me') }));
  assert.deepEqual([asked, store.chat('c').log.through], [['/v1/chats/c'], 7]);
});

test('a late description does not undo a change that came meanwhile', async () => {
  const { store, live, chats } = setUp({ list: [group({ asOfSeq: 1 })] });
  await live.onEvent(happened(2, 'chat.updated', { changes: { name: 'New' } }));
  chats.takeIn(group({ name: 'Old', memberCount: 5, asOfSeq: 1 }));
  assert.deepEqual([store.chat('c').info.name, store.chat('c').info.memberCount], ['New', 5]);
  chats.takeIn(group({ name: 'Newer', asOfSeq: 3 }));
  assert.equal(store.chat('c').info.name, 'Newer');
});

test('a chat of two that I put away goes everywhere, unless somebody wrote since', async () => {
  const away = (ts) => ({ type: 'chat.deleted', chatId: 'c', ts, data: { for: 'me' } });
  const { store, live, heard, asked } = setUp();
  await live.onEvent(created(2));
  await live.onSyncPage({ chats: [], private: [away(message(1).createdAt)] });
  assert.notEqual(store.chat('c'), null);
  await live.onEvent(away(message(3).createdAt));
  await live.onEvent(away(message(3).createdAt));
  assert.deepEqual([store.chat('c'), heard.lost, asked], [null, [['c', 'hidden', undefined]], []]);
});

test('my settings come from my other devices, by event and by sync', async () => {
  const { store, live } = setUp({ list: [group({ mySettings: { pinned: false, mutedUntil: null } })] });
  await live.onEvent({ type: 'chat.settings', chatId: 'c', data: { pinned: true } });
  await live.onSyncPage({
    chats: [],
    private: [{ type: 'chat.settings', chatId: 'c', data: { archived: true } }],
  });
  assert.deepEqual(store.chat('c').info.mySettings, { pinned: true, mutedUntil: null, archived: true });
});
