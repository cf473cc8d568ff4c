// Messages that go: deleted for everyone, for me alone, by time.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Expiry } from '../../../web/js/expiry.js';
import { chat, created, deleted, message, setUp, turn } from './support.mjs';

test('a message deleted for me goes, on every device, and no late answer brings it back', async () => {
  const { store, live, history } = setUp();
  await live.onEvent(created(2));
  await live.onEvent(created(3));
  await live.onEvent({
    type: 'message.deleted',
    chatId: 'c',
    data: { messageId: 'm3', deletedBy: 'me', for: 'me' },
  });
  const { info, messages } = store.chat('c');
  assert.deepEqual(
    messages.map(({ seq }) => seq),
    [2],
  );
  assert.deepEqual([info.lastMessage.seq, info.unreadCount], [2, 1]);
  history.hold(store.chat('c'), [message(3)]);
  assert.equal(store.message('c', 'm3'), null);
  await live.onSyncPage({
    chats: [{ chatId: 'c', membership: 'active', readSeq: 1, unreadCount: 1, events: [created(4)] }],
    private: [{ type: 'message.deleted', chatId: 'c', data: { messageId: 'm4', for: 'me' } }],
  });
  assert.equal(store.message('c', 'm4'), null);
});

test('a message I had deleted for myself counts as an answer, and is not shown', async () => {
  const { store, live } = setUp();
  const hidden = created(3, { hidden: true, text: null, replyToId: 'm2' });
  const events = [created(2), hidden];
  await live.onSyncPage({ chats: [{ chatId: 'c', membership: 'active', readSeq: 1, unreadCount: 1, events }] });
  const { info, messages } = store.chat('c');
  assert.deepEqual(
    messages.map(({ seq, replyCount }) => [seq, replyCount]),
    [[2, 1]],
  );
  assert.deepEqual([info.lastMessage.seq, info.unreadCount], [2, 1]);
});

test('what is deleted is no longer unread; of what is not held the server is asked', async () => {
  const { store, live, heard } = setUp({ list: [chat({ lastSeq: 9, asOfSeq: 9, unreadCount: 3 })] });
  await live.onEvent(created(10));
  await live.onEvent(created(11));
  assert.equal(store.chat('c').info.unreadCount, 5);
  await live.onEvent(deleted(12, 'm10'));
  assert.equal(store.chat('c').info.unreadCount, 4);
  await live.onEvent(deleted(13, 'm11'));
  assert.equal(store.chat('c').info.unreadCount, 3);
  assert.equal(store.chat('c').info.lastMessage.text, null);
  await live.onEvent(deleted(14, 'm5'));
  assert.deepEqual([store.chat('c').info.unreadCount, heard.uncounted], [3, 1]);
});

test('a message that comes deleted by sync is not counted', async () => {
  const { store, live } = setUp();
  const gone = created(2, { text: null, deletedAt: 'then', updatedSeq: 3 });
  const events = [gone, deleted(3, 'm2')];
  await live.onSyncPage({
    chats: [{ chatId: 'c', membership: 'active', readSeq: 1, unreadCount: 0, events }],
  });
  assert.deepEqual([store.chat('c').info.unreadCount, store.chat('c').log.through], [0, 3]);
});

test('entries gone by time leave the list, the preview and what is unread', async () => {
  const { store, live } = setUp();
  await live.onEvent(created(2));
  await live.onEvent(created(3));
  await live.onEvent({ type: 'entries.expired', chatId: 'c', seq: 6, data: { fromSeq: 4, toSeq: 6 } });
  assert.equal(store.chat('c').log.through, 6);
  await live.onSyncPage({
    chats: [
      {
        chatId: 'c',
        membership: 'active',
        readSeq: 1,
        events: [{ type: 'entries.expired', seq: 9, data: { fromSeq: 1, toSeq: 9 } }, created(10)],
      },
    ],
  });
  const { info, messages, log } = store.chat('c');
  assert.deepEqual([messages.length, info.lastMessage.seq, info.unreadCount, log.through], [1, 10, 1, 10]);
});

test('a message whose time is up is taken in, but not shown', async () => {
  const { store, live } = setUp();
  await live.onEvent(created(2, { expiresAt: new Date(Date.now() - 1).toISOString() }));
  const { info, messages, log } = store.chat('c');
  assert.deepEqual([messages, info.lastMessage, info.unreadCount, log.through], [[], null, 0, 2]);
});

test('disappearing messages go on time, also from the preview and what is unread', async (context) => {
  const { store, live } = setUp();
  const expiry = new Expiry(store);
  const now = Date.now();
  context.mock.timers.enable({ apis: ['setTimeout', 'Date'], now });
  const at = (milliseconds) => ({ expiresAt: new Date(now + milliseconds).toISOString() });
  await live.onEvent(created(2));
  await live.onEvent(created(3, at(60_000)));
  await live.onEvent(created(4, at(5_000)));
  await turn();
  context.mock.timers.tick(4_999);
  assert.equal(store.chat('c').messages.length, 3);
  context.mock.timers.tick(1);
  const seen = () => {
    const { info, messages } = store.chat('c');
    return [messages.map(({ seq }) => seq), info.lastMessage.seq, info.unreadCount];
  };
  assert.deepEqual(seen(), [[2, 3], 3, 2]);
  await turn();
  context.mock.timers.tick(55_000);
  assert.deepEqual(seen(), [[2], 2, 1]);
  expiry.stop();
});
