// The codes for the day the app is lost. They are shown once.

import { h } from '../dom.js';
import { copyButton, note } from './section.js';

/** `kept()` when the user says that they have them. */
export function recoveryCodes(codes, part, kept) {
  return [
    note(
      'Two-step login is on. Keep these recovery codes where you find them without your phone: each replaces the app once. They are not shown again.',
    ),
    h(
      'ol',
      { class: 'codes', testid: 'recovery-codes' },
      codes.map((code) => h('li', {}, h('code', { testid: 'recovery-code' }, code))),
    ),
    h(
      'div',
      { class: 'card-acts' },
      copyButton(codes.join('\n'), part, { label: 'Copy', testid: 'copy-codes' }),
      h(
        'button',
        { class: 'button primary', type: 'button', testid: 'codes-kept', on: { click: kept } },
        'I have kept them',
      ),
    ),
  ];
}
