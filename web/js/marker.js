// Sends how far I have read a chat, forward only and at most every two seconds
// per chat. The last position wins, so nothing is lost by waiting.

const INTERVAL_MS = 2_000;

export class Marker {
  #send;
  #setTimer;
  #chats = new Map();

  /** `send(chatId, seq)` returns a promise; what may be repeated is, after the interval. */
  constructor(send, { setTimer = (work, wait) => setTimeout(work, wait) } = {}) {
    this.#send = send;
    this.#setTimer = setTimer;
  }

  mark(chatId, seq) {
    const chat = this.#chat(chatId);
    if (seq <= chat.sent || seq <= chat.wanted) return;
    chat.wanted = seq;
    if (!chat.resting) this.#flush(chatId, chat);
  }

  /** The server, or another device, is known to be this far. */
  known(chatId, seq) {
    const chat = this.#chat(chatId);
    chat.sent = Math.max(chat.sent, seq);
  }

  #flush(chatId, chat) {
    if (chat.wanted <= chat.sent) return;
    const seq = chat.wanted;
    const before = chat.sent;
    chat.sent = seq;
    this.#rest(chatId, chat);
    this.#send(chatId, seq).catch((problem) => {
      if (chat.sent === seq) chat.sent = before;
      if (!problem.repeatable) chat.wanted = chat.sent;
      this.#rest(chatId, chat);
    });
  }

  #rest(chatId, chat) {
    if (chat.resting) return;
    chat.resting = true;
    this.#setTimer(() => {
      chat.resting = false;
      this.#flush(chatId, chat);
    }, INTERVAL_MS);
  }

  #chat(chatId) {
    let chat = this.#chats.get(chatId);
    if (!chat) {
      chat = { sent: 0, wanted: 0, resting: false };
      this.#chats.set(chatId, chat);
    }
    return chat;
  }
}
