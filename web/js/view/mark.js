// Banter's sign.

import { h } from './dom.js';

export function mark() {
  return h('img', { class: 'mark', alt: '', '.src': 'icon.svg', width: '40', height: '40' });
}
