// The WebSocket's frames, read and written. Pure.

/** Frames above this go by REST: API Gateway closes the socket on a frame above 32 KB. */
export const LARGEST_FRAME_BYTES = 31 * 1024;

export function writeFrame(action, id, data) {
  return JSON.stringify({ action, id, data });
}

export function frameFits(frame) {
  return new TextEncoder().encode(frame).length <= LARGEST_FRAME_BYTES;
}

/**
 * Sorts an incoming frame: `ack`, `error`, `event`, or `gateway` for one that is not
 * Banter's (neither type nor id), after which the outcome of open requests is unknown.
 */
export function readFrame(text) {
  let frame;
  try {
    frame = JSON.parse(text);
  } catch {
    return { kind: 'gateway' };
  }
  if (frame === null || typeof frame !== 'object' || typeof frame.type !== 'string') {
    return { kind: 'gateway' };
  }
  if (frame.type === 'ack') return { kind: 'ack', id: frame.id ?? null, data: frame.data };
  if (frame.type === 'error') return { kind: 'error', id: frame.id ?? null, problem: frame.error ?? {} };
  return { kind: 'event', event: frame };
}
