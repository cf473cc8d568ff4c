// A part of the account window: what it is about, and a line that says what came of what was done.

import { h, setText } from '../dom.js';

/** Gives `{element, tell(text), run(work)}`; `run` says what `work` fails with, true when it did not. */
export function section({ title, testid }, ...children) {
  const problem = h('p', { class: 'form-problem', role: 'alert', testid: 'section-problem', hidden: true });
  const done = h('p', { class: 'form-done', role: 'status', testid: 'section-done' });
  const element = h(
    'section',
    { class: 'account-section', testid },
    h('h3', {}, title),
    children,
    problem,
    done,
  );
  const complain = (text) => {
    setText(problem, text ?? '');
    problem.hidden = !text;
  };
  const tell = (text) => {
    complain(null);
    setText(done, text ?? '');
  };
  const run = async (work) => {
    tell('');
    try {
      await work();
      return true;
    } catch (failure) {
      complain(failure.message);
      return false;
    }
  };
  return { element, tell, complain, run };
}

export function note(text, testid) {
  return h('p', { class: 'form-text', testid }, text);
}

/** Copies text, and says so. */
export function copyButton(text, { run, tell }, { label, testid }) {
  const click = async () => {
    if (await run(() => navigator.clipboard.writeText(text))) tell('Copied.');
  };
  return h('button', { class: 'button', type: 'button', testid, on: { click } }, label);
}
