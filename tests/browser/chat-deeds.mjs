// What people do with a chat itself: who is in it, what it is, what it is to them.

import { stackAddress } from './people.mjs';

/** Opens the panel about the chat. */
export async function openInfo(page) {
  await page.getByTestId('open-info').click();
  await page.getByTestId('chat-info').waitFor();
}

/** Opens one of the panels behind it: `members`, `invites`, `requests`, `bans`. */
export async function openAbout(page, what) {
  await openInfo(page);
  await page.getByTestId(`info-${what}`).click();
}

export function member(page, name) {
  return page
    .getByTestId('member')
    .filter({ has: page.getByTestId('member-name').getByText(name, { exact: true }) });
}

/** What is said of a member beside the name. */
export function about(row, text) {
  return row.getByTestId('member-about').filter({ hasText: text });
}

export async function memberMenu(page, name, item) {
  await member(page, name).getByTestId('member-more').click();
  await page.getByTestId(`member-${item}`).click();
}

export async function pickPeople(page, usernames) {
  for (const [index, username] of usernames.entries()) {
    await page.getByTestId('people-search').fill(username);
    await page.getByTestId('person').filter({ hasText: username }).click();
    await page.getByTestId('chip').nth(index).waitFor();
  }
}

export async function addPeople(page, usernames) {
  await openAbout(page, 'members');
  await page.getByTestId('add-people').click();
  await pickPeople(page, usernames);
  await page.getByTestId('confirm').click();
  await page.getByTestId('add-dialog').waitFor({ state: 'detached' });
}

/** A new group or channel; `choices` are options of the folded fields, by name. */
export async function createChat(page, type, name, { usernames = [], ...choices } = {}) {
  await page.getByTestId('new-chat').click();
  await page.getByTestId(`${type}-mode`).click();
  await page.getByTestId('input-name').fill(name);
  if (Object.keys(choices).length > 0) await page.getByTestId('more-fields').click();
  for (const [field, value] of Object.entries(choices)) await set(page, field, value);
  await pickPeople(page, usernames);
  await page.getByTestId('create-group').click();
  await page.getByTestId('conversation-name').filter({ hasText: name }).waitFor();
}

/** Changes the settings of the open chat for everyone. */
export async function changeSettings(page, fields) {
  await openAbout(page, 'settings');
  const dialog = page.getByTestId('chat-settings-dialog');
  for (const fold of ['fold-joining', 'fold-messages']) await dialog.getByTestId(fold).click();
  for (const [field, value] of Object.entries(fields)) await set(dialog, field, value);
  await dialog.getByTestId('confirm').click();
  await dialog.waitFor({ state: 'detached' });
}

async function set(place, field, value) {
  const input = place.getByTestId(`input-${field}`);
  const kind = await input.evaluate((element) => element.type);
  if (kind === 'checkbox') await input.setChecked(value);
  else if (kind === 'select-one') await input.selectOption(String(value));
  else await input.fill(String(value));
}

/** The line of the timeline about the chat that says this. */
export function line(page, text) {
  return page.getByTestId('messages').getByTestId('system-message').filter({ hasText: text });
}

/** Finds a public chat; what makes it findable may come a little behind it. */
export async function discover(page, name) {
  await page.getByTestId('new-chat').click();
  await page.getByTestId('discover-mode').click();
  const card = page
    .getByTestId('discover-chat')
    .filter({ has: page.getByTestId('card-name').getByText(name, { exact: true }) });
  for (let attempt = 0; attempt < 20 && (await card.count()) === 0; attempt += 1) {
    await page.getByTestId('discover-search').fill('');
    await page.getByTestId('discover-search').fill(name);
    await card.waitFor({ timeout: 1_000 }).catch(() => {});
  }
  await card.waitFor();
  return card;
}

/** Goes to the address an invitation link names. */
export async function follow(page, link) {
  await page.goto(new URL(new URL(link).hash, stackAddress()).href);
}

/** The conversation is closed, with a sentence that says why. */
export async function closedWith(page, text) {
  await page.getByTestId('toast').filter({ hasText: text }).waitFor();
  await page.getByTestId('composer').waitFor({ state: 'hidden' });
}
