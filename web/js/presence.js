// Who is here, as far as I am told, and what I want to be to others.

const ME = '/v1/presence/me';
const PEOPLE = '/v1/presence/users';
/** Half of what may be asked at once, so that it fits an address with room to spare. */
const BATCH = 100;
const MOST_WATCHED = 200;
/** What I am seen as says by itself what I have chosen. */
const CERTAIN = new Set(['online', 'do_not_disturb']);

export class Presence {
  #api;
  #store;
  #request;
  /** The other halves of direct chats, once asked for: of them the server tells by itself. */
  #asked = new Set();
  #watched = [];
  /** What this connection was told to watch. */
  #told = '';
  #telling = false;
  #turn = Promise.resolve();

  /** `request(action, data)` goes by the socket. */
  constructor(api, store, request) {
    this.#api = api;
    this.#store = store;
    this.#request = request;
  }

  /** There is a new connection: what was missed is asked for. */
  renew() {
    this.#asked.clear();
    this.#told = '';
    this.follow();
    this.loadMine().catch(() => {});
    this.#tell();
  }

  /** Asks about those with whom I have a direct chat, as far as they are new. */
  follow() {
    const { chats, online } = this.#store;
    if (!online) return;
    const peers = [...chats.values()].map(({ info }) => info.peer?.id);
    const ids = [...new Set(peers)].filter((id) => id && !this.#asked.has(id));
    ids.forEach((id) => this.#asked.add(id));
    this.ask(ids);
  }

  async ask(ids) {
    for (let from = 0; from < ids.length; from += BATCH) {
      const userIds = ids.slice(from, from + BATCH).join(',');
      const question = this.#store.presence.ask();
      const page = await this.#api.get(PEOPLE, { userIds }).catch(() => null);
      this.#take(question, page);
    }
  }

  /** Has me told of some people, in place of those before; nobody ends it. */
  watch(userIds) {
    const most = this.#store.config.limits?.watchedUsers ?? MOST_WATCHED;
    this.#watched = [...new Set(userIds)].slice(0, most).sort();
    this.#tell();
  }

  async #tell() {
    if (this.#telling) return;
    this.#telling = true;
    // Of wishes in one turn the last counts.
    await null;
    while (this.#store.online && this.#told !== this.#watched.join()) {
      const userIds = this.#watched;
      this.#told = userIds.join();
      const question = this.#store.presence.ask();
      this.#take(question, await this.#request('watchPresence', { userIds }).catch(() => null));
    }
    this.#telling = false;
  }

  #take(question, page) {
    if (page?.data && this.#store.presence.answer(question, page.data)) this.#store.changed('presence');
  }

  /** One event from the socket; true when it was about this. */
  hear(event) {
    if (event.type !== 'presence.updated') return false;
    if (this.#store.presence.hear(event)) this.#store.changed('presence');
    if (event.data.userId === this.#store.me.id) this.#hearMine(event.data);
    return true;
  }

  // Away and offline may be chosen or not; and what comes late is older than what I chose here.
  #hearMine({ status, text }) {
    const { mine } = this.#store;
    const known = CERTAIN.has(status) && mine?.chosenStatus === status && mine.text === text;
    if (!known) this.loadMine().catch(() => {});
  }

  /** What I have chosen, and the devices I am on. */
  loadMine() {
    return this.#mine(() => this.#api.get(ME));
  }

  /** `fields`: `status`, `text`; a text of null takes it away. */
  choose(fields) {
    return this.#mine(() => this.#api.put(ME, fields));
  }

  // One after the other, so that the last answer is the newest.
  #mine(work) {
    const turn = this.#turn.then(work).then((mine) => {
      this.#store.mine = mine;
      this.#store.changed('presence');
    });
    this.#turn = turn.catch(() => {});
    return turn;
  }
}
