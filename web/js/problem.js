// Every failure the client handles is a Problem: the server's problem document,
// or one of our own codes when no such document arrived.

import { whenText } from './waiting.js';

/** Codes the client itself gives: the request never got an answer it can trust. */
export const OWN_CODES = Object.freeze({
  network: 'network',
  disconnected: 'disconnected',
  outcomeUnknown: 'outcome_unknown',
});

const REPEATABLE = new Set([
  'internal',
  'unavailable',
  'rate_limited',
  'slow_mode',
  'in_progress',
  OWN_CODES.network,
  OWN_CODES.disconnected,
  OWN_CODES.outcomeUnknown,
]);

export class Problem extends Error {
  constructor({ code, title, detail, status, errors, retryAfter, requestId } = {}) {
    super(sentenceOf({ code, title, detail, retryAfter }));
    this.name = 'Problem';
    this.code = code ?? OWN_CODES.outcomeUnknown;
    this.title = title ?? null;
    this.detail = detail ?? null;
    this.status = status ?? null;
    this.errors = Array.isArray(errors) ? errors : [];
    this.retryAfter = Number.isFinite(retryAfter) ? retryAfter : null;
    this.requestId = requestId ?? null;
  }

  /** Whether the same request, with the same key, may be sent again. */
  get repeatable() {
    return REPEATABLE.has(this.code);
  }
}

function sentenceOf({ code, title, detail, retryAfter }) {
  if (code === 'rate_limited' && Number.isFinite(retryAfter)) {
    return `Too many attempts. Please try again ${whenText(retryAfter)}.`;
  }
  return detail || title || 'Something went wrong.';
}

export function networkProblem() {
  return new Problem({ code: OWN_CODES.network, detail: 'The server cannot be reached.' });
}

export function disconnectedProblem() {
  return new Problem({ code: OWN_CODES.disconnected, detail: 'The connection was lost.' });
}

export function unknownOutcome() {
  return new Problem({
    code: OWN_CODES.outcomeUnknown,
    detail: 'The server did not say whether it succeeded.',
  });
}

/**
 * A Problem from an HTTP reply. A body without `code` comes from the gateway, not from
 * Banter: what happened behind it is unknown.
 */
export function problemFromReply(status, body, retryAfterHeader) {
  const retryAfter = Number.parseInt(retryAfterHeader ?? '', 10);
  if (body && typeof body === 'object' && typeof body.code === 'string') {
    return new Problem({ status, ...body, retryAfter: body.retryAfter ?? retryAfter });
  }
  const code = status === 429 ? 'rate_limited' : OWN_CODES.outcomeUnknown;
  return new Problem({ status, code, retryAfter, detail: 'The server is not answering as it should.' });
}
