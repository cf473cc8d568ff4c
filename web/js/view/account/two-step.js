// The second step of a login: set up with an app, and taken away again.

import { h } from '../dom.js';
import { field } from '../field.js';
import { form, wayOut } from '../form.js';
import { passwordField } from '../password-field.js';
import { recoveryCodes } from './recovery-codes.js';
import { copyButton, note, section } from './section.js';

const EXTERNAL = 'You log in with another service: its second step is set up there.';
const WRONG_CODE = 'That code is not right. Each is good once, for a short time: please take the next one.';

export function twoStepSection(client, ui) {
  const { account, security, store } = client;
  const place = h('div', { class: 'form' });
  const part = section({ title: 'Two-step login', testid: 'two-step-section' }, place);
  /** What is shown; another device may turn it on or off. */
  let shown = null;

  function render() {
    const next = store.me.mfaEnabled ? 'on' : 'off';
    if (shown === 'codes' || shown === next) return;
    show(next, next === 'on' ? turnedOn() : turnedOff());
  }

  function show(next, ...children) {
    shown = next;
    part.tell('');
    place.replaceChildren(...children.flat().filter(Boolean));
  }

  function turnedOff() {
    const begin = () =>
      part.run(async () => {
        const parts = await setUp();
        if (!parts) return;
        show('off', parts);
        place.querySelector('input').focus();
      });
    return [
      note('With it, a login needs your password and a code of an app on your phone.', 'two-step-state'),
      h(
        'button',
        { class: 'button primary', type: 'button', testid: 'two-step-begin', on: { click: begin } },
        'Set up',
      ),
    ];
  }

  async function ask() {
    try {
      return await security.setUp();
    } catch (problem) {
      if (problem.code !== 'conflict') throw problem;
      await account.reload();
      // Another device has turned it on; what there is to say of that is shown by now.
      if (store.me.mfaEnabled) return null;
      throw new Error(EXTERNAL);
    }
  }

  async function setUp() {
    const made = await ask();
    if (!made) return null;
    const { secret, otpauthUri, qrSvg } = made;
    const code = codeField();
    return [
      note('Scan this with an authenticator app, or type the secret into it. Then enter the code it shows.'),
      h('img', {
        class: 'qr',
        testid: 'two-step-qr',
        alt: 'A picture for an authenticator app to scan. The secret below says the same.',
        '.src': `data:image/svg+xml;charset=utf-8,${encodeURIComponent(qrSvg)}`,
      }),
      h(
        'p',
        { class: 'secret-line' },
        h('code', { class: 'secret', testid: 'two-step-secret' }, secret),
        copyButton(secret, part, { label: 'Copy', testid: 'copy-secret' }),
      ),
      otpauthUri.startsWith('otpauth://') &&
        h(
          'p',
          {},
          h(
            'a',
            { class: 'link', href: otpauthUri, testid: 'two-step-link' },
            'Open in an app on this device',
          ),
        ),
      form({
        testid: 'two-step-form',
        fields: [code],
        submit: 'Turn on',
        style: 'primary',
        send: async () => {
          shown = 'codes';
          try {
            keep(await security.enable(bare(code)));
          } catch (problem) {
            shown = 'off';
            throw problem;
          }
        },
        refusals: { invalid_credentials: ['code', WRONG_CODE] },
      }),
    ];
  }

  function keep(codes) {
    const kept = () => {
      ui.hold(null);
      shown = null;
      render();
    };
    ui.hold(() => part.complain('These codes are shown only this once. Please keep them first.'));
    show('codes', recoveryCodes(codes, part, kept));
    place.querySelector('button').focus();
  }

  function turnedOn() {
    return [
      note('Two-step login is on: a login needs your password and a code of your app.', 'two-step-state'),
      disableForm('app'),
    ];
  }

  function disableForm(kind) {
    const app = kind === 'app';
    const password = passwordField();
    const code = app
      ? codeField()
      : field({ name: 'recoveryCode', label: 'Recovery code', autocomplete: 'off', required: true });
    const element = form({
      testid: 'two-step-off-form',
      fields: [password, code],
      submit: 'Turn off',
      style: 'danger',
      send: () => security.disable(password.input.value, { [code.name]: bare(code) }),
      refusals: { invalid_credentials: [null, 'The password or the code is not right.'] },
      below: wayOut(
        app ? 'Is the app not at hand?' : 'Is the app at hand?',
        app ? 'Use a recovery code' : 'Use its code',
        app ? 'to-recovery' : 'to-code',
        () => element.replaceWith(disableForm(app ? 'recovery' : 'app')),
      ),
    });
    return element;
  }

  return { element: part.element, render };
}

function codeField() {
  return field({
    name: 'code',
    label: 'Code of your authenticator app',
    inputmode: 'numeric',
    autocomplete: 'one-time-code',
    maxlength: '10',
    required: true,
  });
}

function bare({ input }) {
  return input.value.replaceAll(/\s/gu, '');
}
