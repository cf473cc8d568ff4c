// What others see of me, how I am reached, and the address of my account.

import { changesOf } from '../../chat-fields.js';
import { h, setText } from '../dom.js';
import { openChangeAddress } from '../change-address.js';
import { field } from '../field.js';
import { form } from '../form.js';
import { resendButton } from '../resend.js';
import { section } from './section.js';

const BIO_CHARACTERS = 500;

export function profileSection(client) {
  const { account, store } = client;
  // What another device changes while this is open is not undone.
  const before = { ...store.me };
  const inputs = inputsFor(before, store.config.limits?.bioCharacters ?? BIO_CHARACTERS);
  const fields = Object.values(inputs);
  const save = async () => {
    const values = Object.fromEntries(fields.map(({ name, input }) => [name, input.value.trim() || null]));
    values.phone = values.phone?.replaceAll(/[\s()/-]/gu, '') || null;
    const changes = changesOf(before, values);
    if (Object.keys(changes).length === 0) return;
    await account.change(changes);
    Object.assign(before, changes);
  };
  const address = addressPart(client);
  const part = section(
    { title: 'Profile', testid: 'profile-section' },
    form({ testid: 'profile-form', fields, submit: 'Save', style: 'primary', send: save, done: 'Saved.' }),
    address.element,
  );
  return { element: part.element, render: address.render };
}

function inputsFor(me, bioCharacters) {
  const text = (name, label, more) =>
    field({ name, label, value: me[name] ?? '', maxlength: '100', ...more });
  const name = { autocomplete: 'off', placeholder: 'Optional' };
  return {
    displayName: text('displayName', 'Name others see', { autocomplete: 'off', required: true }),
    username: text('username', 'Username', {
      autocomplete: 'off',
      autocapitalize: 'none',
      spellcheck: 'false',
      required: true,
    }),
    firstName: text('firstName', 'First name', name),
    lastName: text('lastName', 'Last name', name),
    bio: counted(
      text('bio', 'About me', { rows: '3', placeholder: 'Optional', maxlength: null }),
      bioCharacters,
    ),
    phone: text('phone', 'Phone', {
      type: 'tel',
      autocomplete: 'tel',
      placeholder: '+491701234567',
      hint: 'Others never see it.',
      maxlength: '30',
    }),
    avatarUrl: text('avatarUrl', 'Address of a picture', {
      type: 'url',
      placeholder: 'https://',
      maxlength: null,
    }),
  };
}

/** With the number of characters, and how many there can be. */
function counted(made, most) {
  const count = h('p', { class: 'field-hint counter', testid: `count-${made.name}` });
  const show = () => {
    const length = [...made.input.value.trim()].length;
    setText(count, `${length} of ${most}`);
    count.classList.toggle('over', length > most);
  };
  made.input.addEventListener('input', show);
  made.input.after(count);
  show();
  const check = (value) => ([...value.trim()].length > most ? `At most ${most} characters, please.` : null);
  return { ...made, check };
}

/** The e-mail address: confirmed or not, and one that waits to take its place. */
function addressPart(client) {
  const { account, store } = client;
  const email = h('strong', { testid: 'my-email' });
  const state = h('span', { class: 'field-hint', testid: 'my-email-state' });
  const pending = h('p', { class: 'form-text', testid: 'pending-email', hidden: true });
  const said = h('p', { class: 'form-done', role: 'status' });
  const resend = resendButton(account, (line) => setText(said, line));
  const sent = () => setText(said, 'We sent a mail to the new address.');
  const change = h(
    'button',
    {
      class: 'button',
      type: 'button',
      testid: 'change-email',
      on: { click: () => openChangeAddress(account, sent) },
    },
    'Change…',
  );
  const element = h(
    'div',
    { class: 'account-line' },
    h('h4', {}, 'E-mail'),
    h('p', { class: 'line-text' }, email, state),
    change,
    pending,
    h('p', {}, resend),
    said,
  );

  function render() {
    const { email: mine, emailVerified, pendingEmail } = store.me;
    setText(email, mine ?? 'None');
    setText(state, !mine ? '' : emailVerified ? 'confirmed' : 'not confirmed yet');
    pending.hidden = !pendingEmail;
    setText(pending, pendingEmail ? `${pendingEmail} takes its place once you have confirmed it.` : '');
    resend.hidden = !pendingEmail && (emailVerified || !mine);
  }

  return { element, render };
}
