// The part of the address after `#` says which chat is open.

export function addressOf(chatId) {
  return `#/chat/${encodeURIComponent(chatId)}`;
}

/** The chat a hash names, or null. */
export function chatAt(hash) {
  const match = /^#\/chat\/(.+)$/u.exec(hash);
  if (!match) return null;
  try {
    return decodeURIComponent(match[1]);
  } catch {
    return null;
  }
}
