// The members of a chat, highest rank first, with what can be done with each.

import { mayAdd } from '../permissions.js';
import { inOrder } from '../roster.js';
import { ROLE_NAMES } from '../words.js';
import { openAddPeople } from './add-people.js';
import { avatar } from './avatar.js';
import { h, reconcile, setText } from './dom.js';
import { icon } from './icons.js';
import { hasActs, openMemberMenu } from './member-acts.js';
import { attempt } from './notice.js';
import { personView } from './person.js';
import { markPresence } from './presence-mark.js';

const REACH_PX = 300;

/** `back()` leads to what is told of the chat, `show(view)` to another view in place of this one. */
export function memberList(client, chatId, back, show) {
  const { members, store } = client;
  let loading = false;
  const add = h(
    'button',
    {
      class: 'button wide',
      type: 'button',
      testid: 'add-people',
      on: { click: () => openAddPeople(client, chatId) },
    },
    icon('invite'),
    'Add people',
  );
  const list = h('ul', { class: 'member-list', testid: 'members' });
  const more = h('button', {
    class: 'button wide quiet',
    type: 'button',
    testid: 'more-members',
    on: { click: load },
  });
  const element = h('div', { class: 'panel-scroll' }, add, list, more);
  element.addEventListener(
    'scroll',
    () => {
      const left = element.scrollHeight - element.scrollTop - element.clientHeight;
      if (left < REACH_PX) load();
    },
    { passive: true },
  );
  if (store.chat(chatId)?.roster.cursor === undefined) load();

  async function load() {
    if (loading || store.chat(chatId)?.roster.cursor === null) return;
    loading = true;
    await attempt(() => members.load(chatId));
    loading = false;
  }

  function render(chat) {
    const { roster, info } = chat;
    add.hidden = !mayAdd(info);
    more.hidden = roster.cursor === null;
    setText(more, roster.cursor === undefined ? 'Load the members' : 'More members');
    const shown = inOrder(roster, store.people);
    members.meet(shown.filter(({ member }) => !member.user).map(({ member }) => member.userId));
    const others = shown.map(({ member }) => member.userId).filter((id) => id !== store.me.id);
    client.presence.watch(others);
    reconcile(list, shown, {
      key: ({ member }) => member.userId,
      create,
      update: (item, entry) => update(item, entry, chat),
    });
  }

  const again = () => show(memberList(client, chatId, back, show));

  function create({ member: { userId } }) {
    const open = ({ currentTarget }) => {
      const chat = store.chat(chatId);
      const member = chat?.roster.members.get(userId);
      if (member) openMemberMenu(currentTarget, client, chat, member, currentTarget.dataset.name);
    };
    return h(
      'li',
      { class: 'member', testid: 'member', 'data-user': userId },
      avatar({ id: '', name: '' }),
      h(
        'button',
        {
          class: 'member-text',
          type: 'button',
          testid: 'member-profile',
          title: 'Profile',
          on: { click: () => show(personView(client, userId, again)) },
        },
        h('strong', { testid: 'member-name' }),
        h('span', { class: 'unseen', testid: 'member-presence' }),
        h('span', { class: 'panel-small', testid: 'member-about' }),
      ),
      h(
        'button',
        { class: 'button round small', type: 'button', testid: 'member-more', on: { click: open } },
        icon('more'),
      ),
    );
  }

  function update(item, { member, name }, { info }) {
    const [face, text, button] = item.children;
    const user = store.people.get(member.userId) ?? member.user;
    const mine = member.userId === store.me.id;
    const [called, presence, said] = text.children;
    avatar({ id: member.userId, name, url: user?.avatarUrl }, face);
    markPresence(face, mine ? null : store.presence.of(member.userId), presence);
    item.dataset.role = member.role;
    setText(called, mine ? 'You' : name);
    const role = member.role === 'member' ? null : ROLE_NAMES[member.role];
    const about = [role, member.title, !mine && user?.username && `@${user.username}`];
    setText(said, about.filter(Boolean).join(' · '));
    button.dataset.name = mine ? 'You' : name;
    button.hidden = !hasActs(member, info, store.me.id);
    button.setAttribute('aria-label', `What can be done with ${name}`);
  }

  return { title: 'Members', element, render, back, gone: () => client.presence.watch([]) };
}
