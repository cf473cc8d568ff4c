// Taking in events and sync pages.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chat, created, deleted, message, setUp } from './support.mjs';

test('an event counts once, however often it comes', async () => {
  const { store, live, heard } = setUp();
  for (const seq of [2, 3, 2, 3]) await live.onEvent(created(seq));
  assert.deepEqual(
    store.chat('c').messages.map(({ seq }) => seq),
    [2, 3],
  );
  assert.equal(store.chat('c').info.unreadCount, 2);
  assert.equal(store.chat('c').info.lastMessage.seq, 3);
  assert.deepEqual(heard.arrived, [2, 3]);
});

test('a gap is a hole only after a second', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { live, heard } = setUp();
  await live.onEvent(created(3));
  context.mock.timers.tick(999);
  await live.onEvent(created(2));
  context.mock.timers.tick(1);
  assert.equal(heard.gaps, 0);
  await live.onEvent(created(5));
  context.mock.timers.tick(1_000);
  assert.equal(heard.gaps, 1);
});

test('the ack stands for the event of the sending connection', async () => {
  const { store, live, heard } = setUp({ list: [chat({ unreadCount: 3 })] });
  const own = message(2, { senderId: 'me', clientMessageId: 'k' });
  live.onAck('c', own);
  await live.onEvent({ type: 'message.created', chatId: 'c', seq: 2, data: own });
  assert.equal(store.chat('c').messages.length, 1);
  assert.deepEqual(heard.settled, ['k']);
  assert.equal(store.chat('c').info.unreadCount, 0);
});

test('a sync page brings what was missed and the number of unread messages', async () => {
  const { store, live } = setUp();
  await live.onEvent(created(3));
  const events = [created(2), created(3), created(4)];
  const page = {
    hasMore: true,
    chats: [{ chatId: 'c', membership: 'active', lastSeq: 6, readSeq: 1, unreadCount: 5, events }],
  };
  await live.onSyncPage(page);
  assert.equal(store.chat('c').log.through, 4);
  await live.onSyncPage({ hasMore: false, chats: [{ ...page.chats[0], events: [created(5), created(6)] }] });
  assert.deepEqual(
    store.chat('c').messages.map(({ seq }) => seq),
    [2, 3, 4, 5, 6],
  );
  assert.equal(store.chat('c').log.through, 6);
  assert.equal(store.chat('c').info.unreadCount, 5);
});

test('an entry stored while a sync page was made is not taken for seen', async () => {
  const { store, live } = setUp();
  await live.onSyncPage({
    hasMore: false,
    chats: [
      { chatId: 'c', membership: 'active', lastSeq: 3, readSeq: 1, unreadCount: 1, events: [created(2)] },
    ],
  });
  await live.onEvent(created(3));
  assert.deepEqual(
    store.chat('c').messages.map(({ seq }) => seq),
    [2, 3],
  );
  assert.equal(store.chat('c').info.unreadCount, 2);
});

test('a sync page that tells of reading elsewhere counts from there', async () => {
  const { store, live } = setUp({ list: [chat({ unreadCount: 4 })] });
  await live.onSyncPage({
    chats: [
      {
        chatId: 'c',
        membership: 'active',
        lastSeq: 3,
        readSeq: 2,
        unreadCount: 1,
        events: [created(2), created(3)],
      },
    ],
  });
  assert.equal(store.chat('c').info.unreadCount, 1);
});

test('an unknown chat is fetched once, as the reader sees it', async () => {
  const seen = chat({ lastSeq: 2, asOfSeq: 2, unreadCount: 1 });
  const { store, live, asked } = setUp({ list: [], answers: { '/v1/chats/c': seen } });
  await Promise.all([live.onEvent(created(1)), live.onEvent(created(2)), live.onEvent(created(3))]);
  assert.deepEqual(asked, ['/v1/chats/c']);
  assert.equal(store.chat('c').info.unreadCount, 2);
});

test('a chat I am no longer in goes, by event or by sync', async () => {
  const first = setUp();
  await first.live.onEvent({
    type: 'member.removed',
    chatId: 'c',
    seq: 2,
    data: { member: { userId: 'me' } },
  });
  assert.equal(first.store.chat('c'), null);
  const second = setUp();
  await second.live.onSyncPage({ chats: [{ chatId: 'c', membership: 'removed', events: [] }] });
  assert.equal(second.store.chat('c'), null);
});

test('a reset loads the chats named, and drops what may have holes', async () => {
  const answers = {
    '/v1/chats/c': chat({ lastSeq: 90, asOfSeq: 90 }),
    '/v1/chats/c/messages': { data: [message(90)], nextCursor: 'x' },
  };
  const { store, live } = setUp({ answers });
  store.openId = 'c';
  await live.onEvent(created(2));
  await live.onSyncPage({ reset: true, resetChats: ['c'], chats: [], nextToken: 't' });
  assert.deepEqual(
    store.chat('c').messages.map(({ seq }) => seq),
    [90],
  );
  assert.equal(store.chat('c').log.through, 90);
});

test('receipts move cursors forward; my other devices move mine', async () => {
  const { store, live, heard } = setUp();
  await live.onEvent(created(2));
  await live.onEvent(created(3));
  const receipt = (userId, seq, more) =>
    live.onEvent({ type: 'receipt.read', chatId: 'c', data: { userId, seq, ...more } });
  await receipt('other', 3);
  await receipt('other', 2);
  assert.equal(store.chat('c').cursors.get('other').readSeq, 3);
  await receipt('me', 2, { unreadCount: 1 });
  assert.equal(store.chat('c').info.unreadCount, 1);
  assert.equal(heard.known.at(-1), 2);
});

test('a change that arrives while history loads is not undone by the page', async () => {
  let release;
  const page = new Promise((resolve) => {
    release = resolve;
  });
  const { store, live, history } = setUp({
    list: [chat({ lastSeq: 5, asOfSeq: 5 })],
    answers: { '/v1/chats/c/messages': page },
  });
  const loading = history.loadNewest('c');
  await live.onEvent(deleted(6, 'm4'));
  release({ data: [message(4), message(5)], nextCursor: null });
  await loading;
  assert.equal(store.chat('c').messages[0].text, null);
});

test('entries wait for those before them, so that each finds what it changes', async () => {
  const { store, live } = setUp();
  const reaction = (seq, emoji) => ({
    type: 'reaction.added',
    chatId: 'c',
    seq,
    data: { messageId: 'm2', emoji, userId: 'x', count: 1 },
  });
  await live.onEvent(reaction(4, '👍'));
  await live.onEvent(reaction(3, '🍰'));
  assert.deepEqual(store.chat('c').messages, []);
  await live.onEvent(created(2));
  assert.deepEqual(Object.keys(store.chat('c').messages[0].reactions).sort(), ['🍰', '👍'].sort());
});

test('an own message shows at once, even when entries before it are still to come', async () => {
  const { store, live, heard } = setUp();
  live.onAck('c', message(4, { senderId: 'me', clientMessageId: 'k' }));
  const seqs = () => store.chat('c').messages.map(({ seq }) => seq);
  assert.deepEqual([seqs(), heard.settled, store.chat('c').log.through], [[4], ['k'], 1]);
  await live.onEvent(created(3));
  await live.onEvent(created(2));
  assert.deepEqual([seqs(), store.chat('c').log.through], [[2, 3, 4], 4]);
  assert.equal(store.chat('c').info.unreadCount, 0);
  live.stop();
});

test('what is received is told, what other devices received is heard', async () => {
  const { live, heard } = setUp();
  await live.onEvent(created(2));
  await live.onEvent(created(3, { senderId: 'me' }));
  assert.deepEqual(heard.received, [2]);
  await live.onEvent({ type: 'receipt.delivered', chatId: 'c', data: { userId: 'me', seq: 2 } });
  assert.deepEqual(heard.delivered, [2]);
});
