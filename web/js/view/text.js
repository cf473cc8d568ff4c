// A message's text: plain, with addresses to follow and names that stand out.

import { splitLinks } from '../links.js';
import { callNames, EVERYONE, splitMentions } from '../mentions.js';
import { h } from './dom.js';

/** A link to elsewhere, which learns nothing of this page. */
export function link(href, props, ...children) {
  return h('a', { href, target: '_blank', rel: 'noopener noreferrer', ...props }, ...children);
}

/** The people a message names, by the names the reader knows them by. */
export function namedIn(message, store) {
  return (message.mentions ?? []).map((id) => ({
    id,
    names: id === EVERYONE ? ['all'] : callNames(id === store.me.id ? store.me : store.people.get(id)),
  }));
}

export function renderText(element, message, store) {
  const named = namedIn(message, store);
  const state = JSON.stringify([message.text, Boolean(message.deletedAt), named]);
  if (element.shown === state) return;
  element.shown = state;
  element.classList.toggle('gone', Boolean(message.deletedAt));
  if (message.deletedAt) element.replaceChildren('This message was deleted');
  else element.replaceChildren(...pieces(message.text ?? '', named, store.me.id));
}

function pieces(text, named, me) {
  const shown = new Set();
  const children = splitLinks(text).flatMap((piece) => {
    if (piece.href) return [link(piece.href, {}, piece.text)];
    return splitMentions(piece.text, named).map(({ text: part, mention }) => {
      if (!mention) return part;
      shown.add(mention);
      return mentionMark(mention, part, me);
    });
  });
  // Named, but under a name that the text does not spell: said behind it.
  const others = named.filter(({ id, names }) => !shown.has(id) && names.length > 0);
  return [...children, ...others.flatMap(({ id, names }) => [' ', mentionMark(id, `@${names[0]}`, me)])];
}

function mentionMark(id, text, me) {
  const mine = id === me || id === EVERYONE;
  return h('span', { class: mine ? 'mention mine' : 'mention', testid: 'mention' }, text);
}
