// The input for a password, and what can be said of a new one while it is typed.

import { fieldText } from '../field-texts.js';
import { passwordProblem, SHORTEST_PASSWORD } from '../password.js';
import { h } from './dom.js';
import { field } from './field.js';

/** The password one has. */
export function passwordField({ name = 'password', label = 'Password' } = {}) {
  return field({ name, label, type: 'password', autocomplete: 'current-password', required: true });
}

/** One that is to be set; `personal()` gives what it must not hold. */
export function newPasswordField({ name = 'newPassword', label = 'New password', personal = () => [] } = {}) {
  const made = field({
    name,
    label,
    type: 'password',
    autocomplete: 'new-password',
    hint: `At least ${SHORTEST_PASSWORD} characters.`,
    required: true,
  });
  const check = (value) => {
    const code = passwordProblem(value, personal());
    return code && fieldText({ field: name, code });
  };
  return { ...made, check };
}

/** A box that shows what is typed into them. */
export function revealer(...fields) {
  const box = h('input', { type: 'checkbox', testid: 'show-password' });
  box.addEventListener('change', () => {
    for (const { input } of fields) input.type = box.checked ? 'text' : 'password';
  });
  return h('label', { class: 'check' }, box, fields.length > 1 ? 'Show the passwords' : 'Show the password');
}
