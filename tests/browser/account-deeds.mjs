// What people do with their account: mails, codes, the window about it.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import jsQR from 'jsqr';
import { online, stackAddress } from './people.mjs';

const STEP_SECONDS = 30;
const PATIENCE_MS = 15_000;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function addressOf(person) {
  return `${person.username}@example.com`;
}

/** The newest mail to an address with this subject, once there are `count`. */
export async function mailTo(address, subject, count = 1) {
  const url = `${stackAddress()}/_local/mail/messages?to=${encodeURIComponent(address)}`;
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const mails = (await (await fetch(url)).json()).filter((mail) => mail.subject === subject);
    if (mails.length >= count) return mails[0];
    assert.ok(Date.now() < until, `no mail ${count} to ${address}: ${subject}`);
    await new Promise((looked) => setTimeout(looked, 100));
  }
}

/** The link of a mail with a token of this kind, on the stack under test. */
export function linkIn(mail, kind) {
  const [hash] = new RegExp(`#${kind}=[\\w-]+`, 'u').exec(mail.text);
  return new URL(hash, stackAddress()).href;
}

/** Opens the link that confirms a person's address, and leaves what it says. */
export async function confirmAddress(page, address) {
  await page.goto(linkIn(await mailTo(address, 'Confirm your e-mail address'), 'verify'));
  await told(page, 'is confirmed');
}

/** A window says this, and is closed. */
export async function told(page, text) {
  const dialog = page.getByTestId('verified-dialog').filter({ hasText: text });
  await dialog.getByTestId('confirm').click();
  await dialog.waitFor({ state: 'detached' });
}

/** Opens a part of the account from the menu; gives the part. */
export async function openPart(page, part) {
  await page.getByTestId('open-settings').click();
  await page.getByTestId(`settings-${part}`).click();
  const section = page.getByTestId(`${part}-section`);
  await section.waitFor();
  return section;
}

export async function closeAccount(page) {
  const dialog = page.getByTestId('account-dialog');
  await dialog.getByTestId('close-dialog').click();
  await dialog.waitFor({ state: 'detached' });
}

export async function logOut(page) {
  await page.getByTestId('log-out').click();
  await page.getByTestId('login-form').waitFor();
}

/** Types name and password; what follows depends on the account. */
export async function tryToSignIn(page, identifier, password) {
  await page.getByTestId('input-identifier').fill(identifier);
  await page.getByTestId('input-password').fill(password);
  await page.getByTestId('submit').click();
}

export async function signIn(page, { username, password }) {
  await tryToSignIn(page, username, password);
  await online(page);
}

/** Another browser of the same person, signed in. */
export async function anotherWindow(browser, person) {
  const context = await browser.newContext({ viewport: { width: 1100, height: 760 } });
  const page = await context.newPage();
  page.on('pageerror', (error) => person.problems.push(error));
  await page.goto(stackAddress());
  await signIn(page, person);
  return page;
}

/** The window shows that it was logged out. */
export async function loggedOut(page, text) {
  await page.getByTestId('login-form').waitFor();
  await page.getByTestId('notice').filter({ hasText: text }).waitFor();
}

/** What a picture of a page says, when it is a QR code. */
export async function readQr(picture) {
  const { pixels, size } = await picture.evaluate(async (image) => {
    await image.decode();
    const side = 300;
    const canvas = document.createElement('canvas');
    canvas.width = side;
    canvas.height = side;
    const drawing = canvas.getContext('2d');
    drawing.fillStyle = 'white';
    drawing.fillRect(0, 0, side, side);
    drawing.drawImage(image, 15, 15, side - 30, side - 30);
    return { pixels: [...drawing.getImageData(0, 0, side, side).data], size: side };
  });
  return jsQR(Uint8ClampedArray.from(pixels), size, size)?.data;
}

/** An authenticator app: no code twice, so the next one ahead of its time where one was used. */
export function authenticator(secret) {
  let last = 0;
  const next = () => {
    last = Math.max(Math.floor(Date.now() / 1000 / STEP_SECONDS), last + 1);
    return codeAt(secret, last);
  };
  return { next };
}

function codeAt(secret, step) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', bytesOf(secret)).update(counter).digest();
  const at = digest[19] & 15;
  return String((digest.readUInt32BE(at) & 0x7f_ff_ff_ff) % 1_000_000).padStart(6, '0');
}

/** Base32, as secrets are written. */
function bytesOf(secret) {
  const bits = [...secret.replaceAll('=', '')]
    .map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from(bits.match(/.{8}/gu).map((byte) => Number.parseInt(byte, 2)));
}
