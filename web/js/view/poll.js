// A poll in a message: the question, its options with their counts, my own choice.

import { moment } from '../format.js';
import { isClosed, optionsShown, votesAfter } from '../polls.js';
import { h, reconcile, setText } from './dom.js';

// Timers cannot wait longer.
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** `vote(optionIds)` is called with all that I choose now. */
export function pollView(vote) {
  const question = h('p', { class: 'poll-question', testid: 'poll-question' });
  const hint = h('p', { class: 'poll-hint' });
  const options = h('div', { class: 'poll-options' });
  const total = h('p', { class: 'poll-hint', testid: 'poll-total' });
  const element = h('div', { class: 'poll', role: 'group', testid: 'poll' }, question, hint, options, total);
  let poll = null;
  let closing = null;

  function show(next, sending) {
    clearTimeout(closing);
    poll = next;
    element.hidden = !poll;
    if (!poll) return;
    const closed = isClosed(poll);
    const left = Date.parse(poll.closesAt) - Date.now();
    if (!closed && left < LONGEST_WAIT_MS) closing = setTimeout(() => show(poll, sending), left);
    element.setAttribute('aria-label', `Poll: ${poll.question}`);
    setText(question, poll.question);
    setText(hint, hintOf(poll, closed));
    const shown = optionsShown(poll);
    reconcile(options, shown, {
      key: (option) => option.id,
      create: createOption,
      update: (button, option) => updateOption(button, option, closed || sending),
    });
    const votes = shown.reduce((sum, { count }) => sum + count, 0);
    setText(total, votes === 1 ? '1 vote' : `${votes} votes`);
  }

  function createOption({ id }) {
    return h(
      'button',
      {
        class: 'poll-option',
        type: 'button',
        testid: 'poll-option',
        on: { click: () => vote(votesAfter(poll, id)) },
      },
      h('span', { class: 'poll-bar' }),
      h('span', { class: 'poll-text' }),
      h('span', { class: 'poll-count', testid: 'poll-count' }),
    );
  }

  function updateOption(button, { text, count, share, mine }, fixed) {
    const [bar, label, number] = button.children;
    bar.style.transform = `scaleX(${share})`;
    setText(label, text);
    setText(number, String(count));
    button.setAttribute('aria-pressed', String(mine));
    button.setAttribute('aria-label', `${text}, ${count === 1 ? '1 vote' : `${count} votes`}`);
    button.disabled = Boolean(fixed);
  }

  return { element, show };
}

function hintOf(poll, closed) {
  if (closed) return 'Closed';
  const many = poll.multiple ? 'Choose one or more' : 'Choose one';
  return poll.closesAt ? `${many} · until ${moment(poll.closesAt)}` : many;
}
