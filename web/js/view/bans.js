// Who is banned from a chat, and a way back for them.

import { moment } from '../format.js';
import { byName, personName } from '../naming.js';
import { h } from './dom.js';
import { attempt } from './notice.js';
import { pagedList } from './paged-list.js';

export function bansView(client, chatId, back) {
  const { members, store } = client;
  const paged = pagedList({
    testid: 'bans',
    nothing: 'Nobody is banned.',
    load: (cursor) => members.bans(chatId, cursor),
    entry,
  });

  function entry({ userId, reason, until, by, at }) {
    const lift = async () => {
      if (await attempt(() => members.liftBan(chatId, userId))) paged.reload();
    };
    const when = until ? `until ${moment(until)}` : 'for good';
    return h(
      'li',
      { class: 'panel-entry', testid: 'ban' },
      h(
        'div',
        { class: 'panel-line' },
        h('strong', {}, personName(store, userId)),
        reason && h('span', { class: 'panel-text' }, reason),
        h(
          'span',
          { class: 'panel-small' },
          `Banned ${when}, by ${byName(store, by)}${at ? `, ${moment(at)}` : ''}`,
        ),
      ),
      h('button', { class: 'button', type: 'button', testid: 'lift-ban', on: { click: lift } }, 'Lift'),
    );
  }

  return { title: 'Banned', element: paged.element, render() {}, back };
}
