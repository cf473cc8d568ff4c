// A small sheet beside what opened it; on a phone the stylesheet puts it at the bottom.

import { h } from './dom.js';

const GAP = 6;
const EDGE = 8;
// A press outside closes a popover before it becomes a click on what opened it.
let pressedAway = null;

/** Opens beside `anchor`; gives a function that closes, or null when this press has just closed it. */
export function openPopover(anchor, content, { label, testid }) {
  const again = pressedAway === anchor;
  pressedAway = null;
  if (again) return null;
  const sheet = h(
    'div',
    { class: 'popover', popover: 'auto', role: 'dialog', 'aria-label': label, testid },
    content,
  );
  const pressed = ({ target }) => {
    pressedAway = anchor.contains(target) ? anchor : null;
  };
  const within = () => sheet.contains(document.activeElement) || document.activeElement === document.body;
  sheet.addEventListener('beforetoggle', ({ newState }) => {
    if (newState !== 'closed') return;
    document.removeEventListener('pointerdown', pressed, { capture: true });
    anchor.removeAttribute('aria-expanded');
    if (within()) (anchor.isConnected ? anchor : document.body).focus();
  });
  sheet.addEventListener('toggle', ({ newState }) => newState === 'closed' && sheet.remove());
  document.addEventListener('pointerdown', pressed, { capture: true });
  document.body.append(sheet);
  sheet.showPopover();
  anchor.setAttribute('aria-expanded', 'true');
  place(sheet, anchor.getBoundingClientRect());
  sheet.querySelector('button, input')?.focus();
  return () => sheet.isConnected && sheet.hidePopover();
}

function place(sheet, at) {
  const { width, height } = sheet.getBoundingClientRect();
  const below = at.bottom + GAP + height <= innerHeight - EDGE;
  const top = below ? at.bottom + GAP : Math.max(EDGE, at.top - GAP - height);
  const left = at.left + at.width / 2 > innerWidth / 2 ? at.right - width : at.left;
  sheet.style.top = `${top}px`;
  sheet.style.left = `${Math.min(Math.max(EDGE, left), innerWidth - width - EDGE)}px`;
}
