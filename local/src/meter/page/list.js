// The live list: what is known, what passes the filters, one row each.

import { clock, failed, h, milliseconds, outcome, plural, track, units } from './format.js';

/** Rows kept; the stack itself keeps more, which filters by text and trace still find. */
const MOST = 500;
const HEARTBEATS = /^(heartbeat|ping|keepalive)$/i;

const rows = document.getElementById('rows');
const filters = document.getElementById('filters').elements;
/** Invocations by id, oldest first, with the row of each. */
const known = new Map();
/** Ids whose calls hold the text that is searched for; null without a search. */
let found = null;
let chosen = null;

export function replaceAll(invocations) {
  known.clear();
  rows.replaceChildren();
  merge([...invocations].reverse());
}

/** Takes in new and changed invocations, oldest first. */
export function merge(invocations) {
  for (const invocation of invocations) {
    const before = known.get(invocation.id);
    const row = draw(invocation);
    if (before) {
      const focused = document.activeElement === before.row.firstChild;
      before.row.replaceWith(row);
      if (focused) row.firstChild.focus();
    } else {
      rows.prepend(row);
    }
    known.set(invocation.id, { invocation, row });
    offer(filters.function, invocation.function);
    offer(filters.trigger, kindOf(invocation));
  }
  for (const [id, { row }] of known) {
    if (known.size <= MOST) break;
    known.delete(id);
    row.remove();
  }
  refresh();
}

/** Shows what passes the filters. */
export function refresh() {
  let shown = 0;
  for (const { invocation, row } of known.values()) {
    row.hidden = !passes(invocation);
    if (!row.hidden) shown += 1;
  }
  document.getElementById('none').hidden = known.size > 0;
  document.getElementById('count').textContent =
    shown === known.size ? plural(shown, 'invocation') : `${shown} of ${plural(known.size, 'invocation')}`;
}

/** What the stack found by text; null when nothing is searched for. */
export function narrow(invocations) {
  found = invocations && new Set(invocations.map(({ id }) => id));
  if (invocations) merge(invocations.filter(({ id }) => !known.has(id)).reverse());
  refresh();
}

export function mark(id) {
  chosen = id;
  for (const [other, { row }] of known) row.firstChild.ariaCurrent = String(other === id);
}

/** Moves the focus among the rows that are shown. */
export function step(by) {
  const links = [...rows.querySelectorAll('li:not([hidden]) > a')];
  const at = links.findIndex((link) => link === document.activeElement || link.ariaCurrent === 'true');
  links[Math.max(0, Math.min(links.length - 1, at + by))]?.focus();
}

function passes(invocation) {
  if (filters.function.value && invocation.function !== filters.function.value) return false;
  if (filters.trigger.value && kindOf(invocation) !== filters.trigger.value) return false;
  if (filters.errors.checked && !failed(invocation)) return false;
  if (filters.heartbeats.checked && HEARTBEATS.test(invocation.trigger)) return false;
  const text = filters.text.value.trim().toLowerCase();
  return !text || found?.has(invocation.id) || words(invocation).includes(text);
}

function words({ id, trigger, function: name, connection, traces, error, status }) {
  return [id, trigger, name, connection, ...traces, error, status].join(' ').toLowerCase();
}

/** `FanOutQueue x3` and `x1` are one choice, and so is a path with other ids. */
function kindOf({ trigger, source }) {
  if (source === 'http') return trigger.split(' ')[0];
  return trigger.replace(/ x\d+$/, '');
}

function offer(select, value) {
  if ([...select.options].some((option) => option.value === value)) return;
  const after = [...select.options].find((option) => option.value > value);
  select.insertBefore(h('option', { value, textContent: value }), after ?? null);
}

function draw(invocation) {
  const { totals } = invocation;
  const cost = [plural(totals.calls, 'call'), units(totals)];
  if (totals.messages) cost.push(`${totals.messages} queued`);
  if (totals.posts) cost.push(plural(totals.posts, 'post'));
  const took = invocation.durationMs;
  const link = h(
    'a',
    {
      className: 'row',
      href: `#${invocation.id}`,
      ariaCurrent: String(invocation.id === chosen),
      title: `${invocation.trigger} · ${invocation.function}`,
      data: { testid: 'row', trigger: invocation.trigger, function: invocation.function },
    },
    h('span', { className: 'when' }, clock(invocation.startedMs)),
    h('span', { className: 'what' }, h('b', {}, invocation.trigger), ` ${invocation.function} `),
    h('span', { className: 'took' }, milliseconds(took)),
    h('span', { className: 'outcome' }, outcome(invocation)),
    h(
      'span',
      { className: 'cost' },
      cost.filter(Boolean).join(' · '),
      ' ',
      invocation.initMs === null ? null : h('span', { className: 'tag cold' }, `cold ${milliseconds(invocation.initMs)}`),
    ),
    // Every bar on one scale, so that rows compare: up to 200 ms, then as long as it took.
    track(invocation, 0, Math.max(200, took ?? 0)),
  );
  return h('li', { className: failed(invocation) ? 'failed' : '' }, link);
}
