// A labelled input, choice or text area with the problem of its value beside it.

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
 * Shows a problem: each of its field errors beside its field, the rest as one sentence
 * through `general`.
 */
export function showProblem(problem, fields, general) {
  let placed = 0;
  for (const error of problem.errors) {
    const at = fields.find(({ name }) => name === error.field);
    if (!at) continue;
    at.complain(error.detail ?? error.code);
    if (placed === 0) at.input.focus();
    placed += 1;
  }
  const taken = fields.find(({ name }) => name === 'username');
  if (placed === 0 && problem.code === 'name_taken' && taken) {
    taken.complain(problem.message);
    taken.input.focus();
    placed += 1;
  }
  general(placed > 0 ? null : problem.message);
}
