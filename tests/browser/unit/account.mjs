// What is known of accounts without a server: addresses, passwords, waits, words.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chatAt, inviteAt, mailLinkAt } from '../../../web/js/address.js';
import { deviceName } from '../../../web/js/device.js';
import { endedLine } from '../../../web/js/ended.js';
import { exportName, walkExport } from '../../../web/js/export.js';
import { fieldText } from '../../../web/js/field-texts.js';
import { passwordProblem } from '../../../web/js/password.js';
import { quietHours, timeZones } from '../../../web/js/preferences.js';
import { Problem } from '../../../web/js/problem.js';
import { applyTheme, keptTheme } from '../../../web/js/theme.js';
import { confirmAddress } from '../../../web/js/verification.js';
import { waitBefore, whenText } from '../../../web/js/waiting.js';

test('links from mails are told from other addresses', () => {
  assert.deepEqual(mailLinkAt('#verify=a_b-C9'), { kind: 'verify', token: 'a_b-C9' });
  assert.deepEqual(mailLinkAt('#reset=t'), { kind: 'reset', token: 't' });
  for (const hash of ['', '#', '#verify=', '#/chat/c', '#invite=verify', '#verify=%', '#/verify=t']) {
    assert.equal(mailLinkAt(hash), null, hash);
  }
  assert.deepEqual([chatAt('#verify=t'), inviteAt('#reset=t')], [null, null]);
});

test('a password is too short, too long, or names its owner', () => {
  const personal = ['Ana_F', 'lovelace@example.com', '', null, 'xyz'];
  const problem = (password) => passwordProblem(password, personal);
  assert.equal(problem('short'), 'too_short');
  assert.equal(problem('🍅'.repeat(11)), 'too_short');
  assert.equal(problem('🍅'.repeat(12)), null);
  assert.equal(problem('a'.repeat(129)), 'too_long');
  assert.equal(problem('I am ana_f today'), 'personal');
  assert.equal(problem('Lovelace rocks!'), 'personal');
  assert.equal(problem('xyz is too short to matter'), null);
  assert.equal(problem('an example.com password'), null);
});

test('what is wrong with a value is said in the page’s words, else in the server’s', () => {
  assert.match(fieldText({ field: 'password', code: 'common', detail: 'x' }), /guesses passwords/);
  assert.match(fieldText({ field: 'newPassword', code: 'personal' }), /your username/);
  assert.equal(fieldText({ field: 'username', code: 'too_short', detail: 'at least 3' }), 'at least 3');
  assert.equal(fieldText({ field: 'token', code: 'unknown' }), 'unknown');
});

test('a call that came too often is repeated when that does no harm and takes no minute', () => {
  const limited = (retryAfter) => new Problem({ code: 'rate_limited', status: 429, retryAfter });
  assert.equal(waitBefore(limited(7), 'GET'), 7_000);
  assert.equal(waitBefore(limited(0), 'PUT'), 0);
  assert.equal(waitBefore(limited(7), 'POST'), null);
  assert.equal(waitBefore(limited(7), 'PATCH'), null);
  assert.equal(waitBefore(limited(7), 'POST', { 'Idempotency-Key': 'k' }), 7_000);
  assert.equal(waitBefore(limited(61), 'GET'), null);
  assert.equal(waitBefore(limited(undefined), 'GET'), null);
  assert.equal(waitBefore(new Problem({ code: 'slow_mode', retryAfter: 7 }), 'GET'), null);
});

test('when to try again is said', () => {
  assert.equal(whenText(0.2), 'in 1 second');
  assert.equal(whenText(89), 'in 89 seconds');
  assert.equal(whenText(600), 'in 10 minutes');
  const noon = new Date(2026, 4, 10, 12, 0).getTime();
  assert.match(whenText(7_200, noon, 'en-GB'), /^at 14:00$/);
  const problem = new Problem({ code: 'rate_limited', retryAfter: 600, detail: 'Slow down.' });
  assert.equal(problem.message, 'Too many attempts. Please try again in 10 minutes.');
  assert.equal(new Problem({ code: 'rate_limited', detail: 'Slow down.' }).message, 'Slow down.');
});

test('who is signed out is told why, when there is something to tell', () => {
  assert.equal(endedLine('logout'), null);
  assert.match(endedLine('account_deleted'), /deleted/);
  assert.match(endedLine('password_changed'), /password was changed/);
  assert.match(endedLine('refresh_token_reused'), /two places/);
  assert.match(endedLine('session_revoked'), /has ended/);
  assert.match(endedLine(undefined), /has ended/);
});

test('a browser has a name', () => {
  const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36';
  assert.equal(deviceName(chrome), 'Chrome on Linux');
  assert.equal(deviceName(`${chrome} Edg/130.0`), 'Edge on Linux');
  assert.equal(
    deviceName('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1'),
    'Safari on iPhone',
  );
  assert.equal(deviceName('curl'), 'Browser');
  assert.equal(deviceName(undefined), 'Browser');
});

test('the theme marks the page, and is kept', () => {
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  const metas = [{ dataset: { scheme: 'light' } }, { dataset: { scheme: 'dark' } }];
  const page = { documentElement: { dataset: {} }, querySelectorAll: () => metas };
  assert.equal(keptTheme(storage), 'system');
  applyTheme('dark', { page, storage });
  assert.deepEqual([page.documentElement.dataset.theme, keptTheme(storage)], ['dark', 'dark']);
  assert.deepEqual(
    metas.map(({ media }) => media),
    ['not all', 'all'],
  );
  for (const none of ['system', 'pink', undefined]) {
    applyTheme(none, { page, storage });
    assert.deepEqual([page.documentElement.dataset.theme, keptTheme(storage)], [undefined, 'system']);
  }
  assert.equal(metas[1].media, '(prefers-color-scheme: dark)');
});

test('the export is walked to its end, and put together', async () => {
  const pages = {
    first: { user: { id: 'me' }, chats: ['c'], messages: [1, 2], nextCursor: 'a' },
    a: { user: null, chats: null, messages: [], nextCursor: 'b' },
    b: { user: null, chats: null, messages: [3], nextCursor: null },
  };
  const told = [];
  const whole = await walkExport(
    async (cursor) => pages[cursor ?? 'first'],
    (count) => told.push(count),
  );
  assert.deepEqual(whole, { user: { id: 'me' }, chats: ['c'], messages: [1, 2, 3] });
  assert.deepEqual(told, [2, 2, 3]);
  const single = await walkExport(async () => ({ user: 'u', messages: [], nextCursor: null }));
  assert.deepEqual(single, { user: 'u', messages: [] });
  assert.equal(exportName('ana', new Date('2026-05-01T12:00:00Z')), 'banter-ana-2026-05-01.json');
});

test('quiet hours are sent when they are complete', () => {
  const night = { from: '22:00', to: '07:00', timeZone: 'Europe/Berlin' };
  assert.deepEqual(quietHours(true, night), night);
  assert.equal(quietHours(false, night), null);
  assert.equal(quietHours(true, { ...night, to: '' }), undefined);
  assert.equal(quietHours(true, { ...night, to: '22:00' }), undefined);
  assert.ok(timeZones().includes(Intl.DateTimeFormat().resolvedOptions().timeZone));
});

test('what came of a link that confirms is one sentence', async () => {
  const fails = (problem) => () => Promise.reject(new Problem(problem));
  assert.match(await confirmAddress('t', async () => null), /is confirmed/);
  const unknown = { status: 400, code: 'validation_failed', errors: [{ field: 'token', code: 'unknown' }] };
  assert.match(await confirmAddress('t', fails(unknown)), /not valid any more/);
  assert.match(await confirmAddress('t', fails({ status: 409, code: 'conflict' })), /another account/);
  assert.match(
    await confirmAddress('t', fails({ code: 'network', detail: 'No network.' })),
    /^No network\. .*again/,
  );
});
