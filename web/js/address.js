// The part of the address after `#` says which chat is open, or which invitation is looked at.

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

function partOf(pattern, hash) {
  const match = pattern.exec(hash);
  if (!match) return null;
  try {
    return decodeURIComponent(match[1]);
  } catch {
    return null;
  }
}
