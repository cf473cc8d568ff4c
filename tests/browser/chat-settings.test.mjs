// What a group is, to everyone and to one: several people in real browsers against a running stack
// (BANTER_URL).

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addPeople, changeSettings, closedWith, line, member, openInfo } from './chat-deeds.mjs';
import { said } from './deeds.mjs';
import {
  allSent,
  chatEntry,
  createGroup,
  launch,
  newPerson,
  online,
  openDirect,
  uniqueName,
  write,
} from './people.mjs';

let browser;
let ana;
let ben;
let cleo;
let group = uniqueName('Garden');

const bar = (page, kind) => page.locator(`[data-testid=composer-bar][data-kind=${kind}]`);
const gone = (page, name) => chatEntry(page, name).waitFor({ state: 'detached' });

before(async () => {
  browser = await launch();
  [ana, ben, cleo] = await Promise.all(
    ['Ana Ferreira', 'Ben Okafor', 'Cleo Ruiz'].map((name) => newPerson(browser, name)),
  );
  await createGroup(ana.page, group, [ben.username]);
  await addPeople(ana.page, [cleo.username]);
});

after(async () => {
  await browser?.close();
});

test('a new name is seen at once everywhere', async () => {
  for (const { page } of [ana, ben, cleo]) await chatEntry(page, group).click();
  const renamed = uniqueName('Allotment');
  await changeSettings(ana.page, { name: renamed, description: 'Behind the station' });
  for (const { page } of [ana, ben, cleo]) {
    await page.getByTestId('conversation-name').filter({ hasText: renamed }).waitFor();
    await chatEntry(page, renamed).waitFor();
  }
  await line(ben.page, `Ana Ferreira renamed the group to “${renamed}”`).waitFor();
  await openInfo(ben.page);
  await ben.page.getByTestId('info-description').filter({ hasText: 'Behind the station' }).waitFor();
  assert.equal(await ben.page.getByTestId('info-settings').isVisible(), false);
  group = renamed;
});

test('slow mode holds a message back, and sends it when the time is over', async () => {
  await changeSettings(ana.page, { slowModeSeconds: 5 });
  await line(cleo.page, 'slow mode').waitFor();
  await write(cleo.page, 'first');
  await allSent(cleo.page);
  await write(cleo.page, 'second');
  await bar(cleo.page, 'slow').waitFor();
  assert.equal(await said(ana.page, 'second').count(), 0);
  await said(ana.page, 'second').waitFor();
  await bar(cleo.page, 'slow').waitFor({ state: 'hidden' });
  await allSent(cleo.page);
  assert.equal(await said(cleo.page, 'second').count(), 1);
  await changeSettings(ana.page, { slowModeSeconds: 0 });
});

test('an archived group is closed for writing, and opened again', async () => {
  await changeSettings(ana.page, { archived: true });
  await line(ben.page, 'Ana Ferreira archived the group').waitFor();
  for (const { page } of [ana, ben]) await bar(page, 'closed').waitFor();
  await changeSettings(ana.page, { archived: false });
  await bar(ben.page, 'closed').waitFor({ state: 'hidden' });
  await write(ben.page, 'Here we are again');
  await said(ana.page, 'Here we are again').waitFor();
});

test('muted, pinned and put away is what a chat is to me, on every device', async () => {
  const { page } = ben;
  const second = await ben.context.newPage();
  await second.goto(page.url());
  await online(second);
  await openInfo(page);
  await page.getByTestId('input-mute').selectOption({ label: 'for an hour' });
  await page.getByTestId('my-pinned').check();
  for (const window of [page, second]) {
    await chatEntry(window, group).getByTestId('muted-mark').waitFor();
    await chatEntry(window, group).getByTestId('pinned-mark').waitFor();
  }
  await write(ana.page, 'Pinned chats stay on top');
  await page
    .getByTestId('chat-list')
    .locator('li')
    .first()
    .getByTestId('entry-name')
    .filter({ hasText: group })
    .waitFor();
  assert.equal(await chatEntry(ana.page, group).getByTestId('muted-mark').isVisible(), false);
  await page.getByTestId('my-archived').check();
  for (const window of [page, second]) await gone(window, group);
  await second.getByTestId('archived-chats').click();
  await chatEntry(second, group).click();
  await said(second, 'Pinned chats stay on top').waitFor();
  await page.reload();
  await online(page);
  assert.equal(await chatEntry(page, group).count(), 0);
  await page.getByTestId('archived-chats').click();
  await chatEntry(page, group).waitFor();
  await openInfo(page);
  await page.getByTestId('my-archived').uncheck();
  await page.getByTestId('my-pinned').uncheck();
  await page.getByTestId('input-mute').selectOption({ label: 'no' });
  await page.getByTestId('archived-chats').click();
  await chatEntry(page, group).getByTestId('muted-mark').waitFor({ state: 'hidden' });
  await second.close();
});

test('a line about the chat can be deleted for me, and only that', async () => {
  const { page } = ben;
  const joined = line(page, 'Ana Ferreira added Cleo Ruiz');
  await joined.hover();
  await joined.getByTestId('system-more').click();
  assert.equal(await page.getByTestId('message-menu').getByRole('menuitem').count(), 1);
  await page.getByTestId('menu-delete').click();
  await page.getByTestId('delete-me').click();
  await joined.waitFor({ state: 'detached' });
  await line(ana.page, 'You added Cleo Ruiz').waitFor();
});

test('a chat of two is put away until somebody writes', async () => {
  await openDirect(ana.page, ben.username);
  await write(ana.page, 'Hello Ben');
  await chatEntry(ben.page, 'Ana Ferreira').waitFor();
  const second = await ana.context.newPage();
  await second.goto(ana.page.url());
  await said(second, 'Hello Ben').waitFor();
  await openInfo(ana.page);
  await ana.page.getByTestId('info-delete').click();
  await ana.page.getByTestId('confirm').click();
  for (const page of [ana.page, second]) {
    await closedWith(page, 'is hidden');
    await gone(page, 'Ben Okafor');
  }
  await chatEntry(ben.page, 'Ana Ferreira').click();
  await write(ben.page, 'Are you still there?');
  for (const page of [ana.page, second]) await chatEntry(page, 'Ben Okafor').waitFor();
  await second.close();
});

test('it fits a phone, light and dark', async () => {
  const { page } = ana;
  const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.evaluate(() => {
    location.hash = '#/';
  });
  await chatEntry(page, group).click();
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await openInfo(page);
    assert.equal(await fits(), true);
    if (process.env.SCREENSHOTS)
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/about-${colorScheme}.png` });
    await page.getByTestId('info-members').click();
    await member(page, 'You').waitFor();
    assert.equal(await fits(), true);
    await page.getByTestId('close-panel').click();
  }
});

test('no script failed on the way', () => {
  assert.deepEqual([...ana.problems, ...ben.problems, ...cleo.problems], []);
});
