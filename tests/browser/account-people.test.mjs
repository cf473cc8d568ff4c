// An account among others: what they see of it, whom it hears, where it is logged in, its data, its
// end. Real browsers against a running stack (BANTER_URL).

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import {
  addressOf,
  anotherWindow,
  closeAccount,
  confirmAddress,
  linkIn,
  loggedOut,
  logOut,
  mailTo,
  openPart,
  signIn,
  told,
  tryToSignIn,
} from './account-deeds.mjs';
import { member, openAbout, openInfo } from './chat-deeds.mjs';
import { said } from './deeds.mjs';
import {
  allSent,
  chatEntry,
  createGroup,
  launch,
  message,
  newPerson,
  online,
  openDirect,
  uniqueName,
  write,
} from './people.mjs';

let browser;
let ana;
let ben;
let group;
let newName;

const saved = (part) => part.getByTestId('section-done').filter({ hasText: 'Saved.' }).waitFor();

before(async () => {
  browser = await launch();
  [ana, ben] = await Promise.all([newPerson(browser, 'Ana Ferreira'), newPerson(browser, 'Ben Okafor')]);
  await Promise.all([ana, ben].map((person) => confirmAddress(person.page, addressOf(person))));
  group = uniqueName('Garden');
  newName = uniqueName('Ana Maria');
  await createGroup(ana.page, group, [ben.username]);
  await write(ana.page, 'Who waters on Sunday?');
  await openDirect(ana.page, ben.username);
  await write(ana.page, 'Hello Ben');
  await allSent(ana.page);
  await chatEntry(ben.page, 'Ana Ferreira').click();
  await message(ben.page, 'Hello Ben').waitFor();
});

after(async () => {
  await browser?.close();
});

test('a changed profile shows to the other at once', async () => {
  const part = await openPart(ana.page, 'profile');
  await part.getByTestId('input-displayName').fill(newName);
  await part.getByTestId('input-firstName').fill('Ana');
  await part.getByTestId('input-lastName').fill('Ferreira');
  await part.getByTestId('input-bio').fill('Grows tomatoes 🍅');
  await part.getByTestId('count-bio').filter({ hasText: '16 of 500' }).waitFor();
  await part.getByTestId('input-avatarUrl').fill('http://example.org/a.png');
  await part.getByTestId('submit').click();
  await part.getByTestId('problem-avatarUrl').filter({ visible: true }).waitFor();
  await part.getByTestId('input-avatarUrl').fill('');
  await part.getByTestId('submit').click();
  await part.getByTestId('form-done').filter({ hasText: 'Saved.' }).waitFor();
  await closeAccount(ana.page);
  assert.equal(await ana.page.getByTestId('me').textContent(), newName);

  await chatEntry(ben.page, newName).waitFor();
  await ben.page.getByTestId('conversation-name').filter({ hasText: newName }).waitFor();
});

test('a profile is found in a direct chat and among members, with who is here', async () => {
  const { page } = ben;
  await openInfo(page);
  await page.getByTestId('person-bio').filter({ hasText: 'Grows tomatoes' }).waitFor();
  await page.getByTestId('person-full-name').filter({ hasText: 'Ana Ferreira' }).waitFor();
  await page.locator('[data-testid=person-presence][data-status=online]').waitFor();
  await page.getByTestId('close-panel').click();

  await chatEntry(page, group).click();
  await said(page, 'Who waters on Sunday?').waitFor();
  await openAbout(page, 'members');
  await member(page, newName).getByTestId('member-profile').click();
  const profile = page.getByTestId('person-profile');
  await profile
    .getByTestId('person-username')
    .filter({ hasText: `@${ana.username}` })
    .waitFor();
  await profile.getByTestId('person-bio').filter({ hasText: 'Grows tomatoes' }).waitFor();
  await page.getByTestId('panel-back').click();
  await member(page, 'You').waitFor();
  await member(page, newName).getByTestId('member-profile').click();
  await profile.getByTestId('person-write').click();
  await message(page, 'Hello Ben').waitFor();
});

test('who is blocked is not heard alone, until the block is lifted', async () => {
  await openInfo(ben.page);
  await ben.page.locator('[data-testid=block][data-blocked=false]').click();
  await ben.page.getByTestId('block-dialog').getByTestId('confirm').click();
  await ben.page.locator('[data-testid=block][data-blocked=true]').waitFor();
  await write(ana.page, 'Can you hear me?');
  await ana.page.getByTestId('failure').filter({ visible: true }).waitFor();
  assert.equal(await said(ben.page, 'Can you hear me?').count(), 0);

  const part = await openPart(ben.page, 'blocked');
  const entry = part.getByTestId('blocked-person').filter({ hasText: newName });
  await entry.getByTestId('unblock').click();
  await part.getByTestId('nobody-blocked').waitFor();
  await closeAccount(ben.page);
  await ben.page.locator('[data-testid=block][data-blocked=false]').waitFor();
  await ana.page.getByTestId('send-again').filter({ visible: true }).click();
  await said(ben.page, 'Can you hear me?').waitFor();
  await ben.page.getByTestId('close-panel').click();
});

test('settings are kept, and the colours follow on every device', async () => {
  const { page } = ana;
  const theme = (window, wanted) =>
    window.waitForFunction((name) => (document.documentElement.dataset.theme ?? 'system') === name, wanted);
  const part = await openPart(page, 'privacy');
  await part.getByTestId('input-theme').selectOption('dark');
  await saved(part);
  await theme(page, 'dark');
  await part.getByTestId('input-lastSeenVisibility').selectOption('nobody');
  await saved(part);
  await part.getByTestId('setting-quiet').check();
  await saved(part);
  await part.getByTestId('input-from').fill('23:15');
  await saved(part);
  await closeAccount(page);

  const other = await anotherWindow(browser, ana);
  await theme(other, 'dark');
  const there = await openPart(other, 'privacy');
  await other.waitForFunction(() => document.querySelector('[data-testid=input-from]').value === '23:15');
  assert.equal(await there.getByTestId('input-lastSeenVisibility').inputValue(), 'nobody');
  assert.equal(await there.getByTestId('setting-receipts').isChecked(), true);
  await there.getByTestId('setting-quiet').uncheck();
  await saved(there);
  await there.getByTestId('input-theme').selectOption('system');
  await theme(other, 'system');
  await other.context().close();

  await openInfo(ben.page);
  await ben.page.getByTestId('person-bio').filter({ visible: true }).waitFor();
  await ben.page.getByTestId('person-presence').waitFor({ state: 'hidden' });
  await ben.page.getByTestId('close-panel').click();
});

test('a device is logged out from another, and says so', async () => {
  const { page } = ana;
  const other = await anotherWindow(browser, ana);
  const part = await openPart(page, 'devices');
  const devices = part.getByTestId('session');
  await devices.filter({ has: page.getByTestId('this-device') }).waitFor();
  const count = await devices.count();
  assert.ok(count >= 2);
  // The newest stands first, and that is the other one.
  await devices.first().getByTestId('end-session').click();
  await part.getByTestId('section-done').filter({ hasText: 'is logged out' }).waitFor();
  assert.equal(await devices.count(), count - 1);
  await loggedOut(other, /logged out|has ended/u);

  await signIn(other, ana);
  await part.getByTestId('end-others').click();
  await part.getByTestId('section-done').filter({ hasText: 'logged out.' }).waitFor();
  await loggedOut(other, /logged out|has ended/u);
  assert.equal(await devices.count(), 1);
  await closeAccount(page);
  await online(page);
  await other.context().close();
});

test('another address takes the place of the old one once it is confirmed', async () => {
  const { page } = ana;
  const address = `${uniqueName('elsewhere')}@example.com`;
  const part = await openPart(page, 'profile');
  await part.getByTestId('change-email').click();
  const dialog = page.getByTestId('email-dialog');
  await dialog.getByTestId('input-email').fill(address);
  await dialog.getByTestId('input-currentPassword').fill('not the password 1');
  await dialog.getByTestId('confirm').click();
  await dialog.getByTestId('problem-currentPassword').filter({ visible: true }).waitFor();
  await dialog.getByTestId('input-currentPassword').fill(ana.password);
  await dialog.getByTestId('confirm').click();
  await part.getByTestId('pending-email').filter({ hasText: address }).waitFor();
  await part
    .getByTestId('my-email')
    .filter({ hasText: addressOf(ana) })
    .waitFor();
  await closeAccount(page);

  await page.goto(linkIn(await mailTo(address, 'Confirm your e-mail address'), 'verify'));
  await told(page, 'is confirmed');
  const again = await openPart(page, 'profile');
  await again.getByTestId('my-email').filter({ hasText: address }).waitFor();
  await again.getByTestId('pending-email').waitFor({ state: 'hidden' });
  await closeAccount(page);
});

test('a changed password ends the other logins, not this one', async () => {
  const { page } = ana;
  const other = await anotherWindow(browser, ana);
  const part = await openPart(page, 'password');
  await part.getByTestId('input-currentPassword').fill('not the password 1');
  await part.getByTestId('input-newPassword').fill(`${ana.password}-new`);
  await part.getByTestId('submit').click();
  await part.getByTestId('problem-currentPassword').filter({ visible: true }).waitFor();
  await part.getByTestId('input-currentPassword').fill(ana.password);
  await part.getByTestId('submit').click();
  await part.getByTestId('form-done').filter({ hasText: 'is changed' }).waitFor();
  ana.password = `${ana.password}-new`;
  await loggedOut(other, /password was changed|has ended/u);
  await other.context().close();
  await closeAccount(page);
  await logOut(page);
  await signIn(page, ana);
});

test('all that is stored comes as one file', async () => {
  const { page } = ana;
  const part = await openPart(page, 'data');
  const [download] = await Promise.all([page.waitForEvent('download'), part.getByTestId('export').click()]);
  assert.match(download.suggestedFilename(), /^banter-.+\.json$/u);
  const whole = JSON.parse(await readFile(await download.path(), 'utf8'));
  assert.equal(whole.user.displayName, newName);
  const texts = whole.messages.map(({ text }) => text);
  assert.ok(texts.includes('Hello Ben') && texts.includes('Can you hear me?'));
  await closeAccount(page);
});

test('the parts of the account are reached by keyboard, and fit a phone', async () => {
  const { page } = ben;
  await page.getByTestId('open-settings').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByTestId('privacy-section').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByTestId('password-section').waitFor();
  await page.keyboard.press('Escape');
  await page.getByTestId('account-dialog').waitFor({ state: 'detached' });

  const { width, height } = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByTestId('back').click();
  for (const [index, colorScheme] of ['light', 'dark'].entries()) {
    await page.emulateMedia({ colorScheme });
    await openPart(page, ['profile', 'privacy'][index]);
    const overflow = await page
      .getByTestId('account-dialog')
      .evaluate((dialog) => dialog.scrollWidth > dialog.clientWidth || dialog.clientWidth > innerWidth);
    assert.equal(overflow, false);
    if (process.env.SCREENSHOTS)
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/account-${colorScheme}.png` });
    await closeAccount(page);
  }
  await page.setViewportSize({ width, height });
});

test('an account is deleted with its password, and nobody comes in any more', async () => {
  const { page } = ana;
  const part = await openPart(page, 'data');
  await part.getByTestId('delete-account').click();
  const dialog = page.getByTestId('delete-account-dialog');
  await dialog.getByTestId('input-password').fill('not the password 1');
  await dialog.getByTestId('confirm').click();
  await dialog.getByTestId('problem-password').filter({ visible: true }).waitFor();
  await dialog.getByTestId('input-password').fill(ana.password);
  await dialog.getByTestId('confirm').click();
  await loggedOut(page, 'account is deleted');
  assert.equal(await page.locator('dialog').count(), 0);
  await tryToSignIn(page, ana.username, ana.password);
  await page.getByTestId('form-problem').filter({ hasText: 'do not go together' }).waitFor();
  await ben.page.reload();
  await online(ben.page);
  await chatEntry(ben.page, group).click();
  await said(ben.page, 'Who waters on Sunday?').waitFor();
  await ben.page.locator('.sender:visible').filter({ hasText: 'Deleted user' }).first().waitFor();
});

test('no script failed on the way', () => {
  assert.deepEqual([...ana.problems, ...ben.problems], []);
});
