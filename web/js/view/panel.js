// Something beside the conversation: a thread, the pins, what is scheduled. One at a time.

import { h, setText } from './dom.js';
import { icon } from './icons.js';

/** `closed()` after it was closed by hand. */
export function sidePanel(closed) {
  const back = h(
    'button',
    {
      class: 'button round',
      type: 'button',
      testid: 'panel-back',
      'aria-label': 'Back',
      on: { click: () => view.back() },
    },
    icon('back'),
  );
  const title = h('h2', {});
  const place = h('div', { class: 'panel-body' });
  const element = h(
    'aside',
    { class: 'panel', testid: 'panel', hidden: true },
    h(
      'header',
      { class: 'panel-head' },
      back,
      title,
      h(
        'button',
        {
          class: 'button round',
          type: 'button',
          testid: 'close-panel',
          'aria-label': 'Close',
          on: {
            click: () => {
              close();
              closed();
            },
          },
        },
        icon('close'),
      ),
    ),
    place,
  );
  let view = null;
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    close();
    closed();
  });

  /**
   * `next`: `{title, element, render(chat), focus()?, back()?, gone()?}`; with `back` a way leads there,
   * `gone` is called when it is no longer shown.
   */
  function open(next, chat) {
    view?.gone?.();
    view = next;
    setText(title, view.title);
    back.hidden = !view.back;
    element.setAttribute('aria-label', view.title);
    place.replaceChildren(view.element);
    element.hidden = false;
    view.render(chat);
    (view.focus ?? (() => element.querySelector('button:not([hidden])').focus()))();
  }

  function close() {
    view?.gone?.();
    view = null;
    element.hidden = true;
    place.replaceChildren();
  }

  return { element, open, close, render: (chat) => view?.render(chat), isOpen: () => view !== null };
}
