// What the buttons of a message do, with everything that may go wrong said in a sentence.

import { confirmDelete } from './delete-message.js';
import { openDetails } from './details.js';
import { openForward } from './forward.js';
import { attempt, notify } from './notice.js';

/** `ui`: `compose` (the composer), `goTo(messageId)`, `openThread(message)`. */
export function messageActs(client, { compose, goTo, openThread }) {
  const { actions, store } = client;
  const at = (message) => [message.chatId ?? store.openId, message.id];

  return {
    goTo,
    openThread,
    reply: (message) => compose.reply(message),
    edit: (message) => compose.edit(message),
    react: (message, emoji) => attempt(() => actions.toggleReaction(...at(message), emoji)),
    vote: (message, optionIds) => attempt(() => actions.vote(...at(message), optionIds)),
    closePoll: (message) => attempt(() => actions.closePoll(...at(message))),
    pin: (message, pinned) => attempt(() => actions.pin(...at(message), pinned)),
    forward: (message) => openForward(client, message),
    details: (message) => openDetails(client, message),
    remove: (message, can) => confirmDelete(client, message, can),
    copy: (message) =>
      attempt(async () => {
        await navigator.clipboard.writeText(message.text);
        notify('Copied');
      }),
  };
}
