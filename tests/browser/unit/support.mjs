// Small makings for the unit tests.

import { Chats } from '../../../web/js/chats.js';
import { History } from '../../../web/js/history.js';
import { Live } from '../../../web/js/live.js';
import { Store } from '../../../web/js/store.js';

/** Message `seq` of somebody else, one second after the one before it. */
export function message(seq, fields = {}) {
  return {
    id: `m${seq}`,
    seq,
    updatedSeq: seq,
    senderId: 'other',
    type: 'text',
    text: `text ${seq}`,
    createdAt: new Date(Date.UTC(2026, 4, 1, 12, 0, seq)).toISOString(),
    ...fields,
  };
}

/** A pause that is over at once. */
export function noPause() {
  return { done: Promise.resolve(), wake() {} };
}

/** Lets everything that is ready run. */
export function turn() {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

export const chat = (fields = {}) => ({
  id: 'c',
  type: 'direct',
  memberCount: 2,
  lastSeq: 1,
  asOfSeq: 1,
  unreadCount: 0,
  readSeq: 1,
  myState: 'active',
  lastMessage: null,
  createdAt: '2026-05-01T12:00:00.000Z',
  ...fields,
});
export const created = (seq, fields) => ({
  type: 'message.created',
  chatId: 'c',
  seq,
  data: message(seq, fields),
});
export const deleted = (seq, messageId) => ({
  type: 'message.deleted',
  chatId: 'c',
  seq,
  ts: message(seq).createdAt,
  data: { messageId, deletedBy: 'other' },
});

export const group = (fields) =>
  chat({
    type: 'group',
    name: 'Garden',
    myRole: 'member',
    memberCount: 3,
    myPermissions: ['post'],
    ...fields,
  });
export const person = (userId, fields) => ({
  userId,
  user: { id: userId, username: userId, displayName: userId.toUpperCase() },
  role: 'member',
  state: 'active',
  title: null,
  permissions: null,
  ...fields,
});
/** The entry of something that happened to the chat, with its line in the timeline. */
export const happened = (seq, type, data) => {
  const targetIds = (data.members ?? [data.member]).filter(Boolean).map(({ userId }) => userId);
  const system = { event: type, actorId: 'other', targetIds };
  return {
    type,
    chatId: 'c',
    seq,
    data: { actorId: 'other', ...data, message: message(seq, { type: 'system', text: null, system }) },
  };
};

/** A client without a network: `answers` maps paths to what the server would say. */
export function setUp({ answers = {}, list = [chat()] } = {}) {
  const store = new Store();
  store.me = { id: 'me' };
  const asked = [];
  const api = {
    get: async (path) => {
      asked.push(path);
      if (answers[path]) return answers[path];
      throw Object.assign(new Error(path), { status: 404 });
    },
  };
  const history = new History(api, store);
  const chats = new Chats(api, store, history);
  list.forEach((info) => chats.takeIn(info));
  const heard = { gaps: 0, settled: [], arrived: [], received: [], known: [], delivered: [] };
  Object.assign(heard, { uncounted: 0, lost: [], me: [] });
  const live = new Live(store, chats, {
    gap: () => {
      heard.gaps += 1;
    },
    settled: (_, id) => heard.settled.push(id),
    arrived: (_, { seq }) => heard.arrived.push(seq),
    received: (_, seq) => heard.received.push(seq),
    readElsewhere: (_, seq) => heard.known.push(seq),
    deliveredElsewhere: (_, seq) => heard.delivered.push(seq),
    uncounted: () => {
      heard.uncounted += 1;
    },
    lost: ({ id }, how, reason) => heard.lost.push([id, how, reason]),
    me: ({ displayName }) => heard.me.push(displayName),
    revoked() {},
  });
  return { store, live, chats, history, heard, asked };
}
