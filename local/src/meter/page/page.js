// Keeps the list and the open invocation up to date.

import { draw } from './detail.js';
import { mark, merge, narrow, refresh, replaceAll, step } from './list.js';

const filters = document.getElementById('filters');
const text = filters.elements.text;
const detail = document.getElementById('detail');
const state = document.getElementById('state');
const pause = document.getElementById('pause');

/** The invocation that is open. */
let open = null;
/** Changes that came while paused; null when not paused. */
let held = null;

async function get(path) {
  const response = await fetch(`/_local/${path}`);
  if (!response.ok) throw new Error((await response.json()).message);
  return response.json();
}

/** Runs the last of many calls once there was quiet for a while. */
function calmly(wait, work) {
  let timer = null;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, wait);
  };
}

async function load() {
  replaceAll(await get('invocations?limit=500'));
  if (open) mark(open.id);
}

async function show() {
  const id = location.hash.slice(1);
  mark(id || null);
  if (!id) {
    open = null;
    detail.hidden = true;
    return;
  }
  const other = open?.id !== id;
  try {
    const invocation = await get(`invocations/${encodeURIComponent(id)}`);
    const trace = await get(`traces/${encodeURIComponent(invocation.traces[0])}`);
    // Another one may have been opened meanwhile.
    if (location.hash.slice(1) !== id) return;
    const place = detail.scrollTop;
    open = invocation;
    detail.replaceChildren(...draw(invocation, trace, { search, close }));
    detail.scrollTop = other ? 0 : place;
  } catch (problem) {
    if (location.hash.slice(1) !== id) return;
    detail.replaceChildren(problem.message);
  }
  detail.hidden = false;
  if (other) detail.focus({ preventScroll: matchMedia('(min-width: 861px)').matches });
}

function close() {
  location.hash = '';
  step(0);
}

function search(wanted) {
  text.value = wanted;
  find();
}

const find = calmly(200, async () => {
  const wanted = text.value.trim();
  const found = wanted ? await get(`invocations?limit=500&text=${encodeURIComponent(wanted)}`) : null;
  if (text.value.trim() === wanted) narrow(found);
});

const showAgain = calmly(150, show);

function take(invocations) {
  if (held) {
    held.push(...invocations);
    pause.textContent = `Go on (${held.length})`;
    return;
  }
  merge(invocations);
  const traces = new Set(open?.traces);
  if (invocations.some((invocation) => invocation.traces.some((trace) => traces.has(trace)))) showAgain();
}

function listen() {
  const live = new EventSource('/_local/live');
  const tell = (isLive) => {
    state.dataset.live = String(isLive);
    state.textContent = isLive ? 'live' : 'the stack does not answer';
  };
  // After every connect, also one that follows a restart of the stack.
  live.addEventListener('open', () => {
    tell(true);
    load();
  });
  live.addEventListener('error', () => tell(false));
  live.addEventListener('reset', load);
  live.addEventListener('invocations', ({ data }) => take(JSON.parse(data)));
}

filters.addEventListener('submit', (event) => event.preventDefault());
filters.addEventListener('input', (event) => {
  if (event.target === text) find();
  refresh();
});
pause.addEventListener('click', () => {
  const changes = held;
  held = held ? null : [];
  pause.ariaPressed = String(held !== null);
  pause.textContent = held ? 'Go on' : 'Pause';
  if (changes) take(changes);
});
addEventListener('hashchange', show);
addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.key === 'Escape' && typing) event.target.blur();
  else if (event.key === 'Escape' && open) close();
  else if (typing) return;
  else if (event.key === '/') text.focus();
  else if (event.key === 'ArrowDown' || event.key === 'j') step(1);
  else if (event.key === 'ArrowUp' || event.key === 'k') step(-1);
  else return;
  event.preventDefault();
});

show();
listen();
