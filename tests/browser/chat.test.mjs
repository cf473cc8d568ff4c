// The web client in real browsers against a running stack (BANTER_URL).

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  allSent,
  chatEntry,
  createGroup,
  launch,
  message,
  newPerson,
  online,
  openDirect,
  reconnecting,
  texts,
  uniqueName,
  write,
} from './people.mjs';

let browser;
let ana;
let ben;

before(async () => {
  browser = await launch();
  [ana, ben] = await Promise.all([newPerson(browser, 'Ana Ferreira'), newPerson(browser, 'Ben Okafor')]);
});

after(async () => {
  await browser?.close();
});

test('a problem with a value shows beside its field', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(process.env.BANTER_URL);
  await page.getByTestId('to-register').click();
  await page.getByTestId('input-username').fill(uniqueName('short'));
  await page.getByTestId('input-email').fill(`${uniqueName('short')}@example.com`);
  await page.getByTestId('input-password').fill('short');
  await page.getByTestId('submit').click();
  await page.getByTestId('problem-password').filter({ visible: true }).waitFor();
  assert.equal(await page.getByTestId('input-password').getAttribute('aria-invalid'), 'true');
  await context.close();
});

test('a direct chat: found, written, seen live, counted, read', async () => {
  await openDirect(ana.page, ben.username);
  await write(ana.page, 'Hello Ben');
  await chatEntry(ben.page, 'Ana Ferreira').getByTestId('unread-badge').filter({ hasText: /^1$/ }).waitFor();
  assert.match(await chatEntry(ben.page, 'Ana Ferreira').textContent(), /Hello Ben/);
  await ana.page.locator('[data-testid=tick]:is([data-status=sent],[data-status=delivered])').waitFor();

  await chatEntry(ben.page, 'Ana Ferreira').click();
  await message(ben.page, 'Hello Ben').waitFor();
  await chatEntry(ben.page, 'Ana Ferreira').getByTestId('unread-badge').waitFor({ state: 'hidden' });
  await message(ana.page, 'Hello Ben').locator('[data-testid=tick][data-status=read]').waitFor();

  await write(ben.page, 'Hello Ana');
  await message(ana.page, 'Hello Ana').waitFor();
  await message(ben.page, 'Hello Ana').locator('[data-testid=tick][data-status=read]').waitFor();
});

test('Shift+Enter makes a new line, Enter sends, and markup stays text', async () => {
  const input = ana.page.getByTestId('composer');
  await input.fill('<img src=x onerror=alert(1)>');
  await input.press('Shift+Enter');
  await input.pressSequentially('second line');
  await input.press('Enter');
  const received = message(ben.page, '<img src=x onerror=alert(1)>\nsecond line');
  await received.waitFor();
  assert.equal(await received.locator('img').count(), 0);
});

test('nothing is lost, doubled or out of order after a time without a network', async () => {
  await ben.context.setOffline(true);
  const sent = Array.from({ length: 30 }, (_, index) => `while you were away ${index + 1}`);
  // Half before Ben's client has noticed, half while it tries to come back.
  for (const text of sent.slice(0, 15)) await write(ana.page, text);
  await reconnecting(ben.page);
  for (const text of sent.slice(15)) await write(ana.page, text);
  await allSent(ana.page);
  await ben.context.setOffline(false);
  await message(ben.page, sent.at(-1)).waitFor();
  await online(ben.page);
  const received = (await texts(ben.page)).filter((text) => text.startsWith('while you were away'));
  assert.deepEqual(received, sent);
  const own = (await texts(ana.page)).filter((text) => text.startsWith('while you were away'));
  assert.deepEqual(own, sent);
});

test('what is written without a connection is sent when it is back', async () => {
  await ben.context.setOffline(true);
  await reconnecting(ben.page);
  await write(ben.page, 'written in a tunnel');
  await message(ben.page, 'written in a tunnel').locator('[data-testid=tick][data-status=sending]').waitFor();
  await ben.context.setOffline(false);
  await message(ana.page, 'written in a tunnel').waitFor();
  await allSent(ben.page);
  assert.equal(await message(ana.page, 'written in a tunnel').count(), 1);
});

test('a group appears to its members, with names', async () => {
  const name = uniqueName('Garden');
  await createGroup(ana.page, name, [ben.username]);
  await write(ana.page, 'Who waters on Sunday?');
  await chatEntry(ben.page, name).getByTestId('unread-badge').filter({ hasText: /^1$/ }).waitFor();
  await chatEntry(ben.page, name).click();
  await message(ben.page, 'Who waters on Sunday?').waitFor();
  assert.equal(await ben.page.locator('.sender:visible').first().textContent(), 'Ana Ferreira');
  await message(ana.page, 'Who waters on Sunday?').locator('[data-testid=tick][data-status=read]').waitFor();
  await write(ben.page, 'I do.');
  await message(ana.page, 'I do.').waitFor();
});

test('a reload keeps the session and the open chat', async () => {
  await ben.page.reload();
  await online(ben.page);
  await message(ben.page, 'I do.').waitFor();
  assert.equal(await ben.page.getByTestId('me').textContent(), 'Ben Okafor');
});

test('older messages load on the way up, and the place is kept', async () => {
  const { page } = ana;
  await chatEntry(page, 'Ben Okafor').click();
  await message(page, 'written in a tunnel').waitFor();
  for (let index = 1; index <= 25; index += 1) await write(page, `filler ${index}`);
  await allSent(page);
  await page.reload();
  await message(page, 'filler 25').waitFor();
  const atFirst = await page.getByTestId('message').count();
  await page.getByTestId('messages').evaluate((area) => {
    area.scrollTop = 0;
  });
  await page.waitForFunction(
    (count) => document.querySelectorAll('[data-testid=message]').length > count,
    atFirst,
  );
  assert.ok(await page.getByTestId('messages').evaluate((area) => area.scrollTop > 0));
  const seqs = await page
    .getByTestId('message')
    .evaluateAll((rows) => rows.map((row) => Number(row.dataset.seq)));
  assert.deepEqual(
    seqs,
    [...new Set(seqs)].sort((one, other) => one - other),
  );
});

test('a phone shows the list and the chat as two screens', async () => {
  const { page } = ben;
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByTestId('back').click();
  await page.getByTestId('chat-list').waitFor();
  assert.equal(await page.getByTestId('composer').isVisible(), false);
  await chatEntry(page, 'Ana Ferreira').click();
  await message(page, 'filler 25').waitFor();
  assert.equal(await page.getByTestId('chat-list').isVisible(), false);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(overflow, false);
  if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/phone.png` });
});

test('logging out ends the session, and both names sign in again', async () => {
  const { page } = ana;
  await page.getByTestId('log-out').click();
  await page.getByTestId('signin').waitFor();
  await page.getByTestId('input-identifier').fill(ana.username);
  await page.getByTestId('input-password').fill('not the password 1');
  await page.getByTestId('submit').click();
  await page.getByTestId('form-problem').filter({ visible: true }).waitFor();
  await page.getByTestId('input-identifier').fill(`${ana.username}@example.com`);
  await page.getByTestId('input-password').fill(ana.password);
  await page.getByTestId('submit').click();
  await online(page);
  await chatEntry(page, 'Ben Okafor').waitFor();
});

test('no script failed on the way', () => {
  assert.deepEqual([...ana.problems, ...ben.problems], []);
});
