// Where the reader stands in a conversation: stays at the end while new messages come,
// stays on the same message while older ones are put above it.

const END_SLACK_PX = 48;
const START_REACH_PX = 300;

export function scroller(area, rows, { nearStart, moved }) {
  let stick = true;

  const distance = () => area.scrollHeight - area.scrollTop - area.clientHeight;
  const toEnd = () => {
    stick = true;
    area.scrollTop = area.scrollHeight;
  };

  area.addEventListener(
    'scroll',
    () => {
      stick = distance() < END_SLACK_PX;
      if (area.scrollTop < START_REACH_PX) nearStart();
      moved();
    },
    { passive: true },
  );

  // The keyboard of a phone, a longer draft, a late picture: the end stays in sight.
  const observer = new ResizeObserver(() => {
    if (stick) toEnd();
    else if (area.scrollHeight <= area.clientHeight) nearStart();
  });
  observer.observe(area);
  observer.observe(rows);

  /** Runs `change` without moving what is being read. */
  function keep(change) {
    const anchor = stick ? null : firstVisible();
    const before = anchor?.offsetTop ?? 0;
    change();
    if (stick) toEnd();
    else if (anchor?.isConnected) area.scrollTop += anchor.offsetTop - before;
  }

  // A message, not the line of a day: that one moves up when older messages of it come.
  function firstVisible() {
    for (const row of rows.children) {
      if (row.matches('.day, .unread-line')) continue;
      if (row.offsetTop + row.offsetHeight > area.scrollTop) return row;
    }
    return null;
  }

  /** First sight of a chat: at the line above what is unread, or at the end. */
  function place(unreadLine) {
    toEnd();
    if (!unreadLine) return;
    const top = unreadLine.offsetTop - area.clientHeight / 4;
    if (top >= area.scrollTop) return;
    area.scrollTop = top;
    stick = distance() < END_SLACK_PX;
  }

  return { keep, place, toEnd, atEnd: () => distance() < END_SLACK_PX, remove: () => observer.disconnect() };
}
