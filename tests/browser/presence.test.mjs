// Who is here, who is typing, who looks: several people in real browsers against a running stack
// (BANTER_URL).

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { anotherWindow } from './account-deeds.mjs';
import { addPeople, member, openAbout, openInfo } from './chat-deeds.mjs';
import { said } from './deeds.mjs';
import {
  chatEntry,
  createGroup,
  launch,
  newPerson,
  online,
  openDirect,
  reconnecting,
  uniqueName,
  write,
} from './people.mjs';
import {
  chooseStatus,
  comeBack,
  headSays,
  iAm,
  listShows,
  lookedAtBy,
  nobodyTypes,
  sayOfMyself,
  shows,
  turnPage,
  typeUntilSeen,
} from './presence-deeds.mjs';

/** A stop sooner than this after the start was pushed is not told: typing ends by itself then. */
const TOLD_APART_MS = 3_200;
/** Well before it would have ended by itself. */
const SOON_MS = 5_000;

let browser;
let ana;
let ben;
let cleo;
let group;

const head = (page) => page.locator('.conversation-head');
const passed = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

before(async () => {
  browser = await launch();
  [ana, ben, cleo] = await Promise.all(
    ['Ana Ferreira', 'Ben Okafor', 'Cleo Ruiz'].map((name) => newPerson(browser, name)),
  );
  group = uniqueName('Garden');
  await openDirect(ana.page, ben.username);
  await write(ana.page, 'Hello Ben');
  await chatEntry(ben.page, 'Ana Ferreira').click();
  await said(ben.page, 'Hello Ben').waitFor();
});

after(async () => {
  await browser?.close();
});

test('a dot and words tell who is here, who went, and who came back', async () => {
  for (const [person, other] of [
    [ana, 'Ben Okafor'],
    [ben, 'Ana Ferreira'],
  ]) {
    await listShows(person.page, other, 'online');
    await shows(head(person.page), 'online');
    await headSays(person.page, 'Online');
  }
  await ben.page.close();
  await headSays(ana.page, /^Last seen (just now|1 minute ago)$/u);
  await listShows(ana.page, 'Ben Okafor', 'offline');
  await comeBack(ben);
  await headSays(ana.page, 'Online');
  await listShows(ana.page, 'Ben Okafor', 'online');
  await chatEntry(ben.page, 'Ana Ferreira').click();
  await said(ben.page, 'Hello Ben').waitFor();
});

test('what somebody chooses to be, and their words, are seen by the other and on all devices', async () => {
  const other = await anotherWindow(browser, ben);
  await chooseStatus(ben.page, 'do_not_disturb');
  await headSays(ana.page, 'Do not disturb');
  await listShows(ana.page, 'Ben Okafor', 'do_not_disturb');
  await iAm(other, 'do_not_disturb');
  await sayOfMyself(ben.page, 'In the greenhouse');
  await headSays(ana.page, 'Do not disturb · In the greenhouse');
  await other.getByTestId('my-status-text').filter({ hasText: 'In the greenhouse' }).waitFor();
  await chooseStatus(other, 'away');
  await headSays(ana.page, 'Away · In the greenhouse');
  await iAm(ben.page, 'away');
  await openInfo(ana.page);
  await ana.page.locator('[data-testid=person-presence][data-status=away]').waitFor();
  await shows(ana.page.getByTestId('chat-info'), 'away');
  await ana.page.getByTestId('close-panel').click();
  // It is kept when the page is loaded anew.
  await ben.page.reload();
  await online(ben.page);
  await iAm(ben.page, 'away');
  await sayOfMyself(ben.page, null);
  await headSays(ana.page, 'Away');
  await chooseStatus(ben.page, 'online');
  await headSays(ana.page, 'Online');
  await other.context().close();
});

test('who is invisible looks as if they had gone, and reads all the same', async () => {
  await chooseStatus(ben.page, 'offline');
  await headSays(ana.page, /^Last seen (just now|1 minute ago)$/u);
  await listShows(ana.page, 'Ben Okafor', 'offline');
  await write(ana.page, 'Are you there?');
  await said(ben.page, 'Are you there?').waitFor();
  await write(ben.page, 'Nobody knows');
  await said(ana.page, 'Nobody knows').waitFor();
  await headSays(ana.page, /^Last seen/u);
  await chooseStatus(ben.page, 'online');
  await headSays(ana.page, 'Online');
});

test('typing shows to the other, until the text is emptied', async () => {
  await nobodyTypes(ana.page);
  await typeUntilSeen(ben.page, ana.page, 'Ben Okafor is typing…');
  await passed(TOLD_APART_MS);
  await ben.page.getByTestId('composer').fill('');
  await nobodyTypes(ana.page, SOON_MS);
  await nobodyTypes(ben.page);
});

test('a message ends the typing of it', async () => {
  await typeUntilSeen(ben.page, ana.page, 'Ben Okafor is typing…');
  await write(ben.page, 'La la');
  await said(ana.page, 'La la').waitFor();
  await nobodyTypes(ana.page, SOON_MS);
});

test('typing ends by itself when whoever does it has lost the connection', async () => {
  await typeUntilSeen(ben.page, ana.page, 'Ben Okafor is typing…');
  await ben.context.setOffline(true);
  await nobodyTypes(ana.page);
  await reconnecting(ben.page);
  // Typed without a connection: no complaint, and nothing of it is told later.
  await ben.page.getByTestId('composer').pressSequentially('into the void');
  await ben.context.setOffline(false);
  await online(ben.page);
  assert.equal(await ben.page.getByTestId('toast').count(), 0);
  await ben.page.getByTestId('composer').fill('');
});

test('a group tells who looks at it, and who is typing in it', async () => {
  await createGroup(ana.page, group, [ben.username]);
  await addPeople(ana.page, [cleo.username]);
  await ana.page.getByTestId('close-panel').click();
  await lookedAtBy(ana.page);
  for (const { page } of [ben, cleo]) await chatEntry(page, group).click();
  await lookedAtBy(ana.page, 'Ben Okafor', 'Cleo Ruiz');
  await lookedAtBy(cleo.page, 'Ana Ferreira', 'Ben Okafor');
  await typeUntilSeen(ben.page, ana.page, 'Ben Okafor is typing…');
  await typeUntilSeen(ben.page, cleo.page, 'Ben Okafor is typing…');
  await ben.page.getByTestId('composer').fill('');

  await chatEntry(ben.page, 'Ana Ferreira').click();
  await lookedAtBy(ana.page, 'Cleo Ruiz');
  await lookedAtBy(ben.page);
  await turnPage(cleo.page, 'hidden');
  await lookedAtBy(ana.page);
  await turnPage(cleo.page, 'visible');
  await lookedAtBy(ana.page, 'Cleo Ruiz');
  await cleo.page.reload();
  await online(cleo.page);
  await lookedAtBy(cleo.page, 'Ana Ferreira');
  await lookedAtBy(ana.page, 'Cleo Ruiz');
});

test('who is in a group shows in its list of members, while that is open', async () => {
  await openAbout(ana.page, 'members');
  const row = member(ana.page, 'Cleo Ruiz');
  await shows(row, 'online');
  await shows(member(ana.page, 'Ben Okafor'), 'online');
  await chooseStatus(cleo.page, 'do_not_disturb');
  await shows(row, 'do_not_disturb');
  assert.equal(await row.getByTestId('member-presence').textContent(), 'Do not disturb');
  await cleo.page.close();
  await shows(row, 'offline');
  await row.getByTestId('member-profile').click();
  const profile = ana.page.getByTestId('person-profile');
  await profile.getByTestId('person-presence').filter({ hasText: 'Last seen' }).waitFor();
  await comeBack(cleo);
  await shows(profile, 'do_not_disturb');
  await chooseStatus(cleo.page, 'online');
  await profile.locator('[data-testid=person-presence][data-status=online]').waitFor();
  await ana.page.getByTestId('close-panel').click();
});

test('who is blocked sees nothing of it, nor does who blocks', async () => {
  await chatEntry(ana.page, 'Ben Okafor').click();
  await chatEntry(ben.page, 'Ana Ferreira').click();
  for (const { page } of [ana, ben]) await headSays(page, 'Online');
  await openInfo(ana.page);
  await ana.page.locator('[data-testid=block][data-blocked=false]').click();
  await ana.page.getByTestId('block-dialog').getByTestId('confirm').click();
  await listShows(ana.page, 'Ben Okafor', null);
  await headSays(ana.page, `@${ben.username}`);
  await headSays(ben.page, `@${ana.username}`);
  await listShows(ben.page, 'Ana Ferreira', null);
  // Nor does it come back with a new connection.
  await ben.page.reload();
  await online(ben.page);
  await headSays(ben.page, `@${ana.username}`);
  await listShows(ben.page, 'Ana Ferreira', null);
  // Typing is told to nobody, without a word about it.
  await ben.page.getByTestId('composer').pressSequentially('Hello?');
  await ben.page.getByTestId('composer').fill('');
  assert.equal(await ben.page.getByTestId('toast').count(), 0);

  await ana.page.locator('[data-testid=block][data-blocked=true]').click();
  await listShows(ana.page, 'Ben Okafor', 'online');
  await headSays(ana.page, 'Online');
  await headSays(ben.page, 'Online');
  await ana.page.getByTestId('close-panel').click();
});

test('it fits a phone, light and dark, and the status is chosen by keyboard', async () => {
  const { page } = ana;
  const fits = async () =>
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  const picture = async (name) => {
    if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}.png` });
  };
  await sayOfMyself(ben.page, 'A rather long text about everything that is to be done in the garden today');
  await headSays(page, /everything/u);
  await page.setViewportSize({ width: 360, height: 740 });
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await fits();
    await picture(`presence-${colorScheme}`);
    await page.getByTestId('back').click();
    await listShows(page, 'Ben Okafor', 'online');
    await page.getByTestId('my-status').focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('status-online').waitFor();
    await fits();
    await picture(`status-${colorScheme}`);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await iAm(page, 'away');
    await chooseStatus(page, 'online');
    await chatEntry(page, 'Ben Okafor').click();
    await headSays(page, /everything/u);
  }
  await sayOfMyself(ben.page, null);
});

test('no script failed on the way', () => {
  assert.deepEqual([...ana.problems, ...ben.problems, ...cleo.problems], []);
});
