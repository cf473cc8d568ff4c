// Asks for whom a message shall go.

import { openDialog } from './dialog.js';
import { h } from './dom.js';
import { attempt } from './notice.js';

/** `can`: what is possible with the message. */
export function confirmDelete(client, message, can) {
  const { actions, store } = client;
  const chatId = message.chatId ?? store.openId;
  const choice = (label, testid, style, act) =>
    h(
      'button',
      {
        class: `button wide ${style}`,
        type: 'button',
        testid,
        on: {
          click: () => {
            dialog.close();
            attempt(() => act(chatId, message.id));
          },
        },
      },
      label,
    );
  const dialog = openDialog(
    { title: 'Delete this message?', testid: 'delete-dialog' },
    h(
      'p',
      { class: 'dialog-text' },
      can.deleteForEveryone
        ? 'For everyone, what it said is gone; its place stays. For you, only you no longer see it.'
        : 'Only you will no longer see it.',
    ),
    h(
      'div',
      { class: 'choices' },
      can.deleteForEveryone &&
        choice('Delete for everyone', 'delete-everyone', 'danger', (...at) =>
          actions.deleteForEveryone(...at),
        ),
      choice('Delete for me', 'delete-me', '', (...at) => actions.deleteForMe(...at)),
    ),
  );
}
