// A list of things to do, for a popover.

import { h } from './dom.js';
import { icon } from './icons.js';

/** `items`: `{icon, label, testid, run, danger?}`; falsy ones are left out. */
export function menu(items, { label, done }) {
  const element = h(
    'div',
    { class: 'menu', role: 'menu', 'aria-label': label },
    items.filter(Boolean).map((item) =>
      h(
        'button',
        {
          class: item.danger ? 'menu-item danger' : 'menu-item',
          type: 'button',
          role: 'menuitem',
          testid: item.testid,
          on: {
            click: () => {
              done();
              item.run();
            },
          },
        },
        icon(item.icon),
        item.label,
      ),
    ),
  );
  element.addEventListener('keydown', (event) =>
    moveFocus(event, [...element.children], 'ArrowUp', 'ArrowDown'),
  );
  return element;
}

/** Arrow keys go round a row or column of buttons. */
export function moveFocus(event, buttons, back, forth) {
  if (event.key !== back && event.key !== forth) return;
  const at = buttons.indexOf(document.activeElement);
  if (at < 0) return;
  event.preventDefault();
  event.stopPropagation();
  buttons.at((at + (event.key === forth ? 1 : -1)) % buttons.length).focus();
}
