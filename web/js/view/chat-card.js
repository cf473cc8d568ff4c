// A chat in a few lines, for who is not in it yet.

import { chatFace, chatName } from '../naming.js';
import { counted, kindOf } from '../words.js';
import { avatar } from './avatar.js';
import { h } from './dom.js';

/** `children` stand below: what can be done, who invites. */
export function chatCard(info, ...children) {
  const kind = kindOf(info);
  const about = `${info.visibility === 'public' ? `Public ${kind}` : `${kind[0].toUpperCase()}${kind.slice(1)}`}`;
  return h(
    'div',
    { class: 'chat-card' },
    avatar(chatFace({ info })),
    h(
      'div',
      { class: 'chat-card-text' },
      h('strong', { testid: 'card-name' }, chatName({ info })),
      h('span', { class: 'card-about' }, `${about} · ${counted(info.memberCount ?? 0, 'member')}`),
      info.description && h('p', { class: 'card-description' }, info.description),
      info.tags?.length > 0 && h('span', { class: 'card-about' }, info.tags.join(' · ')),
      children,
    ),
  );
}

/** What one agrees to by joining; nothing when there are no rules. */
export function rulesOf(info) {
  return info.rules ? h('div', { class: 'rules' }, h('h3', {}, 'Rules'), h('p', {}, info.rules)) : null;
}
