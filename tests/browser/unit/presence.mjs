// Who is here: which of two words is newer, what is said of it, whom the server is asked about.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agoText, presenceLine } from '../../../web/js/format.js';
import { chatSubtitle } from '../../../web/js/naming.js';
import { People } from '../../../web/js/people.js';
import { Presence } from '../../../web/js/presence.js';
import { HIDDEN, isTold, PresenceBook } from '../../../web/js/presence-book.js';
import { Store } from '../../../web/js/store.js';
import { chat, turn } from './support.mjs';

const at = (second) => new Date(Date.UTC(2026, 4, 1, 12, 0, second)).toISOString();
const updated = (second, userId, fields) => ({
  type: 'presence.updated',
  ts: at(second),
  data: { userId, status: 'online', text: null, lastSeenAt: null, ...fields },
});
const away = { status: 'away', text: null, lastSeenAt: null };

test('of two events the newer one counts, in whichever order they come', () => {
  const book = new PresenceBook();
  assert.equal(book.of('a'), null);
  assert.equal(book.hear(updated(5, 'a', away)), true);
  assert.equal(book.hear(updated(4, 'a')), false);
  assert.equal(book.hear(updated(5, 'a')), false);
  assert.equal(book.of('a').status, 'away');
  assert.equal(book.hear(updated(6, 'a', away)), false);
  assert.equal(book.hear(updated(7, 'a')), true);
  assert.equal(book.hear(updated(1, 'b')), true);
  assert.deepEqual(book.of('a'), { status: 'online', text: null, lastSeenAt: null });
});

test('an answer counts unless something was heard of the person since it was asked for', () => {
  const book = new PresenceBook();
  const early = book.ask();
  book.hear(updated(5, 'a'));
  const people = [
    { userId: 'a', ...away },
    { userId: 'b', ...away },
  ];
  assert.equal(book.answer(early, people), true);
  assert.deepEqual([book.of('a').status, book.of('b').status], ['online', 'away']);
  const late = book.ask();
  assert.equal(book.answer(late, people), true);
  assert.equal(book.of('a').status, 'away');
  // The answer to an earlier question, which was longer on its way.
  assert.equal(book.answer(early, [{ userId: 'b', ...away, status: 'online' }]), false);
  // Events go on where they were.
  assert.equal(book.hear(updated(5, 'a')), false);
  assert.equal(book.hear(updated(6, 'a')), true);
});

test('what is hidden is not shown, and takes away what was', () => {
  assert.deepEqual([isTold(null), isTold(HIDDEN), isTold(away)], [false, false, true]);
  assert.equal(isTold({ ...HIDDEN, lastSeenAt: at(0) }), true);
  assert.equal(isTold({ ...HIDDEN, text: 'On holiday' }), true);
  assert.deepEqual([presenceLine(null), presenceLine(HIDDEN)], ['', '']);
  const book = new PresenceBook();
  book.hear(updated(1, 'a', { text: 'In the garden' }));
  book.hear(updated(2, 'a', HIDDEN));
  assert.equal(isTold(book.of('a')), false);
});

test('who is here is said, with their own words', () => {
  const line = (fields) => presenceLine({ text: null, lastSeenAt: null, ...fields });
  assert.deepEqual(
    ['online', 'away', 'do_not_disturb'].map((status) => line({ status })),
    ['Online', 'Away', 'Do not disturb'],
  );
  assert.equal(line({ status: 'online', text: 'in the garden' }), 'Online · in the garden');
  assert.equal(line({ status: 'offline', text: 'on holiday' }), 'on holiday');
  const lastSeenAt = new Date(Date.now() - 5 * 60_000).toISOString();
  assert.equal(
    line({ status: 'offline', lastSeenAt, text: 'back soon' }),
    'Last seen 5 minutes ago · back soon',
  );
  const info = { type: 'direct', peer: { username: 'ben' }, archived: true };
  assert.equal(chatSubtitle({ info }, away), 'Away · archived');
  assert.equal(chatSubtitle({ info }, HIDDEN), '@ben · archived');
});

test('how long ago grows with the time', () => {
  const now = new Date(2026, 4, 10, 14, 30);
  const before = (minutes) => agoText(new Date(now - minutes * 60_000).toISOString(), now, 'en-GB');
  assert.deepEqual([-5, 0, 0.9, 1, 59.9].map(before), [
    'just now',
    'just now',
    'just now',
    '1 minute ago',
    '59 minutes ago',
  ]);
  assert.equal(before(60), 'today at 13:30');
  assert.equal(before(15 * 60), 'yesterday at 23:30');
  assert.equal(before(7 * 24 * 60), 'on 3 May');
  assert.equal(before(370 * 24 * 60), 'on 5 May 2025');
});

/** A store that is online, with a presence whose questions are noted. */
function setUp({ peers = [], mine = [] } = {}) {
  const store = new Store();
  store.me = { id: 'me' };
  store.online = true;
  for (const id of peers) store.put(chat({ id: `with-${id}`, peer: { id } }));
  const asked = [];
  const noted = async (entry, answer) => {
    asked.push(entry);
    await turn();
    return answer;
  };
  const some = (ids) => ({ data: ids.map((userId) => ({ userId, ...away })) });
  const presence = new Presence(
    {
      get: (path, query) =>
        path.endsWith('/me')
          ? noted('me', mine.shift())
          : noted(query.userIds, some(query.userIds.split(','))),
      put: (path, body) => noted(body, { chosenStatus: body.status, status: body.status, text: null }),
    },
    store,
    (action, { userIds }) => noted(`${action} ${userIds}`, some(userIds)),
  );
  return { store, presence, asked };
}

const settled = async () => {
  for (let count = 0; count < 6; count += 1) await turn();
};

test('of the others in direct chats is asked once a connection, in batches', async () => {
  const peers = Array.from({ length: 150 }, (_, index) => `u${index}`);
  const { store, presence, asked } = setUp({ peers });
  presence.follow();
  presence.follow();
  await settled();
  assert.deepEqual(asked, [peers.slice(0, 100).join(), peers.slice(100).join()]);
  assert.equal(store.presence.of('u149').status, 'away');
  store.put(chat({ id: 'new', peer: { id: 'late' } }));
  store.put(chat({ id: 'group', type: 'group' }));
  presence.follow();
  await settled();
  assert.equal(asked.at(-1), 'late');
  asked.length = 0;
  presence.renew();
  await settled();
  assert.equal(asked.filter((entry) => entry !== 'me').length, 2);
});

test('nobody is asked about while there is no connection', async () => {
  const { store, presence, asked } = setUp({ peers: ['a'] });
  store.online = false;
  presence.follow();
  presence.watch(['b']);
  await settled();
  assert.deepEqual(asked, []);
  store.online = true;
  presence.renew();
  await settled();
  assert.deepEqual(asked, ['a', 'me', 'watchPresence b']);
});

test('the members on the screen are watched: told once, again after a reconnect, and ended', async () => {
  const { store, presence, asked } = setUp();
  store.config.limits.watchedUsers = 3;
  presence.watch(['c', 'b']);
  presence.watch(['c', 'b', 'a', 'd']);
  await settled();
  assert.deepEqual(asked, ['watchPresence a,b,c']);
  assert.equal(store.presence.of('c').status, 'away');
  presence.watch(['a', 'b', 'c']);
  // One view goes, another comes.
  presence.watch([]);
  presence.watch(['c', 'b', 'a']);
  await settled();
  assert.equal(asked.length, 1);
  presence.renew();
  await settled();
  assert.equal(asked.filter((entry) => entry === 'watchPresence a,b,c').length, 2);
  presence.watch([]);
  await settled();
  assert.equal(asked.at(-1), 'watchPresence ');
  presence.renew();
  await settled();
  assert.equal(asked.at(-1), 'me');
});

test('what another device chose is asked for, what I am known to be is not', async () => {
  const mine = [{ chosenStatus: 'offline', status: 'offline', text: null }];
  const { store, presence, asked } = setUp({ mine });
  await presence.choose({ status: 'do_not_disturb' });
  const hear = (second, fields) => presence.hear(updated(second, 'me', fields));
  assert.equal(hear(1, { status: 'do_not_disturb' }), true);
  await settled();
  assert.deepEqual(asked, [{ status: 'do_not_disturb' }]);
  hear(2, { status: 'offline', lastSeenAt: at(2) });
  await settled();
  assert.deepEqual([asked.at(-1), store.mine.chosenStatus], ['me', 'offline']);
});

test('what I choose is not undone by an answer that was asked for before', async () => {
  const { store, presence } = setUp({ mine: [{ chosenStatus: 'away' }] });
  await Promise.all([presence.loadMine(), presence.choose({ status: 'online' })]);
  assert.equal(store.mine.chosenStatus, 'online');
});

test('a refused wish is told to who had it, and does not stop the next', async () => {
  const store = new Store();
  store.me = { id: 'me' };
  const answers = [Promise.reject(new Error('No.')), Promise.resolve({ chosenStatus: 'away' })];
  const presence = new Presence({ put: () => answers.shift() }, store, null);
  await assert.rejects(presence.choose({ text: 'x' }), /No\./);
  await presence.choose({ status: 'away' });
  assert.equal(store.mine.chosenStatus, 'away');
});

test('a profile tells of its owner, and a block changes what is told', async () => {
  const store = new Store();
  store.me = { id: 'me' };
  let presence = { status: 'online', text: null, lastSeenAt: null };
  const turned = [];
  const api = {
    get: async (path) => ({ id: 'a', path, presence }),
    post: async () => {},
    delete: async () => {},
  };
  const people = new People(api, store, { turned: (id) => turned.push(id) });
  await people.load('a');
  assert.equal(store.presence.of('a').status, 'online');
  presence = null;
  await people.load('a');
  assert.deepEqual(store.presence.of('a'), HIDDEN);
  await people.block('a');
  await people.unblock('a');
  assert.deepEqual(turned, ['a', 'a']);
});
