// All that is stored of me, page by page, as one document. Pure but for what it is given.

/** `fetchPage(cursor)` gives a page; `told(count)` hears how many messages are here. */
export async function walkExport(fetchPage, told = () => {}) {
  const { nextCursor: first, ...whole } = await fetchPage(null);
  const messages = [...(whole.messages ?? [])];
  told(messages.length);
  for (let cursor = first ?? null; cursor !== null;) {
    const page = await fetchPage(cursor);
    for (const message of page.messages ?? []) messages.push(message);
    told(messages.length);
    cursor = page.nextCursor ?? null;
  }
  return { ...whole, messages };
}

/** The file's name. */
export function exportName(username, now = new Date()) {
  return `banter-${username}-${now.toISOString().slice(0, 10)}.json`;
}
