// Below the messages: who is typing.

import { personName } from '../naming.js';
import { typingText } from '../words.js';
import { h, setText } from './dom.js';

export function typingLine(client) {
  const { company, members, store } = client;
  const element = h('p', { class: 'typing-line', testid: 'typing', role: 'status', 'aria-live': 'polite' });

  function render() {
    const ids = company.typists();
    members.meet(ids);
    setText(element, typingText(ids.map((id) => personName(store, id))));
  }

  return { element, render };
}
