// People named in a text. A message says whom it names by id; where in the text, the names
// themselves show. Pure.

export const EVERYONE = '@all';
const MOST_SUGGESTIONS = 6;
const LETTER = /[\p{L}\p{N}_]/u;

/** The names under which a person can be called in a text. */
export function callNames(person) {
  return [person?.displayName, person?.username].filter(Boolean);
}

/**
 * Splits text into `{text}` and `{text, mention: id}` pieces that join to the same text.
 * `named`: `[{id, names}]`.
 */
export function splitMentions(text, named) {
  const pieces = [];
  let from = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const hit = at < from || LETTER.test(text[at - 1] ?? '') ? null : nameAt(text, at, named);
    if (!hit) continue;
    if (at > from) pieces.push({ text: text.slice(from, at) });
    pieces.push({ text: text.slice(at, hit.end), mention: hit.id });
    from = hit.end;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

// The longest name that stands there: "@Ann Lee" names Ann Lee, not Ann.
function nameAt(text, at, named) {
  let best = null;
  for (const { id, names } of named) {
    for (const name of names) {
      const end = at + 1 + name.length;
      const there = text.slice(at + 1, end).toLowerCase() === name.toLowerCase();
      if (there && !LETTER.test(text[end] ?? '') && end > (best?.end ?? 0)) best = { id, end };
    }
  }
  return best;
}

/** The ids named in a text, each once. */
export function mentionsIn(text, named) {
  const ids = splitMentions(text, named).map(({ mention }) => mention);
  return [...new Set(ids.filter(Boolean))];
}

/** What is being typed after an `@` just before the caret: `{from, query}`, or null. */
export function mentionQuery(text, caret) {
  const match = /(^|[^\p{L}\p{N}_])@([\p{L}\p{N}_.-]*)$/u.exec(text.slice(0, caret));
  return match ? { from: caret - match[2].length - 1, query: match[2] } : null;
}

/** People one of whose names has a word that begins with the query. */
export function suggestions(query, people) {
  const wanted = query.toLowerCase();
  const fits = (person) =>
    callNames(person).some((name) =>
      name
        .toLowerCase()
        .split(/\s+/u)
        .some((word) => word.startsWith(wanted)),
    );
  return people.filter(fits).slice(0, MOST_SUGGESTIONS);
}
