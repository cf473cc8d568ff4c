// A labelled input, choice or text area with the problem of its value beside it.

import { fieldText } from '../field-texts.js';
import { h, setText } from './dom.js';

/**
 * Fields of a form by the name the server calls them. `options` (`[value, label]`) make a choice,
 * `rows` a text area.
 */
export function field({ name, label, hint, type = 'text', options, value, ...attributes }) {
  const id = `field-${name}`;
  const complaint = h('p', {
    class: 'field-problem',
    id: `${id}-problem`,
    testid: `problem-${name}`,
    hidden: true,
  });
  const tag = options ? 'select' : attributes.rows ? 'textarea' : 'input';
  const input = h(
    tag,
    {
      id,
      name,
      ...(tag === 'input' && { type }),
      class: 'input',
      testid: `input-${name}`,
      'aria-describedby': `${id}-problem`,
      ...attributes,
    },
    (options ?? []).map(([choice, text]) => h('option', { value: String(choice) }, text)),
  );
  if (value !== undefined) input.value = String(value);
  const element = h(
    'div',
    { class: 'field' },
    h('label', { for: id }, label),
    input,
    hint ? h('p', { class: 'field-hint' }, hint) : null,
    complaint,
  );
  const complain = (text) => {
    setText(complaint, text ?? '');
    complaint.hidden = !text;
    if (text) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
    const fold = element.closest('details');
    if (text && fold) fold.open = true;
  };
  input.addEventListener('input', () => complain(null));
  return { name, element, input, complain };
}

/**
 * Complains of the first value that cannot be right, by what its field says (`check(value)` gives a
 * sentence or null); false when there is none.
 */
export function complainOfFirst(fields) {
  for (const { input, complain, check } of fields) {
    const missing = input.required && input.value.trim() === '';
    const text = missing ? 'Please fill this in.' : check?.(input.value);
    if (!text) continue;
    complain(text);
    input.focus();
    return true;
  }
  return false;
}

/**
 * Shows a problem: each of its field errors beside its field, the rest as one sentence through
 * `general`. `refusals` says what a code means here: `{code: [field or null, sentence]}`; without a
 * sentence the problem's own is shown.
 */
export function showProblem(problem, fields, general, refusals = {}) {
  let placed = 0;
  const place = (name, text) => {
    const at = fields.find((each) => each.name === name);
    if (!at) return;
    at.complain(text);
    if (placed === 0) at.input.focus();
    placed += 1;
  };
  for (const error of problem.errors ?? []) place(error.field, fieldText(error));
  const [field, text] = { name_taken: ['username'], ...refusals }[problem.code] ?? [null];
  if (placed === 0 && field) place(field, text ?? problem.message);
  general(placed > 0 ? null : (text ?? problem.message));
}
