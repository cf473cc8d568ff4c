// A form that does one thing: its fields, a button, and a line for what went wrong or is done.

import { h, setText } from './dom.js';
import { complainOfFirst, showProblem } from './field.js';

/**
 * `send()` does it; `refusals` as in `showProblem`. When it has succeeded `done` is said, if it is a
 * sentence. `parts` stand in place of the fields' own elements, `below` under the button.
 */
export function form({
  testid,
  fields,
  parts = fields.map(({ element }) => element),
  submit,
  style = 'primary wide',
  send,
  done = null,
  refusals = {},
  below = [],
}) {
  const problem = h('p', { class: 'form-problem', role: 'alert', testid: 'form-problem', hidden: true });
  const success = h('p', { class: 'form-done', role: 'status', testid: 'form-done' });
  const button = h('button', { class: `button ${style}`, type: 'submit', testid: 'submit' }, submit);
  const complain = (text) => {
    setText(problem, text ?? '');
    problem.hidden = !text;
  };
  const onSubmit = async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    complain(null);
    setText(success, '');
    fields.forEach((each) => each.complain(null));
    if (complainOfFirst(fields)) return;
    button.disabled = true;
    try {
      await send();
      if (done) setText(success, done);
    } catch (failure) {
      showProblem(failure, fields, complain, refusals);
    } finally {
      button.disabled = false;
    }
  };
  return h(
    'form',
    { class: 'form', testid, novalidate: true, on: { submit: onSubmit } },
    parts,
    problem,
    button,
    success,
    below,
  );
}

/** A line with a question and the link that answers it. */
export function wayOut(question, label, testid, click) {
  const link = h('button', { class: 'link', type: 'button', testid, on: { click } }, label);
  return h('p', { class: 'form-other' }, question ? `${question} ` : null, link);
}
