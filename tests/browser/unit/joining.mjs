// Coming into chats: invitations, requests, members page by page.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Invites } from '../../../web/js/invites.js';
import { Joining } from '../../../web/js/joining.js';
import { Members } from '../../../web/js/members.js';
import { group, happened, message, person, setUp } from './support.mjs';

test('invitations wait until they are used, run out, or I am in', async () => {
  const { store, live, chats } = setUp({ list: [] });
  const posted = [];
  const api = {
    post: async (path) => {
      posted.push(path);
      return group({ id: 'd' });
    },
  };
  const invites = new Invites(api, store, chats);
  const invited = (code, chatId, fields) => ({
    type: 'invite.created',
    data: { invite: { code, chatId, userId: 'me', expiresAt: null, ...fields }, chat: { id: chatId } },
  });
  await live.onEvent(invited('one', 'c'));
  await live.onSyncPage({
    private: [
      invited('one', 'c'),
      invited('two', 'd'),
      invited('three', 'e', { expiresAt: '2020-01-01T00:00:00.000Z' }),
    ],
  });
  const codes = () => invites.mine().map(({ code }) => code);
  assert.deepEqual(codes(), ['one', 'two']);
  chats.takeIn(group({ id: 'c' }));
  assert.deepEqual(codes(), ['two']);
  const { info } = await invites.accept('two');
  assert.deepEqual([posted, info.id, codes()], [['/v1/invites/two/accept'], 'd', []]);
});

test('requests to join wait with those who may answer, until somebody does', async () => {
  const { store, live, chats } = setUp({ list: [group({ myRole: 'owner' })] });
  const request = (userId) => ({
    type: 'joinRequest.created',
    data: { chatId: 'c', userId, user: { id: userId, displayName: userId }, requestedAt: 'then' },
  });
  await live.onEvent(request('x'));
  await live.onSyncPage({ private: [request('y'), request('z')] });
  const waiting = () => [...store.chat('c').requests.keys()];
  assert.deepEqual(waiting(), ['x', 'y', 'z']);
  await live.onEvent(happened(2, 'member.added', { member: person('x') }));
  assert.deepEqual(waiting(), ['y', 'z']);
  const joining = new Joining(
    {
      post: async () => {
        throw Object.assign(new Error(), { status: 404 });
      },
    },
    store,
    chats,
  );
  await joining.deny('c', 'y');
  assert.deepEqual(waiting(), ['z']);
});

test('joining is done at once, or waits for somebody', async () => {
  const { store, chats } = setUp({ list: [] });
  const answers = [{ state: 'pending' }, group({ id: 'd' })];
  const joining = new Joining({ post: async () => answers.shift() }, store, chats);
  assert.equal(await joining.join('d'), 'pending');
  assert.equal(store.chat('d'), null);
  assert.equal(await joining.join('d'), 'active');
  assert.equal(store.chat('d').info.name, 'Garden');
});

test('members come page by page, and can be named once they are all known', async () => {
  const { store, chats, live } = setUp({ list: [group()] });
  const pages = [
    { data: [person('a', { role: 'owner' }), person('me')], nextCursor: 'next' },
    { data: [person('b')], nextCursor: null },
  ];
  const asked = [];
  const api = {
    get: async (_, query) => {
      asked.push(query.cursor);
      return pages.shift();
    },
  };
  const members = new Members(api, store, chats, live);
  store.chat('c').messages = [message(1, { senderId: 'gone' })];
  store.know({ id: 'gone', displayName: 'Gone' });
  const named = () => members.known('c').map(({ id }) => id);
  await members.load('c');
  assert.deepEqual(named(), ['a', 'gone']);
  await members.load('c');
  await members.load('c');
  assert.deepEqual(
    [named(), asked],
    [
      ['a', 'b'],
      [undefined, 'next'],
    ],
  );
});
