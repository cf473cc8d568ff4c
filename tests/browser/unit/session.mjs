// Who is signed in, and what others change about that.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Session } from '../../../web/js/session.js';

const KEY = 'banter.session';

function newStorage() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  };
}

/** `answers`: `[status, body]` in the order of the calls. */
function setUp(context, answers = []) {
  const asked = [];
  context.mock.method(globalThis, 'fetch', async (path, { body }) => {
    asked.push([path, body && JSON.parse(body)]);
    const [status, answer] = answers.shift();
    return new Response(JSON.stringify(answer), { status });
  });
  const storage = newStorage();
  const session = new Session(storage);
  const heard = [];
  for (const type of ['started', 'ended', 'user', 'unverified']) {
    session.addEventListener(type, ({ detail }) => heard.push(detail ? [type, detail.reason] : [type]));
  }
  return { session, storage, asked, heard };
}

const user = (fields) => ({ id: 'me', username: 'ana', emailVerified: false, ...fields });
const tokens = (count, fields) => [
  200,
  { user: user(fields), accessToken: `a${count}`, refreshToken: `r${count}`, expiresIn: 900 },
];
const refused = (code) => [401, { status: 401, code }];

test('the second step goes with name and password', async (context) => {
  const { session, asked, heard } = setUp(context, [refused('mfa_required'), tokens(1)]);
  await assert.rejects(session.login('ana', 'secret'), { code: 'mfa_required' });
  assert.equal(session.user, null);
  await session.login('ana', 'secret', { mfaCode: '123456' });
  const [, body] = asked[1];
  assert.deepEqual([body.identifier, body.password, body.mfaCode], ['ana', 'secret', '123456']);
  assert.deepEqual([heard, session.user.id], [[['started']], 'me']);
});

test('what is newly known of me is kept with the tokens that are there by then', async (context) => {
  const { session, storage, heard } = setUp(context, [tokens(1)]);
  await session.login('ana', 'secret');
  // Another tab has newer tokens.
  const held = JSON.parse(storage.getItem(KEY));
  storage.setItem(KEY, JSON.stringify({ ...held, accessToken: 'newer' }));
  await session.update({ displayName: 'Ana' });
  const kept = JSON.parse(storage.getItem(KEY));
  assert.deepEqual([kept.accessToken, kept.user], ['newer', user({ displayName: 'Ana' })]);
  assert.equal(session.user.displayName, 'Ana');
  assert.deepEqual(heard.at(-1), ['user']);
  session.end('logout');
  await session.update({ displayName: 'Nobody' });
  assert.deepEqual([session.user, storage.getItem(KEY)], [null, null]);
});

test('an address to be confirmed first is asked for until tokens say that it is', async (context) => {
  const { session, heard } = setUp(context, [tokens(1), tokens(2), tokens(3, { emailVerified: true })]);
  session.unverified();
  assert.equal(session.mustConfirm, false);
  await session.login('ana', 'secret');
  session.unverified();
  session.unverified();
  assert.deepEqual([heard, session.mustConfirm], [[['started'], ['unverified']], true]);
  await session.refresh();
  assert.equal(session.mustConfirm, true);
  await session.update({ emailVerified: true });
  assert.equal(session.mustConfirm, true);
  await session.refresh();
  assert.deepEqual([session.mustConfirm, session.user.emailVerified], [false, true]);
});

test('a login that the server ends is over with the reason it gave', async (context) => {
  const { session, heard } = setUp(context, [tokens(1), refused('session_revoked')]);
  await session.login('ana', 'secret');
  await session.revoked('password_changed');
  assert.deepEqual(heard, [['started'], ['ended', 'password_changed']]);
  assert.equal(session.user, null);
});

test('a login that still has tokens goes on', async (context) => {
  const { session, heard } = setUp(context, [tokens(1), tokens(2)]);
  await session.login('ana', 'secret');
  await session.revoked('logged_out');
  assert.deepEqual(heard, [['started'], ['user']]);
});

test('who leaves is told once, and why, whoever hears of it first', async (context) => {
  const { session, heard } = setUp(context, [tokens(1), refused('session_revoked')]);
  await session.login('ana', 'secret');
  await session.leaveBy('logged_out_everywhere', () => session.revoked('logged_out'));
  await session.refresh();
  assert.deepEqual(heard, [['started'], ['ended', 'logged_out_everywhere']]);
});

test('what was to end the login and failed does not', async (context) => {
  const { session, heard } = setUp(context, [tokens(1)]);
  await session.login('ana', 'secret');
  await assert.rejects(session.leaveBy('account_deleted', () => Promise.reject(new Error('No.'))));
  assert.equal(session.user.id, 'me');
  session.end('logout');
  assert.deepEqual(heard.at(-1), ['ended', 'logout']);
});
