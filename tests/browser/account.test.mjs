// Into an account and back into it: registering, confirming, the second step, a password forgotten.
// Real browsers against a running stack (BANTER_URL), with the mails it has captured.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  addressOf,
  anotherWindow,
  authenticator,
  closeAccount,
  linkIn,
  loggedOut,
  logOut,
  mailTo,
  openPart,
  readQr,
  signIn,
  told,
  tryToSignIn,
} from './account-deeds.mjs';
import { launch, newPerson, online, stackAddress, uniqueName } from './people.mjs';

const VERIFY = 'Confirm your e-mail address';
const RESET = 'Reset your password';
let browser;
let ana;
let ben;
let app;
let codes;

const problemOf = (page, field) => page.getByTestId(`problem-${field}`).filter({ visible: true });
const bar = (page) => page.getByTestId('verify-bar');

before(async () => {
  browser = await launch();
  [ana, ben] = await Promise.all([newPerson(browser, 'Ana Ferreira'), newPerson(browser, 'Ben Okafor')]);
});

after(async () => {
  await browser?.close();
});

test('a password that everybody guesses, or that names its owner, is refused beside its field', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const username = uniqueName('guessed');
  await page.goto(stackAddress());
  await page.getByTestId('to-register').click();
  await page.getByTestId('input-username').fill(username);
  await page.getByTestId('input-email').fill(`${username}@example.com`);
  for (const [password, why] of [
    ['too short', /At least 12/],
    [`my ${username} 1`, /your username/],
    ['password1234', /guesses passwords/],
  ]) {
    await page.getByTestId('input-password').fill(password);
    await page.getByTestId('submit').click();
    await problemOf(page, 'password').filter({ hasText: why }).waitFor();
  }
  await context.close();
});

test('a new account is asked to confirm its address, and another mail is sent at a wish', async () => {
  const { page } = ana;
  await bar(page)
    .filter({ hasText: addressOf(ana) })
    .waitFor();
  await mailTo(addressOf(ana), VERIFY);
  await page.getByTestId('verify-resend').click();
  await bar(page).filter({ hasText: 'Sent.' }).waitFor();
  await mailTo(addressOf(ana), VERIFY, 2);
});

test('the link in the mail confirms the address, once, and leaves nothing in the address bar', async () => {
  const { page } = ana;
  const link = linkIn(await mailTo(addressOf(ana), VERIFY, 2), 'verify');
  await page.goto(link);
  await told(page, 'is confirmed');
  await bar(page).waitFor({ state: 'hidden' });
  assert.equal(await page.evaluate(() => location.hash), '');
  await online(page);
  await page.goto(link);
  await told(page, 'not valid any more');
});

test('a window that is open follows when the link opens beside it', async () => {
  const { page, context } = ben;
  const beside = await context.newPage();
  await beside.goto(linkIn(await mailTo(addressOf(ben), VERIFY), 'verify'));
  await told(beside, 'is confirmed');
  await bar(page).waitFor({ state: 'hidden' });
  await beside.close();
});

test('where a confirmed address comes first, the page asks for it and then goes on', async () => {
  const cleo = await newPerson(browser, 'Cleo Ruiz');
  const { page, context } = cleo;
  const problem = { title: 'x', status: 403, code: 'email_unverified', detail: 'x', errors: [] };
  await context.route(/\/v1\/sync/u, (route) =>
    route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
  );
  await page.reload();
  await page
    .getByTestId('confirm-page')
    .filter({ hasText: addressOf(cleo) })
    .waitFor();
  await page.getByTestId('confirmed').click();
  await page.getByTestId('confirm-said').filter({ hasText: 'not confirmed yet' }).waitFor();
  await page.getByTestId('verify-resend').click();
  await page.getByTestId('confirm-said').filter({ hasText: 'Sent.' }).waitFor();
  const link = linkIn(await mailTo(addressOf(cleo), VERIFY, 2), 'verify');
  await context.unrouteAll({ behavior: 'ignoreErrors' });
  await page.goto(link);
  await told(page, 'is confirmed');
  await online(page);
  assert.deepEqual(cleo.problems, []);
  await context.close();
});

test('two-step login is set up with what the picture and the text both say', async () => {
  const { page } = ana;
  const part = await openPart(page, 'two-step');
  await part.getByTestId('two-step-begin').click();
  const secret = await part.getByTestId('two-step-secret').textContent();
  const uri = new URL(await readQr(part.getByTestId('two-step-qr')));
  assert.deepEqual([uri.protocol, uri.host, uri.searchParams.get('secret')], ['otpauth:', 'totp', secret]);
  app = authenticator(secret);

  await part.getByTestId('input-code').fill('000000');
  await part.getByTestId('submit').click();
  await problemOf(part, 'code').waitFor();
  await part.getByTestId('input-code').fill(app.next());
  await part.getByTestId('submit').click();
  await part.getByTestId('recovery-codes').waitFor();
  codes = await part.getByTestId('recovery-code').allTextContents();
  assert.deepEqual([codes.length, new Set(codes).size], [10, 10]);

  // They are not lost by closing the window too early.
  await page.getByTestId('account-dialog').getByTestId('close-dialog').click();
  await part.getByTestId('section-problem').filter({ hasText: 'only this once' }).waitFor();
  await part.getByTestId('codes-kept').click();
  await part.getByTestId('two-step-state').filter({ hasText: 'is on' }).waitFor();
  await closeAccount(page);
});

test('a login then asks for a code, and takes each once', async () => {
  const { page } = ana;
  await logOut(page);
  await tryToSignIn(page, ana.username, 'not the password 1');
  await page.getByTestId('form-problem').filter({ hasText: 'do not go together' }).waitFor();
  await tryToSignIn(page, addressOf(ana), ana.password);
  await page.getByTestId('code-form').waitFor();
  await page.getByTestId('input-mfaCode').fill('000000');
  await page.getByTestId('submit').click();
  await problemOf(page, 'mfaCode').waitFor();
  const code = app.next();
  await page.getByTestId('input-mfaCode').fill(code);
  await page.getByTestId('submit').click();
  await online(page);

  await logOut(page);
  await tryToSignIn(page, ana.username, ana.password);
  await page.getByTestId('input-mfaCode').fill(code);
  await page.getByTestId('submit').click();
  await problemOf(page, 'mfaCode').waitFor();
});

test('who tries too often is told when to try again', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const problem = { title: 'x', status: 429, code: 'rate_limited', detail: 'x', errors: [] };
  await page.route(/\/v1\/auth\/login/u, (route) =>
    route.fulfill({
      status: 429,
      contentType: 'application/problem+json',
      headers: { 'Retry-After': '720' },
      body: JSON.stringify(problem),
    }),
  );
  await page.goto(stackAddress());
  await tryToSignIn(page, ana.username, ana.password);
  await page.getByTestId('form-problem').filter({ hasText: 'in 12 minutes' }).waitFor();
  await context.close();
});

test('a recovery code stands in for the app, once', async () => {
  const { page } = ana;
  await page.getByTestId('to-recovery').click();
  await page.getByTestId('recovery-form').getByTestId('input-recoveryCode').fill(codes[0]);
  await page.getByTestId('submit').click();
  await online(page);

  await logOut(page);
  await tryToSignIn(page, ana.username, ana.password);
  await page.getByTestId('to-recovery').click();
  await page.getByTestId('input-recoveryCode').fill(codes[0]);
  await page.getByTestId('submit').click();
  await problemOf(page, 'recoveryCode').waitFor();
  await page.getByTestId('input-recoveryCode').fill(codes[1]);
  await page.getByTestId('submit').click();
  await online(page);
});

test('two-step login is turned off with the password and a code', async () => {
  const { page } = ana;
  const part = await openPart(page, 'two-step');
  await part.getByTestId('to-recovery').click();
  await part.getByTestId('input-password').fill('not the password 1');
  await part.getByTestId('input-recoveryCode').fill(codes[2]);
  await part.getByTestId('submit').click();
  await part.getByTestId('form-problem').filter({ visible: true }).waitFor();
  await part.getByTestId('input-password').fill(ana.password);
  await part.getByTestId('input-recoveryCode').fill(codes[3]);
  await part.getByTestId('submit').click();
  await part.getByTestId('two-step-begin').waitFor();
  await closeAccount(page);
  await logOut(page);
  await signIn(page, ana);
});

test('a forgotten password is set anew by mail, which ends all logins', async () => {
  const other = await anotherWindow(browser, ben);
  const { page } = ben;
  await logOut(page);
  await page.getByTestId('to-forgot').click();
  await page.getByTestId('input-email').fill(`${uniqueName('nobody')}@example.com`);
  await page.getByTestId('submit').click();
  await page.getByTestId('forgot-sent').waitFor();
  await page.getByTestId('ask-again').click();
  await page.getByTestId('input-email').fill(addressOf(ben));
  await page.getByTestId('submit').click();
  await page
    .getByTestId('forgot-sent')
    .filter({ hasText: addressOf(ben) })
    .waitFor();

  const link = linkIn(await mailTo(addressOf(ben), RESET), 'reset');
  await page.goto(link);
  await page.getByTestId('reset-form').waitFor();
  assert.equal(await page.evaluate(() => location.hash), '');
  await page.getByTestId('input-newPassword').fill('short');
  await page.getByTestId('submit').click();
  await problemOf(page, 'newPassword').waitFor();
  const before = ben.password;
  ben.password = `${before}-new`;
  await page.getByTestId('input-newPassword').fill(ben.password);
  await page.getByTestId('submit').click();
  await loggedOut(page, 'password was changed');
  await loggedOut(other, /password was changed|has ended/u);
  await other.context().close();

  await tryToSignIn(page, ben.username, before);
  await page.getByTestId('form-problem').filter({ visible: true }).waitFor();
  await signIn(page, ben);
  await page.goto(link);
  await page.getByTestId('input-newPassword').fill(`${before}-newer`);
  await page.getByTestId('submit').click();
  await page.getByTestId('form-problem').filter({ hasText: 'not valid any more' }).waitFor();
  await page.getByTestId('to-login').click();
  await online(page);
});

test('no script failed on the way', () => {
  assert.deepEqual([...ana.problems, ...ben.problems], []);
});
