// Invitations to me: those made for me alone, and the one a link leads to.

import { personName } from '../naming.js';
import { chatCard, rulesOf } from './chat-card.js';
import { openDialog } from './dialog.js';
import { h, setText } from './dom.js';

/** Those made for me alone. `open(chatId)` shows a chat that I am in. */
export function openInvitations(client, open) {
  const { invites, store } = client;
  const list = h('ul', { class: 'card-list', testid: 'invitations' });
  const note = h('p', { class: 'dialog-note', role: 'status' });
  const dialog = openDialog(
    { title: 'Invitations', testid: 'invitations-dialog' },
    h('div', { class: 'people-scroll' }, list, note),
  );
  const heard = ({ detail }) => (detail.topics.has('invites') || detail.topics.has('chats')) && render();
  store.addEventListener('change', heard);
  dialog.element.addEventListener('close', () => store.removeEventListener('change', heard));
  render();
  invites.loadMine().catch(() => {});

  function render() {
    const mine = invites.mine();
    client.members.meet(mine.map(({ createdBy }) => createdBy));
    setText(note, mine.length === 0 ? 'No invitations.' : '');
    list.replaceChildren(...mine.map(entry));
  }

  function entry({ code, chat, createdBy }) {
    const accept = () =>
      dialog.run(async () => {
        const { info } = await invites.accept(code);
        dialog.close();
        open(info.id);
      });
    const decline = () => dialog.run(() => invites.decline(code));
    return h(
      'li',
      { testid: 'invitation' },
      chatCard(
        chat,
        h('span', { class: 'card-about' }, `${personName(store, createdBy)} invites you`),
        rulesOf(chat),
        h(
          'div',
          { class: 'card-acts' },
          button('Accept', 'primary', 'accept-invite', accept),
          button('Decline', '', 'decline-invite', decline),
        ),
      ),
    );
  }
}

/** The one with this code; `closed()` when it was left without an answer. */
export function openInvite(client, code, open, closed) {
  const { invites, store } = client;
  const place = h('div', { class: 'invite-place' }, h('p', { class: 'dialog-note' }, 'Loading…'));
  let answered = false;
  const dialog = openDialog({ title: 'Invitation', testid: 'invite-dialog' }, place);
  dialog.element.addEventListener('close', () => answered || closed());
  load();

  async function load() {
    try {
      show(await invites.preview(code));
    } catch (problem) {
      const gone = problem.status === 404;
      const text = gone ? 'This invitation is not valid any more.' : problem.message;
      place.replaceChildren(h('p', { class: 'dialog-note', testid: 'invite-gone' }, text));
    }
  }

  function show({ chat }) {
    const member = Boolean(store.chat(chat.id)) || chat.myState === 'active';
    const enter = () =>
      dialog.run(async () => {
        const id = member ? chat.id : (await invites.accept(code)).info.id;
        answered = true;
        dialog.close();
        open(id);
      });
    place.replaceChildren(
      chatCard(chat, rulesOf(chat)),
      button(member ? 'Open' : 'Join', 'primary wide', 'join-by-invite', enter),
    );
  }
}

function button(label, style, testid, click) {
  return h('button', { class: `button ${style}`, type: 'button', testid, on: { click } }, label);
}
