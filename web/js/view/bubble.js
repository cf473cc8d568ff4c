// One message in a conversation, with everything around it.

import { moment, timeOfDay } from '../format.js';
import { statusOf } from '../messages.js';
import { lineOf, personName, senderName } from '../naming.js';
import { avatar } from './avatar.js';
import { bodyOf } from './body.js';
import { h, setText } from './dom.js';
import { icon } from './icons.js';
import { messageTools, openMessageMenu, openPalette, showTools } from './message-menu.js';
import { pollView } from './poll.js';
import { quoteView } from './quote.js';
import { reactionsView } from './reactions.js';
import { renderText } from './text.js';
import { failureView, tickView } from './tick.js';

/**
 * `acts`: what the buttons of a message do. Without `openThread` it is shown in one already, the
 * replies to `threadOf`.
 */
export function bubbleRenderer(client, acts) {
  const { store } = client;
  const held = new WeakMap();

  function create(row) {
    const element = h('article', { class: row.mine ? 'row mine' : 'row', testid: 'message', tabindex: '-1' });
    const now = () => held.get(element).row;
    const parts = {
      face: h('div', { class: 'row-face' }),
      sender: h('p', { class: 'sender', hidden: true }),
      forwarded: h(
        'p',
        { class: 'forwarded', testid: 'forwarded', hidden: true },
        icon('forward'),
        'Forwarded',
      ),
      quote: quoteView(client, acts.goTo),
      body: h('div', { class: 'body', hidden: true }),
      poll: pollView((optionIds) => acts.vote(now().message, optionIds)),
      text: h('div', { class: 'text', testid: 'message-text' }),
      meta: metaView(row.mine, () => acts.details(now().message)),
      tools: messageTools((event) => useTool(event.currentTarget, element)),
      reactions: reactionsView((emoji) => acts.react(now().message, emoji)),
      replies: h('button', {
        class: 'replies link',
        type: 'button',
        testid: 'replies',
        hidden: true,
        on: { click: () => acts.openThread(now().message) },
      }),
      failure: row.mine && failureView(outboxActs(now)),
    };
    held.set(element, { row, parts });
    const { face, sender, forwarded, quote, body, poll, text, meta, tools, reactions, replies, failure } =
      parts;
    element.append(
      face,
      h(
        'div',
        { class: 'bubble-box' },
        h(
          'div',
          { class: 'bubble' },
          sender,
          forwarded,
          quote.element,
          body,
          poll.element,
          text,
          meta.element,
        ),
        tools,
      ),
      h('div', { class: 'under' }, reactions.element, replies),
      ...(failure ? [failure.element] : []),
    );
    return element;
  }

  function update(element, row, chat) {
    const kept = held.get(element);
    const { parts } = kept;
    kept.row = row;
    kept.chat = chat;
    const { message, pending } = row;
    const content = message ?? pending.content;
    const named = !row.mine && chat.info.type !== 'direct';
    element.classList.toggle('first', row.first);
    element.classList.toggle('last', row.last);
    if (message) {
      element.dataset.seq = message.seq;
      element.dataset.id = message.id;
    }
    const from = row.mine ? 'You' : senderName(store, message);
    element.setAttribute('aria-label', `${from}: ${lineOf(content)}, ${timeOfDay(row.at)}`);
    renderFace(parts.face, row, named);
    parts.sender.hidden = !(named && row.first);
    setText(parts.sender, parts.sender.hidden ? '' : from);
    if (kept.content !== content) renderContent(parts, content);
    kept.content = content;
    renderText(parts.text, content, store);
    parts.quote.show(chat, content.replyToId === acts.threadOf ? null : content.replyToId);
    showTools(parts.tools, message, chat.info);
    renderReplies(parts.replies, message);
    const others = Math.max(0, (chat.info.type === 'direct' ? 2 : (chat.info.memberCount ?? 0)) - 1);
    const status =
      row.mine && (message ? (statusOf(message, chat.cursors, others) ?? 'sent') : pending.state);
    parts.meta.show(row, status);
    if (parts.failure) parts.failure.show(pending);
  }

  function renderContent(parts, content) {
    // Left alone while it says the same, so that what plays goes on playing.
    const state = JSON.stringify([content.link, content.location, content.attachments]);
    if (parts.body.shown !== state) parts.body.replaceChildren(...bodyOf(content));
    parts.body.shown = state;
    parts.body.hidden = parts.body.children.length === 0;
    parts.poll.show(content.deletedAt ? null : content.poll, !content.id);
    parts.forwarded.hidden = !content.forwardedFrom;
    parts.reactions.show(content.reactions);
  }

  function renderFace(face, row, named) {
    face.hidden = !named;
    if (!named || !row.last) {
      face.replaceChildren();
      return;
    }
    const profile = store.people.get(row.sender) ?? row.message.sender;
    const name = profile?.displayName ?? personName(store, row.sender);
    const subject = { id: row.sender, name, url: profile?.avatarUrl };
    if (face.firstChild) avatar(subject, face.firstChild);
    else face.append(avatar(subject));
  }

  function renderReplies(button, message) {
    const count = message?.replyCount ?? 0;
    button.hidden = count === 0 || !acts.openThread;
    setText(button, count === 1 ? '1 reply' : `${count} replies`);
  }

  function useTool(button, element) {
    const { message } = held.get(element).row;
    const tool = button.dataset.testid;
    if (tool === 'tool-reply') acts.reply(message);
    else if (tool === 'tool-react') openPalette(button, message, acts);
    else openMenu(element, button);
  }

  /** The menu of a row's message, beside `anchor`. */
  function openMenu(element, anchor) {
    const { row, chat } = held.get(element) ?? {};
    if (row?.message) openMessageMenu(anchor, row.message, chat, client, acts);
  }

  function outboxActs(now) {
    const call = (name) => () => client.outbox[name](store.openId, now().pending.clientMessageId);
    return { again: call('retry'), discard: call('settle') };
  }

  return { create, update, openMenu, messageOf: (element) => held.get(element)?.row.message ?? null };
}

/** The small print: pinned, disappearing, edited, when, how far it came. */
function metaView(mine, showHistory) {
  const pinned = h(
    'span',
    { class: 'meta-mark', title: 'Pinned', testid: 'pinned', hidden: true },
    icon('pin'),
  );
  const passing = h('span', { class: 'meta-mark', testid: 'disappearing', hidden: true }, icon('clock'));
  const edited = h(
    'button',
    {
      class: 'edited',
      type: 'button',
      title: 'What it said before',
      testid: 'edited',
      hidden: true,
      on: { click: showHistory },
    },
    'edited',
  );
  const time = h('time', {});
  const tick = mine ? tickView() : null;
  const element = h('span', { class: 'meta' }, pinned, passing, edited, time, tick?.element);
  const show = ({ message, at }, status) => {
    pinned.hidden = !message?.pinned;
    passing.hidden = !message?.expiresAt;
    if (message?.expiresAt) passing.title = `Disappears ${moment(message.expiresAt)}`;
    edited.hidden = !message?.editedAt || Boolean(message.deletedAt);
    time.dateTime = at;
    time.title = moment(at);
    setText(time, timeOfDay(at));
    tick?.show(status);
  };
  return { element, show };
}
