// A page that comes and goes: which chat is told to be looked at, and when others hear of typing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Store } from '../../../web/js/store.js';
import { Together } from '../../../web/js/together.js';
import { chat, group, turn } from './support.mjs';

/** With a page that is visible, a direct chat `c` and a group `g`. */
async function setUp({ memberCount = 3 } = {}) {
  const store = new Store();
  store.me = { id: 'me' };
  store.online = true;
  store.put(chat());
  store.put(group({ id: 'g', memberCount }));
  const frames = [];
  const page = Object.assign(new EventTarget(), {
    document: Object.assign(new EventTarget(), { visibilityState: 'visible' }),
  });
  const together = new Together({
    api: { get: async () => ({ data: [] }) },
    store,
    page,
    request: async (action, { chatId, state }) => {
      frames.push([action, chatId, state].filter(Boolean).join(' '));
      return { chatId, count: 2, userIds: ['me', 'a'] };
    },
  });
  const settled = async () => {
    for (let count = 0; count < 4; count += 1) await turn();
  };
  const open = (id) => {
    store.openId = id;
    store.changed('open');
    return settled();
  };
  const turnPage = (visibilityState, ...events) => {
    for (const type of events) page.dispatchEvent(new Event(type));
    page.document.visibilityState = visibilityState;
    page.document.dispatchEvent(new Event('visibilitychange'));
    return settled();
  };
  await settled();
  return { store, together, frames, open, turnPage, settled };
}

test('a chat is looked at while it is shown and the page is visible', async () => {
  const { frames, open, turnPage, together, store, settled } = await setUp();
  await open('c');
  assert.deepEqual(frames, ['openChat c']);
  assert.deepEqual(together.company.viewers(), ['a']);
  await turnPage('hidden');
  await turnPage('visible');
  assert.deepEqual(frames.slice(1), ['closeChat c', 'openChat c']);
  await open('g');
  assert.deepEqual(frames.slice(3), ['closeChat c', 'openChat g']);
  store.online = false;
  store.changed('connection');
  await settled();
  assert.deepEqual(together.company.viewers(), []);
  store.online = true;
  together.renew();
  await settled();
  assert.deepEqual(frames.slice(5), ['openChat g']);
  await open(null);
  assert.equal(frames.at(-1), 'closeChat g');
});

test('a page that is loaded anew does not close its chat; one that is kept and shown again has it', async () => {
  const { frames, open, turnPage } = await setUp();
  await open('c');
  await turnPage('hidden', 'pagehide');
  assert.deepEqual(frames, ['openChat c']);
  await turnPage('visible', 'pageshow');
  assert.equal(frames.at(-1), 'openChat c');
});

test('typing ends before the chat is left or hidden', async () => {
  const { frames, open, together, turnPage, settled } = await setUp();
  await open('c');
  together.typist.typed('c', 'x');
  await settled();
  await open('g');
  assert.deepEqual(frames.slice(1), ['typing c started', 'typing c stopped', 'closeChat c', 'openChat g']);
  together.typist.typed('g', 'x');
  await settled();
  await turnPage('hidden');
  assert.deepEqual(frames.slice(5), ['typing g started', 'typing g stopped', 'closeChat g']);
});

test('a crowd is neither looked at nor typed in, until it is none', async () => {
  const { frames, open, store, together, settled } = await setUp({ memberCount: 257 });
  await open('g');
  together.typist.typed('g', 'x');
  await settled();
  assert.deepEqual(frames, []);
  store.put({ id: 'g', memberCount: 256 });
  await settled();
  assert.deepEqual(frames, ['openChat g']);
});

test('who may not write, or is not connected, types in silence', async () => {
  const { frames, open, store, together, settled } = await setUp();
  store.put({ id: 'g', myPermissions: [] });
  await open('g');
  together.typist.typed('g', 'x');
  await open('c');
  store.online = false;
  together.typist.typed('c', 'x');
  store.online = true;
  await settled();
  assert.deepEqual(
    frames.filter((frame) => frame.startsWith('typing')),
    [],
  );
  assert.equal(together.hear({ type: 'typing.started', chatId: 'zz', ts: '', data: {} }), true);
  assert.equal(together.hear({ type: 'presence.updated', ts: '', data: { userId: 'a' } }), true);
  assert.equal(together.hear({ type: 'chat.settings', chatId: 'c', data: {} }), false);
});
