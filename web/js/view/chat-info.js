// What a chat is, who is in it and what can be done with it: the way to everything about it.

import { lengthOf } from '../format.js';
import { chatFace, chatName } from '../naming.js';
import { may, mayAdd } from '../permissions.js';
import { counted, JOIN_POLICIES, kindOf, VISIBILITIES } from '../words.js';
import { avatar } from './avatar.js';
import { bansView } from './bans.js';
import { blockRow } from './blocking.js';
import { openChatSettings } from './chat-settings.js';
import { confirm } from './confirm.js';
import { h, setText } from './dom.js';
import { icon } from './icons.js';
import { inviteLinks } from './invite-links.js';
import { joinRequests } from './join-requests.js';
import { memberList } from './member-list.js';
import { mySettings } from './my-settings.js';
import { personFacts } from './person.js';
import { markPresence } from './presence-mark.js';

/** `open(view)` shows another view in place of this one. */
export function chatInfo(client, chatId, open) {
  const { members, store } = client;
  const back = () => open(chatInfo(client, chatId, open));
  const to = (view) => () => open(view(client, chatId, back, open));
  const face = avatar({ id: '', name: '' });
  const name = h('h3', { testid: 'info-name' });
  const facts = h('p', { class: 'panel-small', testid: 'info-facts' });
  const description = h('p', { class: 'info-text', testid: 'info-description' });
  const rules = h('p', { class: 'info-text', testid: 'info-rules' });
  const tags = h('p', { class: 'panel-small', testid: 'info-tags' });
  const mine = mySettings(client, chatId);
  const peerId = store.chat(chatId)?.info.peer?.id;
  const peer = peerId ? personFacts(client, peerId) : null;
  const block = blockRow(client);
  const row = (kind, label, testid, click, danger = false) => {
    const text = h('span', {}, label);
    const count = h('span', { class: 'badge', hidden: true });
    const element = h(
      'button',
      { class: danger ? 'menu-item danger' : 'menu-item', type: 'button', testid, on: { click } },
      icon(kind),
      text,
      count,
    );
    return { element, text, count };
  };
  const rows = {
    members: row('group', 'Members', 'info-members', to(memberList)),
    invites: row('link', 'Invitations', 'info-invites', to(inviteLinks)),
    requests: row('mail', 'Requests to join', 'info-requests', to(joinRequests)),
    bans: row('ban', 'Banned', 'info-bans', to(bansView)),
    settings: row('pen', 'Settings…', 'info-settings', () => openChatSettings(client, store.chat(chatId))),
    leave: row('out', 'Leave…', 'info-leave', leave, true),
    remove: row('trash', 'Delete…', 'info-delete', remove, true),
  };
  const { members: who, invites, requests, bans, settings, leave: going, remove: ending } = rows;
  const element = h(
    'div',
    { class: 'panel-scroll', testid: 'chat-info' },
    h('header', { class: 'info-head' }, face, name, facts, peer?.parts, description, rules, tags),
    h(
      'div',
      { class: 'panel-section' },
      [who, invites, requests, bans, settings].map((one) => one.element),
    ),
    mine.element,
    h('div', { class: 'panel-section' }, block.element, going.element, ending.element),
  );

  function render(chat) {
    const { info } = chat;
    const direct = info.type === 'direct';
    const manages = !direct && may(info, 'manageMembers');
    avatar(chatFace(chat), face);
    markPresence(face, store.presence.of(peerId));
    setText(name, chatName(chat));
    show(facts, factsOf(info).join(' · '));
    show(description, info.description);
    show(rules, info.rules && `Rules: ${info.rules}`);
    show(tags, info.tags?.join(' · '));
    who.element.hidden = direct;
    setText(who.text, counted(info.memberCount ?? 0, 'member'));
    invites.element.hidden = !mayAdd(info);
    requests.element.hidden = !manages || (info.joinPolicy !== 'approval' && chat.requests.size === 0);
    requests.count.hidden = chat.requests.size === 0;
    setText(requests.count, String(chat.requests.size));
    bans.element.hidden = !manages;
    settings.element.hidden = !(direct || may(info, 'editInfo'));
    going.element.hidden = direct;
    ending.element.hidden = !(direct || info.myRole === 'owner');
    setText(ending.text, direct ? 'Hide this chat…' : `Delete this ${kindOf(info)}…`);
    mine.render(chat);
    peer?.render();
    if (peerId) block.render(peerId);
  }

  function leave() {
    const { info } = store.chat(chatId);
    const owner = info.myRole === 'owner';
    confirm({
      title: `Leave ${chatName({ info })}?`,
      text: owner
        ? 'You are the owner: make somebody else the owner first, or delete it.'
        : 'You no longer read or hear anything of it.',
      testid: 'leave-dialog',
      label: 'Leave',
      run: () => members.leave(chatId),
    });
  }

  function remove() {
    const chat = store.chat(chatId);
    const direct = chat.info.type === 'direct';
    confirm({
      title: direct ? 'Hide this chat?' : `Delete ${chatName(chat)}?`,
      text: direct
        ? 'It comes back with the next message of one of you.'
        : 'It is gone for everyone, with all its messages.',
      testid: 'delete-chat-dialog',
      label: direct ? 'Hide' : 'Delete',
      run: () => members.deleteChat(chatId),
    });
  }

  return { title: 'About', element, render };
}

function show(element, text) {
  element.hidden = !text;
  setText(element, text ?? '');
}

function factsOf(info) {
  const facts = [];
  if (info.type !== 'direct')
    facts.push(VISIBILITIES[info.visibility]?.split(':')[0], JOIN_POLICIES[info.joinPolicy]);
  if (info.slowModeSeconds) facts.push(`slow mode ${lengthOf(info.slowModeSeconds)}`);
  if (info.disappearAfterSeconds) facts.push(`messages stay ${lengthOf(info.disappearAfterSeconds)}`);
  if (info.archived) facts.push('archived');
  return facts.filter(Boolean);
}
