// The head of the open chat: who it is with, and what belongs to it.

import { chatFace, chatName, chatSubtitle } from '../naming.js';
import { avatar } from './avatar.js';
import { h, setText } from './dom.js';
import { icon } from './icons.js';
import { markPresence } from './presence-mark.js';
import { viewersMark } from './viewers.js';

export function conversationHead(client, { back, openInfo, openPins }) {
  const face = avatar({ id: '', name: '' });
  const name = h('h2', { testid: 'conversation-name' });
  const subtitle = h('p', { testid: 'conversation-subtitle' });
  const viewers = viewersMark(client);
  const button = (kind, label, testid, click) =>
    h('button', {
      class: `button round ${kind}`,
      type: 'button',
      testid,
      'aria-label': label,
      title: label,
      on: { click },
    });
  const backButton = button('back', 'Back to the chats', 'back', back);
  const pins = button('', 'Pinned messages', 'open-pins', openPins);
  const about = button('about', 'About this chat', 'open-info', openInfo);
  const asking = h('span', { class: 'badge', testid: 'asking', hidden: true });
  backButton.append(icon('back'));
  pins.append(icon('pin'));
  about.append(icon('about'), asking);
  const element = h(
    'header',
    { class: 'conversation-head' },
    backButton,
    face,
    h(
      'div',
      { class: 'conversation-title' },
      name,
      h('div', { class: 'conversation-about' }, subtitle, viewers.element),
    ),
    pins,
    about,
  );
  const render = (chat) => {
    avatar(chatFace(chat), face);
    setText(name, chatName(chat));
    const presence = client.store.presence.of(chat.info.peer?.id);
    markPresence(face, presence);
    const said = chatSubtitle(chat, presence);
    setText(subtitle, said);
    // Words can be longer than the line.
    subtitle.title = said;
    viewers.render(chat);
    asking.hidden = chat.requests.size === 0;
    setText(asking, String(chat.requests.size));
    asking.setAttribute('aria-label', `${chat.requests.size} ask to join`);
  };
  return { element, render };
}
