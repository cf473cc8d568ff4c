// What people do with messages, and where it shows.

import assert from 'node:assert/strict';
import { exactly, stackAddress, write } from './people.mjs';

/** The message that says exactly this; one that only quotes it does not count. */
export function said(page, text) {
  const own = page.getByTestId('message-text').filter({ hasText: exactly(text) });
  return page.getByTestId('messages').getByTestId('message').filter({ has: own });
}

export function pollOf(page, question) {
  const named = page.getByTestId('poll-question').filter({ hasText: question });
  return page.getByTestId('messages').getByTestId('message').filter({ has: named });
}

/** Points at a message and focuses it: the mouse alone loses it when the row moves, as rows do. */
export async function reach(row) {
  await row.hover();
  await row.focus();
}

export async function choose(page, row, item) {
  await reach(row);
  await row.getByTestId('tool-more').click();
  await page.getByTestId(`menu-${item}`).click();
}

export async function react(page, row, emoji) {
  await reach(row);
  await row.getByTestId('tool-react').click();
  await page.getByTestId('palette-emoji').filter({ hasText: emoji }).click();
}

export async function answer(page, row, text) {
  await reach(row);
  await row.getByTestId('tool-reply').click();
  await page.getByTestId('composer-context').waitFor();
  await write(page, text);
}

/** The reaction with an emoji, at a count, mine or not. */
export function reaction(row, emoji, count, mine) {
  return row
    .locator(`[data-testid=reaction][data-emoji="${emoji}"][aria-pressed=${mine}]`)
    .filter({ hasText: new RegExp(`${count}$`, 'u') });
}

export function option(row, text, count, mine) {
  return row
    .locator(`[data-testid=poll-option][aria-pressed=${mine}]`)
    .filter({ hasText: text })
    .filter({ has: row.page().getByTestId('poll-count').getByText(String(count), { exact: true }) });
}

export function tick(row, status) {
  return row.locator(`[data-testid=tick][data-status=${status}]`);
}

export async function newPoll(page, question, options) {
  await page.getByTestId('composer-more').click();
  await page.getByTestId('more-poll').click();
  await page.getByTestId('poll-question-input').fill(question);
  for (const [index, text] of options.entries())
    await page.getByTestId('poll-option-input').nth(index).fill(text);
  await page.getByTestId('poll-send').click();
}

/** Messages without the page, so that many can be sent. */
export async function sendMany(person, texts) {
  const { token, chatId } = await person.page.evaluate(() => ({
    token: JSON.parse(localStorage.getItem('banter.session')).accessToken,
    chatId: decodeURIComponent(location.hash.split('/').at(-1)),
  }));
  for (const text of texts) {
    const body = JSON.stringify({ clientMessageId: text, type: 'text', text });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const reply = await fetch(`${stackAddress()}/v1/chats/${chatId}/messages`, {
      method: 'POST',
      headers,
      body,
    });
    assert.ok(reply.ok, `${reply.status} ${await reply.text()}`);
  }
}
