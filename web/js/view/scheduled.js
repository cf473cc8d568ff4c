// My messages of a chat that will be sent later.

import { moment } from '../format.js';
import { lineOf } from '../naming.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { attempt } from './notice.js';

export function scheduledView(client, chatId) {
  const list = h('ul', { class: 'panel-list', testid: 'scheduled' });
  const note = h('p', { class: 'panel-note', role: 'status' }, 'Loading…');
  const element = h('div', { class: 'panel-scroll' }, list, note);
  let newest = null;
  load();

  async function load() {
    try {
      const entries = await client.actions.scheduled(chatId);
      list.replaceChildren(...entries.map(entry));
      note.textContent = entries.length === 0 ? 'Nothing is scheduled.' : '';
    } catch (problem) {
      note.textContent = problem.message;
    }
  }

  function entry({ id, sendAt, message }) {
    const drop = async () => {
      await attempt(() => client.actions.unschedule(chatId, id));
      load();
    };
    return h(
      'li',
      { class: 'panel-entry', testid: 'scheduled-entry' },
      h(
        'div',
        { class: 'panel-line' },
        h('span', { class: 'panel-text' }, lineOf(message)),
        h('span', { class: 'panel-small' }, `Will be sent ${moment(sendAt)}`),
      ),
      h(
        'button',
        {
          class: 'button round small',
          type: 'button',
          testid: 'unschedule',
          'aria-label': 'Do not send',
          title: 'Do not send',
          on: { click: drop },
        },
        icon('close'),
      ),
    );
  }

  /** One that was sent meanwhile leaves the list. */
  function render(chat) {
    const last = chat.messages.at(-1)?.id;
    if (newest !== null && newest !== last) load();
    newest = last;
  }

  return { title: 'Scheduled', element, render };
}
