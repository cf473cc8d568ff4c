// The window about my account: its parts as tabs, one of them shown.

import { h } from '../dom.js';
import { icon } from '../icons.js';
import { moveFocus } from '../menu.js';
import { blockedSection } from './blocked.js';
import { dataSection } from './data.js';
import { devicesSection } from './devices.js';
import { passwordSection } from './password.js';
import { privacySection } from './privacy.js';
import { profileSection } from './profile.js';
import { twoStepSection } from './two-step.js';

/** `make(client, ui)` gives `{element, render?()}`; `render` runs when something about me changed. */
export const SECTIONS = [
  { id: 'profile', icon: 'person', label: 'Profile', make: profileSection },
  { id: 'privacy', icon: 'eye', label: 'Privacy and notifications', make: privacySection },
  { id: 'password', icon: 'key', label: 'Password', make: passwordSection },
  { id: 'two-step', icon: 'shield', label: 'Two-step login', make: twoStepSection },
  { id: 'devices', icon: 'device', label: 'Devices', make: devicesSection },
  { id: 'blocked', icon: 'ban', label: 'Blocked people', make: blockedSection },
  { id: 'data', icon: 'box', label: 'Your data', make: dataSection },
];

export function openAccount(client, first = SECTIONS[0].id) {
  const { store } = client;
  let shown = null;
  /** Why the window cannot be left just now. */
  let held = null;
  const ui = {
    hold(complain) {
      held = complain;
    },
  };
  const tabs = SECTIONS.map(({ id, icon: kind, label }) =>
    h(
      'button',
      {
        class: 'menu-item',
        type: 'button',
        role: 'tab',
        id: `tab-${id}`,
        'aria-controls': 'account-part',
        testid: `section-${id}`,
        on: { click: () => leaving(() => show(id)) },
      },
      icon(kind),
      label,
    ),
  );
  const list = h(
    'div',
    { class: 'account-tabs', role: 'tablist', 'aria-label': 'Parts of the account' },
    tabs,
  );
  const part = h('div', { class: 'account-part', id: 'account-part', role: 'tabpanel', tabindex: '-1' });
  const element = h(
    'dialog',
    { class: 'dialog account', testid: 'account-dialog', 'aria-label': 'Account' },
    h(
      'div',
      { class: 'account-frame' },
      h(
        'header',
        {},
        h('h2', {}, 'Account'),
        h(
          'button',
          {
            class: 'button round',
            type: 'button',
            'aria-label': 'Close',
            testid: 'close-dialog',
            on: { click: () => leaving(() => element.close()) },
          },
          icon('close'),
        ),
      ),
      list,
      part,
    ),
  );
  const heard = ({ detail }) => {
    if (detail.topics.has('me') || detail.topics.has('blocked')) shown.render?.();
  };

  function leaving(go) {
    if (held) held();
    else go();
  }

  function show(id) {
    for (const tab of tabs) {
      const current = tab.id === `tab-${id}`;
      tab.setAttribute('aria-selected', String(current));
      tab.tabIndex = current ? 0 : -1;
      if (current) tab.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
    shown = SECTIONS.find((section) => section.id === id).make(client, ui);
    part.setAttribute('aria-labelledby', `tab-${id}`);
    part.replaceChildren(shown.element);
    part.scrollTop = 0;
    shown.render?.();
  }

  list.addEventListener('keydown', (event) => {
    moveFocus(event, tabs, 'ArrowUp', 'ArrowDown');
    moveFocus(event, tabs, 'ArrowLeft', 'ArrowRight');
  });
  element.addEventListener('cancel', (event) => {
    if (!held) return;
    event.preventDefault();
    held();
  });
  element.addEventListener('click', (event) => event.target === element && leaving(() => element.close()));
  element.addEventListener('close', () => {
    store.removeEventListener('change', heard);
    element.remove();
  });
  store.addEventListener('change', heard);
  document.body.append(element);
  element.showModal();
  show(first);
  tabs.find(({ id }) => id === `tab-${first}`).focus();
}
