// What can be done with a message: the buttons beside it, and the menu behind them.

import { possible, whyNotWrite } from '../permissions.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { menu } from './menu.js';
import { palette } from './palette.js';
import { openPopover } from './popover.js';

/** The buttons that show beside a message when it is pointed at. */
export function messageTools(pressed) {
  const tool = (name, label, testid) =>
    h(
      'button',
      { class: 'tool', type: 'button', 'aria-label': label, title: label, testid, on: { click: pressed } },
      icon(name),
    );
  return h(
    'div',
    { class: 'tools', hidden: true },
    tool('smile', 'React', 'tool-react'),
    tool('reply', 'Reply', 'tool-reply'),
    tool('more', 'More', 'tool-more'),
  );
}

export function showTools(tools, message, info) {
  tools.hidden = !message;
  tools.querySelector('[data-testid=tool-reply]').hidden = whyNotWrite(info) !== null;
}

export function openPalette(anchor, message, acts) {
  const close = openPopover(
    anchor,
    palette(message, (emoji) => {
      close();
      acts.react(message, emoji);
    }),
    { label: 'React', testid: 'palette' },
  );
}

export function openMessageMenu(anchor, message, chat, client, acts) {
  const { store } = client;
  const can = possible(message, chat.info, { me: store.me.id, limits: store.config.limits });
  const done = () => close?.();
  const items = [
    can.answer && { icon: 'reply', label: 'Reply', testid: 'menu-reply', run: () => acts.reply(message) },
    (can.answer || message.replyCount > 0) &&
      acts.openThread && {
        icon: 'thread',
        label: 'Open thread',
        testid: 'menu-thread',
        run: () => acts.openThread(message),
      },
    can.edit && { icon: 'pen', label: 'Edit', testid: 'menu-edit', run: () => acts.edit(message) },
    can.forward && {
      icon: 'forward',
      label: 'Forward',
      testid: 'menu-forward',
      run: () => acts.forward(message),
    },
    message.text && { icon: 'copy', label: 'Copy text', testid: 'menu-copy', run: () => acts.copy(message) },
    can.pin && {
      icon: 'pin',
      label: message.pinned ? 'Unpin' : 'Pin',
      testid: 'menu-pin',
      run: () => acts.pin(message, !message.pinned),
    },
    can.closePoll && {
      icon: 'stop',
      label: 'Close the poll',
      testid: 'menu-close-poll',
      run: () => acts.closePoll(message),
    },
    can.details && {
      icon: 'about',
      label: 'Details',
      testid: 'menu-details',
      run: () => acts.details(message),
    },
    can.deleteForMe && {
      icon: 'trash',
      label: 'Delete…',
      testid: 'menu-delete',
      run: () => acts.remove(message, can),
      danger: true,
    },
  ];
  const react = (emoji) => {
    done();
    acts.react(message, emoji);
  };
  const close = openPopover(
    anchor,
    h('div', {}, can.react && palette(message, react), menu(items, { label: 'Message', done })),
    { label: 'Message', testid: 'message-menu' },
  );
}
