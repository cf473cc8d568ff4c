// Small things: elements, numbers, times.

/** An element with properties, data attributes and children; text is always text. */
export function h(tag, { data, ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  Object.assign(element.dataset, data);
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ''));
  return element;
}

export function milliseconds(value) {
  if (value === null || value === undefined) return 'running';
  if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`;
  return `${value < 10 ? value.toFixed(2) : value.toFixed(1)} ms`;
}

export function clock(epoch) {
  const time = new Date(epoch);
  const two = (number, width = 2) => String(number).padStart(width, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${two(time.getMilliseconds(), 3)}`;
}

export function bytes(value) {
  return value < 1024 ? `${value} B` : `${(value / 1024).toFixed(1)} KB`;
}

/** `1.5 R 4 W`; nothing when there are none. */
export function units({ readUnits, writeUnits, estimated = false }) {
  const number = (value) => String(Math.round(value * 100) / 100);
  const parts = [];
  if (readUnits) parts.push(`${number(readUnits)} R`);
  if (writeUnits) parts.push(`${estimated ? '~' : ''}${number(writeUnits)} W`);
  return parts.join(' ');
}

export function plural(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}

/** Calls without an answer, function errors and refusals. */
export function failed(invocation) {
  return invocation.error !== null || invocation.status >= 400;
}

export function outcome(invocation) {
  if (invocation.durationMs === null) return 'running';
  if (invocation.error !== null) return invocation.error;
  return invocation.status === null ? 'ok' : String(invocation.status);
}

/** A bar from `start` to `start + length` on an axis of `total`. */
export function bar(kind, start, length, total) {
  const element = h('span', { className: `bar ${kind}` });
  const percent = (value) => `${Math.min(100, Math.max(0, (100 * value) / (total || 1)))}%`;
  element.style.left = percent(start);
  element.style.width = percent(length);
  return element;
}

/** The bars of an invocation: waiting, starting, running. */
export function track(invocation, start, total) {
  const { waitedMs, initMs, durationMs } = invocation;
  const waited = waitedMs ?? 0;
  const init = Math.min(initMs ?? 0, waited);
  const element = h('span', { className: 'track', ariaHidden: 'true' });
  if (waited > init) element.append(bar('wait', start, waited - init, total));
  if (init) element.append(bar('cold', start + waited - init, init, total));
  const end = durationMs ?? total - start;
  const kind = durationMs === null ? 'running' : failed(invocation) ? 'failed' : '';
  element.append(bar(kind, start + waited, end - waited, total));
  return element;
}
