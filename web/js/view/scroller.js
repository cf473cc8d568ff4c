// Where the reader stands in a conversation: stays at the end while new messages come,
// stays on the same message while older ones are put above it.

const END_SLACK_PX = 48;
const REACH_PX = 300;
const FLASH_MS = 1_600;

/**
 * `nearStart()` and `nearEnd()` ask for more; `moved()` after every move; `follows()` says
 * whether the end shown is the newest message, where one stays.
 */
export function scroller(area, rows, { nearStart, nearEnd, moved, follows }) {
  let stick = true;

  const distance = () => area.scrollHeight - area.scrollTop - area.clientHeight;
  const atEnd = () => distance() < END_SLACK_PX;
  const toEnd = () => {
    stick = true;
    area.scrollTop = area.scrollHeight;
  };

  area.addEventListener(
    'scroll',
    () => {
      stick = atEnd() && follows();
      if (area.scrollTop < REACH_PX) nearStart();
      if (distance() < REACH_PX) nearEnd();
      moved();
    },
    { passive: true },
  );

  // The keyboard of a phone, a longer draft, a late picture: the end stays in sight.
  const observer = new ResizeObserver(() => {
    if (stick) toEnd();
    if (area.scrollHeight <= area.clientHeight) {
      nearStart();
      nearEnd();
    }
  });
  observer.observe(area);
  observer.observe(rows);

  /** Runs `change` without moving what is being read. */
  function keep(change) {
    if (!follows()) stick = false;
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
    stick = atEnd();
  }

  /** Brings one row to the middle and points it out. */
  function show(row) {
    stick = false;
    area.scrollTop = row.offsetTop - (area.clientHeight - row.offsetHeight) / 2;
    stick = atEnd() && follows();
    row.classList.remove('flash');
    requestAnimationFrame(() => row.classList.add('flash'));
    setTimeout(() => row.classList.remove('flash'), FLASH_MS);
    row.focus({ preventScroll: true });
  }

  return { keep, place, show, toEnd, atEnd, remove: () => observer.disconnect() };
}
