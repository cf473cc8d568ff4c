// The dialog that schedules a message.

import { moment } from '../format.js';
import { repeatKeys } from '../repeat.js';
import { openDialog } from './dialog.js';
import { h } from './dom.js';
import { notify } from './notice.js';

const YEAR_MS = 365 * 86_400_000;

/** `content` is what would be sent now; `done()` when it is scheduled. */
export function openSendLater(client, chatId, content, done) {
  const text = h('textarea', {
    class: 'input',
    rows: '4',
    testid: 'later-text',
    'aria-label': 'Message',
    '.value': content.text,
  });
  const at = h('input', {
    class: 'input',
    type: 'datetime-local',
    testid: 'later-at',
    '.value': local(inAnHour()),
  });
  const keyFor = repeatKeys();
  const dialog = openDialog(
    { title: 'Send later', testid: 'later-dialog', submit },
    text,
    h('label', { class: 'beside' }, 'Send at', at),
    h('button', { class: 'button primary wide', type: 'submit', testid: 'later-send' }, 'Schedule'),
  );
  (content.text ? at : text).focus();

  async function submit() {
    const when = new Date(at.value);
    if (text.value.trim() === '') throw new Error('Please write a message.');
    if (!(when > new Date())) throw new Error('The time must lie ahead.');
    if (when - Date.now() > YEAR_MS) throw new Error('The time must lie within a year.');
    const body = { ...content, text: text.value.trim(), sendAt: when.toISOString() };
    await client.actions.schedule(chatId, { ...body, clientMessageId: keyFor(body) });
    dialog.close();
    done();
    notify(`Will be sent ${moment(when.toISOString())}`);
  }
}

function inAnHour() {
  return new Date(Math.ceil((Date.now() + 3_600_000) / 300_000) * 300_000);
}

/** A time as an input of the browser wants it, in the reader's own time zone. */
function local(date) {
  return new Date(date - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
