// One sentence at the foot of the page, for a while: what went wrong, or that something is done.

import { h } from './dom.js';

const SHOWN_MS = 6_000;
let timer = null;

export function notify(text) {
  document.querySelector('.toast')?.remove();
  clearTimeout(timer);
  const toast = h('div', { class: 'toast', role: 'status', testid: 'toast' }, text);
  document.body.append(toast);
  timer = setTimeout(() => toast.remove(), SHOWN_MS);
}

/** Runs what may fail, and says so when it does. True when it succeeded. */
export async function attempt(work) {
  try {
    await work();
    return true;
  } catch (problem) {
    notify(problem.message);
    return false;
  }
}
