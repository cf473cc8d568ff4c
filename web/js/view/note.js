// A window that tells one thing.

import { openDialog } from './dialog.js';
import { h } from './dom.js';

export function openNote({ title, text, testid }) {
  const dialog = openDialog(
    { title, testid, submit: () => dialog.close() },
    h('p', { class: 'dialog-text', role: 'status' }, text),
    h('button', { class: 'button primary wide', type: 'submit', testid: 'confirm' }, 'OK'),
  );
  dialog.element.querySelector('[data-testid=confirm]').focus();
}
