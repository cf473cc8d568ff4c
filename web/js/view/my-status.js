// What I am to others: a line that says it, and behind it the choice, with a few words of my own.

import { CHOICES } from '../words.js';
import { h, setText } from './dom.js';
import { field, showProblem } from './field.js';
import { icon } from './icons.js';
import { moveFocus } from './menu.js';
import { attempt } from './notice.js';
import { openPopover } from './popover.js';

const LONGEST_TEXT = 200;
const ABOUT = { offline: 'You look offline' };

export function myStatus(client) {
  const { store } = client;
  const dot = h('span', { class: 'status-dot', 'aria-hidden': 'true' });
  const text = h('span', { class: 'my-status-text', testid: 'my-status-text' });
  const element = h(
    'button',
    {
      class: 'my-status',
      type: 'button',
      testid: 'my-status',
      title: 'Your status',
      'aria-haspopup': 'dialog',
      on: { click: () => openStatus(element, client) },
    },
    dot,
    text,
    icon('down'),
  );

  function render() {
    const status = store.mine?.chosenStatus ?? 'online';
    const words = store.mine?.text;
    const said = [CHOICES[status], words].filter(Boolean).join(', ');
    dot.dataset.presence = status;
    element.dataset.status = status;
    element.title = `Your status: ${said}`;
    element.setAttribute('aria-label', element.title);
    setText(text, words || CHOICES[status]);
  }

  render();
  return { element, render };
}

function openStatus(anchor, client) {
  const { presence, store } = client;
  const { chosenStatus, text } = store.mine ?? {};
  const choose = (status) => {
    close();
    attempt(() => presence.choose({ status }));
  };
  const choices = Object.entries(CHOICES).map(([status, label]) =>
    h(
      'button',
      {
        class: 'menu-item',
        type: 'button',
        role: 'menuitemradio',
        'aria-checked': String(status === chosenStatus),
        testid: `status-${status}`,
        on: { click: () => choose(status) },
      },
      h('span', { class: 'status-dot', 'data-presence': status, 'aria-hidden': 'true' }),
      h('span', {}, label, ABOUT[status] && h('span', { class: 'status-about' }, ABOUT[status])),
      icon('sent'),
    ),
  );
  const menu = h('div', { class: 'menu', role: 'menu', 'aria-label': 'Your status' }, choices);
  menu.addEventListener('keydown', (event) => moveFocus(event, choices, 'ArrowUp', 'ArrowDown'));
  const close = openPopover(
    anchor,
    h(
      'div',
      {},
      menu,
      wordsForm(client, text, () => close()),
    ),
    {
      label: 'Your status',
      testid: 'status-menu',
    },
  );
  menu.querySelector('[aria-checked=true]')?.focus();
}

/** A few words that others read beside the status. */
function wordsForm({ presence, store }, text, done) {
  const longest = store.config.limits?.statusTextCharacters ?? LONGEST_TEXT;
  const words = field({
    name: 'text',
    label: 'In your words',
    value: text ?? '',
    placeholder: 'Back at three',
    maxlength: String(longest),
    autocomplete: 'off',
    enterkeyhint: 'done',
  });
  const save = async (next) => {
    try {
      await presence.choose({ text: next });
      done();
    } catch (problem) {
      showProblem(problem, [words], words.complain);
    }
  };
  const submit = (event) => {
    event.preventDefault();
    save(words.input.value.trim() || null);
  };
  const clear = h(
    'button',
    {
      class: 'button',
      type: 'button',
      testid: 'status-clear',
      hidden: !text,
      on: { click: () => save(null) },
    },
    'Clear',
  );
  return h(
    'form',
    { class: 'status-words', novalidate: true, on: { submit } },
    words.element,
    h(
      'div',
      { class: 'card-acts' },
      h('button', { class: 'button primary', type: 'submit', testid: 'status-save' }, 'Save'),
      clear,
    ),
  );
}
