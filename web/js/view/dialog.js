// A window above the page: a title, something to do or read, a way out.

import { h, setText } from './dom.js';
import { showProblem } from './field.js';
import { icon } from './icons.js';

/**
 * Opens it with `children` below its title. Escape, the cross and a press outside close it. What
 * `submit` fails with shows beside the one of `fields` it is about, or as a sentence, in the words of
 * `refusals` where these have some.
 */
export function openDialog(
  { title, testid, tall = false, submit = null, fields = [], refusals = {} },
  ...children
) {
  const problem = h('p', { class: 'form-problem', role: 'alert', testid: 'dialog-problem', hidden: true });
  const heading = h('h2', {}, title);
  const form = h(
    'form',
    { method: 'dialog', novalidate: true },
    h(
      'header',
      {},
      heading,
      h(
        'button',
        {
          class: 'button round',
          type: 'button',
          'aria-label': 'Close',
          testid: 'close-dialog',
          on: { click: () => element.close() },
        },
        icon('close'),
      ),
    ),
    children,
    problem,
  );
  const element = h('dialog', { class: tall ? 'dialog' : 'dialog short', testid, 'aria-label': title }, form);
  const complain = (text) => {
    setText(problem, text ?? '');
    problem.hidden = !text;
  };
  let busy = false;
  /** Runs what may fail, one at a time, and shows why it did. */
  const run = async (work) => {
    if (busy) return;
    busy = true;
    complain(null);
    fields.forEach((each) => each.complain(null));
    try {
      await work();
    } catch (failure) {
      showProblem(failure, fields, complain, refusals);
    } finally {
      busy = false;
    }
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (submit) run(submit);
  });
  element.addEventListener('close', () => element.remove());
  element.addEventListener('click', (event) => event.target === element && element.close());
  document.body.append(element);
  element.showModal();
  const entitle = (text) => {
    setText(heading, text);
    element.setAttribute('aria-label', text);
  };
  return { element, run, entitle, close: () => element.close() };
}

/** Closes all that are open: what they were about is no longer there. */
export function closeDialogs() {
  for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();
}
