// Messages by keyboard: arrows go from one to the next, letters do what the buttons do.

/** `renderer` knows the message of a row; `acts` what can be done with it. */
export function rowKeys(area, renderer, acts, leave) {
  area.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = event.target.closest('.row');
    if (event.target !== area && event.target !== row) return;
    if (act(event.key, row)) event.preventDefault();
  });

  function act(key, row) {
    switch (key) {
      case 'ArrowUp':
        return focus(
          row ? neighbour(row, 'previousElementSibling') : [...area.querySelectorAll('.row')].at(-1),
        );
      case 'ArrowDown':
        return row ? focus(neighbour(row, 'nextElementSibling')) : false;
      case 'Escape':
        leave();
        return true;
      default:
        return row ? withMessage(key, row) : false;
    }
  }

  function withMessage(key, row) {
    const message = renderer.messageOf(row);
    if (!message) return false;
    if (key === 'Enter' || key === ' ' || key === 'ContextMenu') renderer.openMenu(row, row);
    else if (key === 'r') acts.reply(message);
    else return false;
    return true;
  }

  function neighbour(row, direction) {
    let next = row[direction];
    while (next && !next.matches('.row')) next = next[direction];
    return next;
  }

  function focus(row) {
    if (!row) return false;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: 'nearest' });
    return true;
  }

  // On a screen without a pointer that hovers, a tap shows the buttons of a message.
  area.addEventListener('click', (event) => {
    const row = event.target.closest('.row');
    const pressed = event.target.closest('button, a, input, video, audio');
    if (pressed || !matchMedia('(hover: none)').matches || !getSelection().isCollapsed) return;
    const before = area.querySelector('.row.selected');
    before?.classList.remove('selected');
    if (row && row !== before) row.classList.add('selected');
  });
}
