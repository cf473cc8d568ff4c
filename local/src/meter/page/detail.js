// One invocation: its facts, its calls as a waterfall, and the trace it belongs to.

import { bar, bytes, clock, failed, h, milliseconds, outcome, plural, track, units } from './format.js';

/** Posts of one invocation that are listed one by one in the trace. */
const MOST_POSTS = 12;

/** Builds the view; `search` filters the list by a text, `close` leaves the view. */
export function draw(invocation, trace, { search, close }) {
  return [
    h(
      'div',
      { className: 'head' },
      h('h2', { data: { testid: 'detail-title' } }, invocation.trigger),
      h('span', { className: failed(invocation) ? 'bad' : 'soft' }, outcome(invocation)),
      h('button', { type: 'button', onclick: close, data: { testid: 'close' } }, 'Close'),
    ),
    facts(invocation, search),
    h('h3', {}, trace ? `Trace ${trace.trace}` : 'Trace'),
    ...(trace ? traceView(trace, invocation.id, search) : []),
    h('h3', {}, 'Calls, in the order they began; waiting and start left out'),
    sums(invocation.totals),
    calls(invocation, search),
  ];
}

function facts(invocation, search) {
  const list = h('dl', { className: 'facts' });
  const fact = (name, ...value) => list.append(h('dt', {}, name), h('dd', {}, ...value));
  fact('function', invocation.function);
  fact('began', clock(invocation.startedMs));
  const start = invocation.initMs === null ? 'warm' : `cold, started in ${milliseconds(invocation.initMs)}`;
  fact('took', `${milliseconds(invocation.durationMs)} (${start}, waited ${milliseconds(invocation.waitedMs ?? 0)})`);
  if (invocation.connection) fact('connection', searchButton(invocation.connection, search));
  fact('request id', h('code', {}, invocation.id));
  if (invocation.environment) fact('environment', h('code', {}, invocation.environment));
  if (invocation.causes.length > 1) fact('caused by', plural(invocation.causes.length, 'invocation'));
  if (invocation.traces.length > 1) {
    fact('traces', ...invocation.traces.flatMap((trace) => [searchButton(trace, search), ' ']));
  }
  if (invocation.error) fact('error', h('span', { className: 'bad' }, invocation.error), fault(invocation));
  return list;
}

function searchButton(text, search) {
  return h('button', { type: 'button', title: `Filter by ${text}`, onclick: () => search(text) }, text);
}

function sums(totals, ...more) {
  const item = (value, name, testid) => h('li', { data: { testid } }, h('b', {}, String(value)), ` ${name}`);
  return h(
    'ul',
    { className: 'totals' },
    ...more,
    item(totals.calls, totals.calls === 1 ? 'call' : 'calls', 'total-calls'),
    item(totals.roundTrips, 'in a row', 'total-round-trips'),
    item(Math.round(totals.readUnits * 100) / 100, 'read units', 'total-read-units'),
    item(Math.round(totals.writeUnits * 100) / 100, 'write units', 'total-write-units'),
    item(totals.messages, 'queued', 'total-messages'),
    item(totals.posts, totals.posts === 1 ? 'post' : 'posts', 'total-posts'),
  );
}

function traceView(trace, current, search) {
  const invocations = h('li', { data: { testid: 'total-invocations' } }, h('b', {}, String(trace.invocations)), trace.invocations === 1 ? ' invocation' : ' invocations');
  const took = h('li', {}, h('b', {}, milliseconds(trace.durationMs)), ' in all');
  return [
    sums(trace.totals, invocations, took),
    h('div', { className: 'tree', data: { testid: 'trace' } }, branches(trace.tree, { trace, current, search, depth: 0 })),
  ];
}

function branches(list, view) {
  return h('ol', {}, ...list.map((branch) => branchView(branch, view)));
}

/** The name alone is indented, so that all bars share one axis. */
function indented(depth, ...content) {
  const name = h('span', { className: 'name' }, ...content);
  name.style.paddingLeft = `${Math.min(depth, 12) * 14}px`;
  return name;
}

/** What the function was invoked by, where the trigger does not say it. */
function cameBy({ source, connection }) {
  if (source === 'http') return 'request';
  if (source === 'socket') return connection ? `socket ${connection}` : 'socket';
  return source;
}

function branchView(branch, view) {
  const { trace, current, depth } = view;
  const start = branch.startedMs - trace.startedMs;
  const link = h(
    'a',
    {
      href: `#${branch.id}`,
      className: failed(branch) ? 'failed' : '',
      ariaCurrent: String(branch.id === current),
      title: `${branch.trigger} · ${branch.function}`,
      data: { testid: 'trace-invocation', trigger: branch.trigger, function: branch.function },
    },
    indented(
      depth,
      depth ? '↳ ' : '',
      h('b', {}, branch.trigger),
      ` ${branch.function} `,
      h('span', { className: 'tag' }, cameBy(branch)),
    ),
    track(branch, start, trace.durationMs),
    h('span', { className: 'number' }, units(branch.totals)),
    h('span', { className: 'number' }, milliseconds(branch.durationMs)),
  );
  const posts = branch.calls.filter(({ service, operation }) => service === 'connections' && operation === 'PostToConnection');
  const leaves = posts.slice(0, MOST_POSTS).map((post) => h('li', {}, postView(post, start, view)));
  if (posts.length > MOST_POSTS) leaves.push(h('li', { className: 'soft' }, `and ${posts.length - MOST_POSTS} posts more`));
  const children = branches(branch.children, { ...view, depth: depth + 1 });
  children.prepend(...leaves);
  return h('li', {}, link, children.childElementCount ? children : null);
}

function postView(post, start, { trace, search, depth }) {
  const line = h('span', { className: 'track', ariaHidden: 'true' });
  line.append(bar(post.error ? 'failed' : 'connections', start + post.offsetMs, post.durationMs, trace.durationMs));
  return h(
    'button',
    {
      type: 'button',
      className: 'leaf',
      title: 'Filter by this connection',
      onclick: () => search(post.target),
      data: { testid: 'trace-post', connection: post.target },
    },
    indented(depth + 1, `→ post to ${post.target}`),
    line,
    h('span', { className: 'number' }, post.error ?? bytes(post.requestBytes)),
    h('span', { className: 'number' }, milliseconds(post.durationMs)),
  );
}

function calls(invocation, search) {
  // The axis begins with the work: a cold start would leave no room for it.
  const begin = Math.min(invocation.waitedMs ?? 0, ...invocation.calls.map(({ offsetMs }) => offsetMs));
  const ends = invocation.calls.map(({ offsetMs, durationMs }) => offsetMs + durationMs);
  const axis = { begin, length: Math.max(invocation.durationMs ?? 0, ...ends) - begin };
  const list = h('ol', { className: 'calls', data: { testid: 'waterfall' } });
  if (!invocation.calls.length) list.append(h('li', { className: 'soft' }, 'none'));
  for (const call of invocation.calls) list.append(callView(call, axis, search));
  if (invocation.callsLeftOut) list.append(h('li', { className: 'soft' }, `and ${invocation.callsLeftOut} more`));
  return list;
}

/** What went wrong on purpose. */
function fault({ fault: name, effect }) {
  if (!name) return null;
  const title = effect ? `a fault on purpose, ${effect} the call was done` : 'a fault on purpose';
  return h('span', { className: 'tag fault', title, data: { testid: 'fault' } }, name);
}

function callView(call, axis, search) {
  const line = h('span', { className: 'track', ariaHidden: 'true' });
  line.append(bar(`${call.service}${call.error ? ' failed' : ''}`, call.offsetMs - axis.begin, call.durationMs, axis.length));
  const sizes = `${bytes(call.requestBytes)} → ${bytes(call.responseBytes)}`;
  const more = [call.detail, call.error, sizes].filter(Boolean).join(' · ');
  const name = h(
    'span',
    { className: 'name' },
    h('span', { className: 'service' }, `${call.service} `),
    h('b', {}, call.operation),
    ` ${call.target}`,
    fault(call),
    h('span', { className: `more${call.error ? ' bad' : ''}` }, more),
  );
  const title = `${call.service} ${call.operation} ${call.target}\n${more}\nafter ${milliseconds(call.offsetMs)}`;
  const view = h(
    'li',
    { title, data: { testid: 'call', service: call.service, operation: call.operation } },
    name,
    line,
    h('span', { className: 'number', data: { testid: 'units' } }, units(call)),
    h('span', { className: 'number' }, milliseconds(call.durationMs)),
  );
  if (call.service === 'connections') view.ondblclick = () => search(call.target);
  return view;
}
