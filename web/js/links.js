// Web addresses: which may be followed, and where they are in plain text. Pure.

const ADDRESS = /https?:\/\/[^\s<>"']+/giu;
const TRAILING = /[.,;:!?'")\]}]+$/u;

/** Splits text into `{text}` and `{text, href}` pieces that join to the same text. */
export function splitLinks(text) {
  const pieces = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, '');
    if (!isAddress(address)) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push({ text: address, href: address });
    from = match.index + address.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

/** Whether text is a web address that may be followed. */
export function isAddress(text, schemes = ['http:', 'https:']) {
  try {
    return schemes.includes(new URL(text).protocol);
  } catch {
    return false;
  }
}
