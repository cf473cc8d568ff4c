// What can be sent beside text, and when.

import { menu } from './menu.js';
import { openNewPoll } from './new-poll.js';
import { notify } from './notice.js';
import { openPopover } from './popover.js';
import { openSendLater } from './send-later.js';

const LOCATE_MS = 15_000;

/** `ui`: `compose`, `sent()`, `openScheduled()`. */
export function openMoreMenu(anchor, client, ui) {
  const chatId = client.store.openId;
  const send = (content) => {
    client.outbox.add(chatId, content);
    ui.sent();
  };
  const close = openPopover(
    anchor,
    menu(
      [
        {
          icon: 'poll',
          label: 'Poll',
          testid: 'more-poll',
          run: () => openNewPoll((poll) => send({ type: 'poll', poll })),
        },
        navigator.geolocation && {
          icon: 'place',
          label: 'Where I am',
          testid: 'more-location',
          run: () => locate((location) => send({ type: 'location', location })),
        },
        {
          icon: 'later',
          label: 'Send later…',
          testid: 'more-later',
          run: () => openSendLater(client, chatId, ui.compose.content(), () => ui.compose.clear()),
        },
        {
          icon: 'clock',
          label: 'Scheduled messages',
          testid: 'more-scheduled',
          run: () => ui.openScheduled(),
        },
      ],
      { label: 'More to send', done: () => close() },
    ),
    { label: 'More to send', testid: 'more-menu' },
  );
}

function locate(found) {
  navigator.geolocation.getCurrentPosition(
    ({ coords: { latitude, longitude, accuracy } }) =>
      found({ latitude, longitude, ...(accuracy && { accuracyMeters: accuracy }) }),
    () => notify('Your place could not be found.'),
    { timeout: LOCATE_MS },
  );
}
