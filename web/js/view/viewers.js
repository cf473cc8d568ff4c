// How many others look at a group just now, and who they are.

import { personName } from '../naming.js';
import { someOf } from '../words.js';
import { h, setText } from './dom.js';
import { icon } from './icons.js';

const MOST_NAMES = 20;

export function viewersMark(client) {
  const { company, members, store } = client;
  const count = h('span', {});
  // On a narrow page the eye and the number have to do.
  const word = h('span', { class: 'viewers-word' }, ' looking');
  const names = h('span', { class: 'unseen', testid: 'viewer-names' });
  const element = h(
    'span',
    { class: 'viewers', hidden: true },
    icon('eye'),
    h('span', { testid: 'viewers' }, count, word),
    names,
  );

  function render({ info }) {
    const ids = info.type === 'direct' ? [] : company.viewers();
    members.meet(ids);
    const who = someOf(ids.map((id) => personName(store, id)).sort(), MOST_NAMES);
    element.hidden = ids.length === 0;
    element.title = who;
    setText(count, String(ids.length));
    setText(names, ids.length > 0 ? `: ${who}` : '');
  }

  return { element, render };
}
