// Who is in a chat, and what the user does with members by REST.

import { takeMember, takePage } from './roster.js';

const PAGE = 50;
// Names not yet heard of are asked for one by one: no more than this at a time.
const MOST_QUESTIONS = 30;

export class Members {
  #api;
  #store;
  #chats;
  #live;
  #asked = new Set();

  constructor(api, store, chats, live) {
    this.#api = api;
    this.#store = store;
    this.#chats = chats;
    this.#live = live;
  }

  /** The others in a chat, as far as they are known by now. */
  known(chatId) {
    const chat = this.#store.chat(chatId);
    if (!chat) return [];
    const { members, cursor } = chat.roster;
    const ids = new Set([chat.info.peer?.id, ...members.keys()]);
    if (cursor !== null) {
      for (const id of chat.cursors.keys()) ids.add(id);
      chat.messages.forEach(({ senderId }) => ids.add(senderId));
    }
    ids.delete(this.#store.me.id);
    return [...ids].map((id) => this.#store.people.get(id)).filter(Boolean);
  }

  /** Asks who can be named in a chat, as far as that is not known. */
  async ask(chatId) {
    const chat = this.#store.chat(chatId);
    if (chat && chat.info.type !== 'direct' && chat.roster.cursor === undefined) {
      await this.load(chatId).catch(() => {});
    }
    await this.meet([...(chat?.cursors.keys() ?? [])]);
  }

  /** Asks for the names still missing, each once. */
  async meet(ids) {
    const { people, me } = this.#store;
    const unknown = ids.filter((id) => id && id !== me.id && !people.has(id) && !this.#asked.has(id));
    if (unknown.length === 0) return;
    await Promise.all(
      unknown.slice(0, MOST_QUESTIONS).map(async (id) => {
        this.#asked.add(id);
        const user = await this.#api.get(`/v1/users/${encodeURIComponent(id)}`).catch(() => null);
        this.#store.know(user);
      }),
    );
    this.#store.changed('chats', 'open');
  }

  /** The first members, or those after the ones that are here. */
  async load(chatId) {
    const chat = this.#store.chat(chatId);
    if (!chat || chat.roster.cursor === null) return;
    const page = await this.#api.get(pathOf(chatId), { limit: PAGE, cursor: chat.roster.cursor });
    takePage(chat.roster, page, chat.recent);
    this.#know(page.data);
    this.#store.changed(chatId);
  }

  /** Resolves with what became of each. */
  async add(chatId, userIds) {
    const { data } = await this.#api.post(pathOf(chatId), { userIds });
    this.#take(chatId, data.map(({ member }) => member).filter(Boolean));
    return data;
  }

  /** `fields`: `role`, `title`, `permissions`. The entry of it comes here, too, and changes the roster. */
  change(chatId, userId, fields) {
    return this.#api.patch(pathOf(chatId, userId), fields);
  }

  async remove(chatId, userId, reason) {
    await this.#api.delete(pathOf(chatId, userId), { reason: reason || null });
    this.#drop(chatId, userId);
  }

  async handOver(chatId, userId) {
    this.#chats.takeIn(await this.#api.post(`${chatPath(chatId)}/owner`, { userId }));
  }

  async leave(chatId) {
    await this.#api.post(`${chatPath(chatId)}/leave`);
    this.#live.lose(chatId, 'left');
  }

  /** Takes the chat away: from everyone, or, one of two, from me until somebody writes. */
  async deleteChat(chatId) {
    const direct = this.#store.chat(chatId)?.info.type === 'direct';
    await this.#api.delete(chatPath(chatId));
    this.#live.lose(chatId, direct ? 'hidden' : 'deleted');
  }

  async bans(chatId, cursor) {
    const page = await this.#api.get(`${chatPath(chatId)}/bans`, { limit: PAGE, cursor });
    this.#know(page.data);
    return page;
  }

  async ban(chatId, userId, { reason, until }) {
    const body = { ...(reason && { reason }), ...(until && { until }) };
    await this.#api.put(`${chatPath(chatId)}/bans/${encodeURIComponent(userId)}`, body);
    this.#drop(chatId, userId);
  }

  liftBan(chatId, userId) {
    return this.#api.delete(`${chatPath(chatId)}/bans/${encodeURIComponent(userId)}`);
  }

  #take(chatId, members) {
    const chat = this.#store.chat(chatId);
    this.#know(members);
    if (chat) members.forEach((member) => takeMember(chat.roster, member));
    this.#store.changed(chatId);
  }

  #drop(chatId, userId) {
    this.#store.chat(chatId)?.roster.members.delete(userId);
    this.#store.changed(chatId);
  }

  #know(items) {
    items.forEach(({ user }) => this.#store.know(user));
  }
}

function chatPath(chatId) {
  return `/v1/chats/${encodeURIComponent(chatId)}`;
}

function pathOf(chatId, userId) {
  const path = `${chatPath(chatId)}/members`;
  return userId === undefined ? path : `${path}/${encodeURIComponent(userId)}`;
}
