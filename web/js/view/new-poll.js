// The dialog in which a poll is written.

import { openDialog } from './dialog.js';
import { h } from './dom.js';

const FEWEST = 2;
const MOST = 12;
const QUESTION = 300;
const OPTION = 100;

/** `send(poll)` with what was written. */
export function openNewPoll(send) {
  const question = h('input', {
    class: 'input',
    testid: 'poll-question-input',
    'aria-label': 'Question',
    placeholder: 'What do you want to ask?',
    maxlength: String(QUESTION),
    autocomplete: 'off',
  });
  const options = h('div', { class: 'poll-inputs' });
  const multiple = h('input', { type: 'checkbox', testid: 'poll-multiple' });
  const closesAt = h('input', { class: 'input', type: 'datetime-local', testid: 'poll-closes' });
  const create = h(
    'button',
    { class: 'button primary wide', type: 'submit', testid: 'poll-send' },
    'Send poll',
  );
  const dialog = openDialog(
    { title: 'New poll', testid: 'poll-dialog', submit },
    question,
    options,
    h('label', { class: 'check' }, multiple, 'Several may be chosen'),
    h('label', { class: 'beside' }, 'Closes', closesAt),
    create,
  );
  for (let count = 0; count < FEWEST; count += 1) addOption();
  question.focus();

  // There is always one empty line more, up to the limit.
  function addOption() {
    const place = options.children.length + 1;
    const input = h('input', {
      class: 'input',
      testid: 'poll-option-input',
      'aria-label': `Option ${place}`,
      placeholder: `Option ${place}`,
      maxlength: String(OPTION),
      autocomplete: 'off',
    });
    input.addEventListener('input', () => {
      const last = options.lastElementChild;
      if (last === input && input.value.trim() !== '' && options.children.length < MOST) addOption();
    });
    options.append(input);
  }

  async function submit() {
    const texts = [...options.children].map(({ value }) => value.trim()).filter(Boolean);
    if (question.value.trim() === '') throw new Error('Please write a question.');
    if (texts.length < FEWEST) throw new Error('Please write two options or more.');
    if (new Set(texts).size < texts.length) throw new Error('Two options are the same.');
    const closes = closesAt.value ? new Date(closesAt.value) : null;
    if (closes && closes <= new Date()) throw new Error('The end must lie ahead.');
    dialog.close();
    send({
      question: question.value.trim(),
      options: texts.map((text, index) => ({ id: String(index + 1), text })),
      multiple: multiple.checked,
      ...(closes && { closesAt: closes.toISOString() }),
    });
  }
}
