// The head of the open chat: who it is with, and what belongs to it.

import { chatFace, chatName, chatSubtitle } from '../naming.js';
import { avatar } from './avatar.js';
import { h, setText } from './dom.js';
import { icon } from './icons.js';

export function conversationHead({ back, openPins }) {
  const face = avatar({ id: '', name: '' });
  const name = h('h2', { testid: 'conversation-name' });
  const subtitle = h('p', { testid: 'conversation-subtitle' });
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
  backButton.append(icon('back'));
  pins.append(icon('pin'));
  const element = h(
    'header',
    { class: 'conversation-head' },
    backButton,
    face,
    h('div', { class: 'conversation-title' }, name, subtitle),
    pins,
  );
  const render = (chat) => {
    avatar(chatFace(chat), face);
    setText(name, chatName(chat));
    setText(subtitle, chatSubtitle(chat));
  };
  return { element, render };
}
