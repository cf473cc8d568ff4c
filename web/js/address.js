// The part of the address after `#` says which chat is open, which invitation is looked at, or what
// a link from a mail asks for.

const MAIL_LINKS = [
  ['verify', /^#verify=(.+)$/u],
  ['reset', /^#reset=(.+)$/u],
];

export function addressOf(chatId) {
  return `#/chat/${encodeURIComponent(chatId)}`;
}

/** The chat a hash names, or null. */
export function chatAt(hash) {
  return partOf(/^#\/chat\/(.+)$/u, hash);
}

/** The address that invites whoever opens it. */
export function inviteAddress(code, page = globalThis.location?.href) {
  return new URL(`#invite=${encodeURIComponent(code)}`, page).href;
}

/** The code of the invitation a hash names, or null. */
export function inviteAt(hash) {
  return partOf(/^#invite=(.+)$/u, hash);
}

/** What a link from a mail asks for: `{kind, token}`, with `verify` or `reset` as its kind, or null. */
export function mailLinkAt(hash) {
  for (const [kind, pattern] of MAIL_LINKS) {
    const token = partOf(pattern, hash);
    if (token !== null) return { kind, token };
  }
  return null;
}

function partOf(pattern, hash) {
  const match = pattern.exec(hash);
  if (!match) return null;
  try {
    return decodeURIComponent(match[1]);
  } catch {
    return null;
  }
}
