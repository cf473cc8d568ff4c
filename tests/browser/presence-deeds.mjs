// What people are to each other while they are here, and where it shows.

import assert from 'node:assert/strict';
import { chatEntry, exactly, online, stackAddress } from './people.mjs';

const PATIENCE_MS = 30_000;

/** Waits until a face shows a status; null for none at all. */
export function shows(place, status) {
  const dot = status === null ? '.avatar:not([data-presence])' : `.avatar[data-presence=${status}]`;
  return place.locator(dot).first().waitFor();
}

/** The same in the list of chats, where it is told to screen readers as well. */
export async function listShows(page, name, status) {
  const entry = chatEntry(page, name);
  await shows(entry, status);
  const words = { online: 'Online', away: 'Away', do_not_disturb: 'Do not disturb', offline: 'Offline' };
  assert.equal(await entry.getByTestId('entry-presence').textContent(), words[status] ?? '');
}

/** Waits until the head of the open chat says this below the name. */
export function headSays(page, text) {
  const pattern = typeof text === 'string' ? exactly(text) : text;
  return page.getByTestId('conversation-subtitle').filter({ hasText: pattern }).waitFor();
}

export async function chooseStatus(page, status) {
  await page.getByTestId('my-status').click();
  await page.getByTestId(`status-${status}`).click();
  await page.getByTestId('status-menu').waitFor({ state: 'detached' });
  await iAm(page, status);
}

/** Waits until a window shows what its owner has chosen. */
export function iAm(page, status) {
  return page.locator(`[data-testid=my-status][data-status=${status}]`).waitFor();
}

/** A few words beside the status; none take them away. */
export async function sayOfMyself(page, text) {
  await page.getByTestId('my-status').click();
  const menu = page.getByTestId('status-menu');
  if (text === null) await menu.getByTestId('status-clear').click();
  else {
    await menu.getByTestId('input-text').fill(text);
    await menu.getByTestId('status-save').click();
  }
  await menu.waitFor({ state: 'detached' });
}

/** A page in place of the one that was closed. */
export async function comeBack(person) {
  person.page = await person.context.newPage();
  person.page.on('pageerror', (error) => person.problems.push(error));
  await person.page.goto(stackAddress());
  await online(person.page);
}

function typing(page, text) {
  return page.getByTestId('typing').filter({ hasText: exactly(text) });
}

/** Writes on, letter by letter, until the other reads that somebody does. */
export async function typeUntilSeen(page, other, text) {
  const until = Date.now() + PATIENCE_MS;
  await page.getByTestId('composer').focus();
  while ((await typing(other, text).count()) === 0) {
    assert.ok(Date.now() < until, `nobody sees: ${text}`);
    await page.keyboard.type('la ', { delay: 60 });
  }
}

export function nobodyTypes(page, timeout = PATIENCE_MS) {
  return typing(page, '').waitFor({ timeout });
}

/** Waits until the open group says that these look at it, and nobody else. */
export async function lookedAtBy(page, ...names) {
  const mark = page.getByTestId('viewers');
  if (names.length === 0) return mark.waitFor({ state: 'hidden' });
  await mark.filter({ hasText: exactly(`${names.length} looking`) }).waitFor();
  // A name that is not known yet comes behind.
  return page.locator(`.viewers[title="${names.join(' and ')}"]`).waitFor();
}

/** As if another tab, or another window, were in front of the page, or no longer. */
export function turnPage(page, visibilityState) {
  return page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
    document.dispatchEvent(new Event('visibilitychange'));
  }, visibilityState);
}
