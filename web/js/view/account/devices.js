// The devices that are logged in, and ways to log them out.

import { agoText, moment } from '../../format.js';
import { counted } from '../../words.js';
import { confirm } from '../confirm.js';
import { h } from '../dom.js';
import { icon } from '../icons.js';
import { pagedList } from '../paged-list.js';
import { note, section } from './section.js';

const KINDS = { web: 'A browser', mobile: 'A phone or tablet', desktop: 'A computer' };

export function devicesSection(client) {
  const { presence, security, store } = client;
  const paged = pagedList({
    testid: 'sessions',
    nothing: 'Nobody is logged in.',
    load: async (cursor) => {
      const [page] = await Promise.all([security.sessions(cursor), presence.loadMine().catch(() => {})]);
      return page;
    },
    entry,
  });
  const act = (label, testid, style, click) =>
    h('button', { class: `button ${style}`, type: 'button', testid, on: { click } }, label);
  const part = section(
    { title: 'Devices', testid: 'devices-section' },
    note('Here you are logged in. Log out what you do not know, and change your password.'),
    paged.element,
    h(
      'div',
      { class: 'card-acts' },
      act('Log out all others', 'end-others', '', endOthers),
      act('Log out everywhere…', 'end-all', 'danger', askEndAll),
    ),
  );

  function entry({ id, device, createdAt, lastUsedAt, current }) {
    const name = device?.name || KINDS[device?.type] || KINDS.web;
    const end = async () => {
      if (await part.run(() => security.end(id))) {
        await paged.reload();
        part.tell(`${name} is logged out.`);
      }
    };
    const used = activityText(id, store.mine) ?? (lastUsedAt && `last used ${moment(lastUsedAt)}`);
    return h(
      'li',
      { class: 'panel-entry', testid: 'session', 'data-current': String(current === true) },
      h(
        'div',
        { class: 'panel-line' },
        h('span', { class: 'device-name' }, h('strong', { testid: 'session-name' }, name), current && here()),
        h('span', { class: 'panel-small' }, [used, `since ${moment(createdAt)}`].filter(Boolean).join(' · ')),
      ),
      !current &&
        h(
          'button',
          {
            class: 'button round small',
            type: 'button',
            testid: 'end-session',
            title: 'Log out',
            'aria-label': `Log out ${name}`,
            on: { click: end },
          },
          icon('out'),
        ),
    );
  }

  async function endOthers() {
    let count = 0;
    const done = await part.run(async () => {
      count = await security.endOthers();
    });
    await paged.reload();
    if (done) part.tell(count === 0 ? 'There is no other.' : `${counted(count, 'device')} logged out.`);
  }

  function askEndAll() {
    confirm({
      title: 'Log out everywhere?',
      text: 'You have to sign in again on every device, on this one as well.',
      testid: 'end-all-dialog',
      label: 'Log out everywhere',
      run: () => security.endAll(),
    });
  }

  return { element: part.element };
}

/** Of a login that is connected: when somebody was last active there. */
function activityText(sessionId, mine) {
  const devices = (mine?.devices ?? []).filter((device) => device.sessionId === sessionId);
  if (devices.length === 0) return null;
  if (devices.some(({ status }) => status === 'online')) return 'active now';
  const last = devices.map(({ lastActiveAt }) => lastActiveAt).sort();
  return `active ${agoText(last.at(-1))}`;
}

function here() {
  return h('span', { class: 'pending', testid: 'this-device' }, 'this device');
}
