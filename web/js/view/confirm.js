// Asks before something is done that cannot be taken back at once.

import { openDialog } from './dialog.js';
import { h } from './dom.js';
import { complainOfFirst } from './field.js';

/** `run(dialog)` does it; what it fails with is said in the dialog, which closes otherwise. */
export function confirm({ title, text, testid, label, danger = true, fields = [], refusals, run }) {
  const submit = async () => {
    if (complainOfFirst(fields)) return;
    await run();
    dialog.close();
  };
  const dialog = openDialog(
    { title, testid, submit, fields, refusals },
    text && h('p', { class: 'dialog-text' }, text),
    fields.map(({ element }) => element),
    h(
      'button',
      { class: `button wide ${danger ? 'danger' : 'primary'}`, type: 'submit', testid: 'confirm' },
      label,
    ),
  );
  dialog.element.querySelector(fields.length > 0 ? '.input' : '[data-testid=confirm]').focus();
}
