// The second step of signing in: a code of the authenticator app, or one of those kept for the day
// the app is lost.

import { h } from './dom.js';
import { field } from './field.js';
import { form, wayOut } from './form.js';

const KINDS = {
  app: {
    testid: 'code-form',
    name: 'mfaCode',
    label: 'Code of your authenticator app',
    wrong: 'That code is not right. Each is good once, for a short time: please take the next one.',
    other: ['Is the app not at hand?', 'Use a recovery code', 'to-recovery', 'recovery'],
    attributes: { inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: '10' },
  },
  recovery: {
    testid: 'recovery-form',
    name: 'recoveryCode',
    label: 'Recovery code',
    wrong: 'That recovery code is not right, or was used before.',
    other: ['Is the app at hand?', 'Use its code', 'to-code', 'app'],
    attributes: { autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', maxlength: '40' },
  },
};

/** `login`: `{identifier, password}`, which were right. */
export function codeForm(session, { toLogin }, login) {
  const place = h('div', {});
  const show = (kind) => {
    place.replaceChildren(stepForm(session, { toLogin, turn: show }, login, KINDS[kind]));
    place.querySelector('input').focus();
  };
  show('app');
  return place;
}

function stepForm(session, { toLogin, turn }, { identifier, password }, kind) {
  const [question, label, testid, next] = kind.other;
  const code = field({ name: kind.name, label: kind.label, required: true, ...kind.attributes });
  return form({
    testid: kind.testid,
    fields: [code],
    submit: 'Continue',
    send: () => session.login(identifier, password, { [kind.name]: bare(code.input.value) }),
    refusals: { invalid_credentials: [kind.name, kind.wrong] },
    below: [wayOut(question, label, testid, () => turn(next)), wayOut(null, 'Back', 'to-login', toLogin)],
  });
}

/** As apps and people write them: with spaces between. */
function bare(code) {
  return code.replaceAll(/\s/gu, '');
}
