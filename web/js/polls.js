// Votes in polls. Pure.

/** What I choose after picking `optionId`: a second pick takes it back. */
export function votesAfter(poll, optionId) {
  const votes = poll.votes ?? [];
  if (votes.includes(optionId)) return votes.filter((id) => id !== optionId);
  return poll.multiple ? [...votes, optionId] : [optionId];
}

/** The poll with my votes replaced, counted as the server will. */
export function withVotes(poll, optionIds) {
  const before = poll.votes ?? [];
  const options = poll.options.map((option) => ({
    ...option,
    count: option.count + Number(optionIds.includes(option.id)) - Number(before.includes(option.id)),
  }));
  return { ...poll, options, votes: optionIds };
}

export function isClosed(poll, now = Date.now()) {
  return poll.closed || (Boolean(poll.closesAt) && Date.parse(poll.closesAt) <= now);
}

/** Each option with its share of the most chosen one, for the length of its bar. */
export function optionsShown(poll) {
  const votes = poll.votes ?? [];
  const total = poll.options.reduce((sum, { count }) => sum + (count ?? 0), 0);
  return poll.options.map((option, index) => ({
    id: option.id ?? String(index + 1),
    text: option.text,
    count: option.count ?? 0,
    share: total > 0 ? (option.count ?? 0) / total : 0,
    mine: votes.includes(option.id),
  }));
}
