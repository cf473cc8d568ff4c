// Opens browsers on a running stack and does there what people do.

import { randomBytes } from 'node:crypto';
import { chromium } from 'playwright-core';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function stackAddress() {
  const address = process.env.BANTER_URL;
  if (!address)
    throw new Error('Set BANTER_URL to the address of a running stack, for example http://127.0.0.1:3000.');
  return address;
}

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGS });
}

/** A name nobody else has, so that tests can share a stack. */
export function uniqueName(base) {
  return `${base}_${randomBytes(4).toString('hex')}`;
}

/** Registers a new user in a browser context of their own and waits for the chats. */
export async function newPerson(browser, displayName, { username: wanted, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1100, height: 760 }, ...options });
  const page = await context.newPage();
  const username = wanted ?? uniqueName(displayName.split(' ')[0].toLowerCase());
  const person = {
    context,
    page,
    username,
    displayName,
    password: `${randomBytes(9).toString('hex')}-Aa1`,
    problems: [],
  };
  page.on('pageerror', (error) => person.problems.push(error));
  await page.goto(stackAddress());
  await page.getByTestId('to-register').click();
  await page.getByTestId('input-username').fill(username);
  await page.getByTestId('input-displayName').fill(displayName);
  await page.getByTestId('input-email').fill(`${username}@example.com`);
  await page.getByTestId('input-password').fill(person.password);
  await page.getByTestId('submit').click();
  await online(page);
  return person;
}

export function online(page) {
  return page.locator('[data-testid=connection][data-state=online]').waitFor();
}

export function reconnecting(page) {
  return page.locator('[data-testid=connection][data-state=reconnecting]').waitFor();
}

/** Matches a text that is this and nothing else. */
export function exactly(text) {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`)}$`, 'u');
}

/** Opens the chat with somebody, and waits until it is the one that shows. */
export async function openDirect(page, username) {
  await page.getByTestId('new-chat').click();
  await page.getByTestId('people-search').fill(username);
  const person = page.getByTestId('person').filter({ hasText: username });
  const name = await person.locator('.person-name').textContent();
  await person.click();
  await page.getByTestId('new-chat-dialog').waitFor({ state: 'detached' });
  await page
    .getByTestId('conversation-name')
    .filter({ hasText: exactly(name) })
    .waitFor();
}

export async function createGroup(page, name, usernames) {
  await page.getByTestId('new-chat').click();
  await page.getByTestId('group-mode').click();
  await page.getByTestId('input-name').fill(name);
  for (const username of usernames) {
    await page.getByTestId('people-search').fill(username);
    await page.getByTestId('person').filter({ hasText: username }).click();
    await page.getByTestId('chip').nth(usernames.indexOf(username)).waitFor();
  }
  await page.getByTestId('create-group').click();
  await page.getByTestId('conversation-name').filter({ hasText: name }).waitFor();
}

export async function write(page, text) {
  await page.getByTestId('composer').fill(text);
  await page.getByTestId('composer').press('Enter');
}

export function message(page, text) {
  return page.getByTestId('message').filter({ has: page.getByText(text, { exact: true }) });
}

export function chatEntry(page, name) {
  return page
    .getByTestId('chat-entry')
    .filter({ has: page.getByTestId('entry-name').getByText(name, { exact: true }) });
}

/** Waits until no own message is without the server's answer. */
export async function allSent(page) {
  await page.waitForFunction(() => !document.querySelector('[data-testid=tick][data-status=sending]'));
}

export function texts(page) {
  return page.getByTestId('message-text').allTextContents();
}
