// In place of what is being written, or above it: why one cannot write, or has to wait.

import { whyNotWrite } from '../permissions.js';
import { h, setText } from './dom.js';
import { icon } from './icons.js';

const TICK_MS = 500;

/** `changed()` when a wait is over. */
export function composerBar(changed) {
  const text = h('span', {});
  const element = h(
    'p',
    { class: 'composer-bar', testid: 'composer-bar', hidden: true },
    icon('clock'),
    text,
  );
  let hold = { until: 0, code: null };
  let timer = null;

  /** Gives `closed`, `waiting`, or null when nothing stands in the way. */
  function show(info, held) {
    clearInterval(timer);
    const why = whyNotWrite(info);
    hold = held;
    const waiting = !why && hold.until > Date.now();
    if (waiting) timer = setInterval(tick, TICK_MS);
    element.hidden = !why && !waiting;
    element.dataset.kind = why ? 'closed' : hold.code === 'rate_limited' ? 'limited' : 'slow';
    // Nobody wants to hear a clock run.
    element.setAttribute('aria-live', why ? 'polite' : 'off');
    element.firstElementChild.toggleAttribute('hidden', Boolean(why));
    if (why) setText(text, why);
    else if (waiting) setText(text, waitLine(hold));
    return why ? 'closed' : waiting ? 'waiting' : null;
  }

  function tick() {
    if (hold.until > Date.now()) setText(text, waitLine(hold));
    else changed();
  }

  return { element, show };
}

function waitLine({ until, code }) {
  const seconds = Math.ceil((until - Date.now()) / 1000);
  const left = seconds >= 60 ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : `${seconds} s`;
  if (code === 'rate_limited') return `Too many messages at once: they go on in ${left}.`;
  return `Slow mode: the next message is sent in ${left}.`;
}
