// Keys for requests that may be made again.

/** The same content gets the same key, so that a repetition has no second effect. */
export function repeatKeys() {
  let last = { text: null, key: null };
  return (content) => {
    const text = JSON.stringify(content);
    if (last.text !== text) last = { text, key: crypto.randomUUID() };
    return last.key;
  };
}
