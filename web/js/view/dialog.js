// A window above the page: a title, something to do or read, a way out.

import { h, setText } from './dom.js';
import { icon } from './icons.js';

/** Opens it with `children` below its title. Escape, the cross and a press outside close it. */
export function openDialog({ title, testid, tall = false, submit = null }, ...children) {
  const problem = h('p', { class: 'form-problem', role: 'alert', testid: 'dialog-problem', hidden: true });
  const form = h(
    'form',
    { method: 'dialog', novalidate: true },
    h(
      'header',
      {},
      h('h2', {}, title),
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
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (busy || !submit) return;
    busy = true;
    complain(null);
    try {
      await submit();
    } catch (failure) {
      complain(failure.message);
    } finally {
      busy = false;
    }
  });
  element.addEventListener('close', () => element.remove());
  element.addEventListener('click', (event) => event.target === element && element.close());
  document.body.append(element);
  element.showModal();
  return { element, complain, close: () => element.close() };
}
