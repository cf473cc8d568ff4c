// Other people and other devices: whom I block, where I am logged in, what changes about anybody.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { senderName } from '../../../web/js/naming.js';
import { People } from '../../../web/js/people.js';
import { Security } from '../../../web/js/security.js';
import { Store } from '../../../web/js/store.js';
import { chat, message, setUp } from './support.mjs';

const gone = () => Promise.reject(Object.assign(new Error(), { status: 404 }));

/** An API that gives `pages` one after the other, and notes what else is asked. */
function apiOf(pages, { failing = {} } = {}) {
  const asked = [];
  const act = (method) => async (path) => {
    asked.push([method, path]);
    return failing[path]?.();
  };
  const get = async (path, query) => {
    asked.push(['get', query?.cursor]);
    return failing[path] ? failing[path]() : pages.shift();
  };
  return { asked, get, post: act('post'), delete: act('delete') };
}

test('whom I block is asked once, page by page, and kept up to date', async () => {
  const store = new Store();
  const entry = (userId) => ({ userId, user: { id: userId, displayName: userId.toUpperCase() } });
  const api = apiOf([
    { data: [entry('a')], nextCursor: 'next' },
    { data: [entry('b'), { userId: 'c', user: null }], nextCursor: null },
  ]);
  const people = new People(api, store);
  assert.equal(people.isBlocked('a'), null);
  await Promise.all([people.loadBlocked(), people.loadBlocked()]);
  await people.loadBlocked();
  assert.deepEqual(api.asked, [
    ['get', undefined],
    ['get', 'next'],
  ]);
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].map((id) => people.isBlocked(id)),
    [true, true, true, false],
  );
  assert.equal(store.people.get('b').displayName, 'B');
  await people.unblock('a');
  await people.block('d');
  assert.deepEqual([people.isBlocked('a'), people.isBlocked('d')], [false, true]);
  assert.deepEqual(api.asked.slice(2), [
    ['delete', '/v1/users/a/block'],
    ['post', '/v1/users/d/block'],
  ]);
});

test('an account that is gone is nobody, and its block can be lifted', async () => {
  const store = new Store();
  const failing = { '/v1/users/x': gone, '/v1/users/x/block': gone };
  const people = new People(apiOf([{ data: [{ userId: 'x', user: null }] }], { failing }), store);
  await people.loadBlocked();
  assert.equal(await people.load('x'), null);
  await people.unblock('x');
  assert.equal(people.isBlocked('x'), false);
});

test('all other logins end, on all pages, though one has ended by itself', async () => {
  const api = apiOf(
    [
      { data: [{ id: 's1' }, { id: 's2', current: true }], nextCursor: 'next' },
      { data: [{ id: 's3' }], nextCursor: null },
    ],
    { failing: { '/v1/auth/sessions/s3': gone } },
  );
  assert.equal(await new Security(api, null).endOthers(), 2);
  assert.deepEqual(api.asked.slice(2), [
    ['delete', '/v1/auth/sessions/s1'],
    ['delete', '/v1/auth/sessions/s3'],
  ]);
});

test('a changed profile shows in chats, on messages, and on me', async () => {
  const peer = { id: 'other', displayName: 'Ben', avatarUrl: null };
  const { store, live, heard } = setUp({ list: [chat({ peer })] });
  const sent = message(1, { sender: { displayName: 'Ben', avatarUrl: null } });
  assert.equal(senderName(store, sent), 'Ben');
  await live.onEvent({ type: 'user.updated', data: { id: 'other', displayName: 'Benjamin' } });
  assert.equal(store.chat('c').info.peer.displayName, 'Benjamin');
  assert.equal(senderName(store, sent), 'Benjamin');
  assert.equal(senderName(store, { ...sent, sender: null }), 'Deleted user');
  await live.onEvent({ type: 'user.updated', data: { id: 'me', displayName: 'Me' } });
  assert.deepEqual(heard.me, ['Me']);
});
