// REST calls: what follows from an answer that is none.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api } from '../../../web/js/api.js';
import { noPause } from './support.mjs';

/** `answers`: `[status, body, headers?]` in the order of the calls. */
function setUp(context, answers) {
  const asked = [];
  const heard = [];
  const waits = [];
  context.mock.method(globalThis, 'fetch', async (path, { method, body, headers }) => {
    asked.push([method, path, body && JSON.parse(body), headers.Authorization]);
    const [status, answer, more] = answers.shift();
    return new Response(answer === undefined ? null : JSON.stringify(answer), { status, headers: more });
  });
  const session = {
    token: 'one',
    freshToken: async () => session.token,
    refresh: async () => (session.token = 'two'),
    end: (reason) => heard.push(['end', reason]),
    unverified: () => heard.push(['unverified']),
  };
  const newPause = (wait) => {
    waits.push(wait);
    return noPause();
  };
  return { api: new Api(session, { newPause }), asked, heard, waits };
}

const limited = (after) => [429, { code: 'rate_limited', status: 429 }, { 'Retry-After': String(after) }];

test('a call that came too often is made once more, after the wait', async (context) => {
  const { api, asked, waits } = setUp(context, [limited(3), [200, { ok: true }]]);
  assert.deepEqual(await api.get('/v1/a'), { ok: true });
  assert.deepEqual([asked.length, waits], [2, [3_000]]);
});

test('only once, and only what may be repeated', async (context) => {
  const { api, asked, waits } = setUp(context, [limited(3), limited(4), limited(5), limited(600)]);
  await assert.rejects(api.put('/v1/a', {}), { code: 'rate_limited', retryAfter: 4 });
  await assert.rejects(api.post('/v1/a', {}), { code: 'rate_limited', retryAfter: 5 });
  await assert.rejects(api.get('/v1/a'), { message: /in 10 minutes/ });
  assert.deepEqual([asked.length, waits], [4, [3_000]]);
});

test('a wrong password is no reason to be signed out, an ended login is', async (context) => {
  const problem = (code) => [401, { code, status: 401 }];
  const { api, heard } = setUp(context, [problem('invalid_credentials'), problem('session_revoked')]);
  await assert.rejects(api.delete('/v1/users/me', undefined, { password: 'x' }), {
    code: 'invalid_credentials',
  });
  assert.deepEqual(heard, []);
  await assert.rejects(api.get('/v1/a'), { code: 'session_revoked' });
  assert.deepEqual(heard, [['end', 'session_revoked']]);
});

test('an expired token is renewed, and a body goes with a delete', async (context) => {
  const { api, asked } = setUp(context, [[401, { code: 'token_expired', status: 401 }], [204]]);
  assert.equal(await api.delete('/v1/a', { for: 'me' }, { password: 'x' }), null);
  assert.deepEqual(asked, [
    ['DELETE', '/v1/a?for=me', { password: 'x' }, 'Bearer one'],
    ['DELETE', '/v1/a?for=me', { password: 'x' }, 'Bearer two'],
  ]);
});

test('that the address must be confirmed first is told', async (context) => {
  const { api, heard } = setUp(context, [[403, { code: 'email_unverified', status: 403 }]]);
  await assert.rejects(api.get('/v1/chats'), { code: 'email_unverified' });
  assert.deepEqual(heard, [['unverified']]);
});
