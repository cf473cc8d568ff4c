// The page of invocations in a real browser: one message followed from socket to socket.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, newPerson, openDirect, stackAddress, write } from './people.mjs';

let browser;
let ana;
let ben;
let context;
let page;
const problems = [];

const row = (trigger) => page.locator(`[data-testid=row][data-trigger^="${trigger}"]:visible`);
const json = async (path) => (await fetch(`${stackAddress()}/_local/${path}`)).json();

before(async () => {
  browser = await launch();
  [ana, ben] = await Promise.all([newPerson(browser, 'Ana Traced'), newPerson(browser, 'Ben Traced')]);
  context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
  page = await context.newPage();
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (line) => line.type() === 'error' && problems.push(line.text()));
  await page.goto(`${stackAddress()}/_local`);
  await page.locator('[data-testid=live-state][data-live=true]').waitFor();
});

after(async () => {
  await browser?.close();
});

test('a message is followed from the frame to the posts', async () => {
  await openDirect(ana.page, ben.username);
  await write(ana.page, 'Where do you go?');
  const entry = ben.page.getByTestId('chat-entry').filter({ hasText: 'Where do you go?' });
  await entry.waitFor();
  await row('sendMessage').first().click();
  await page.getByTestId('detail-title').filter({ hasText: 'sendMessage' }).waitFor();
  const fanOut = page.locator('[data-testid=trace-invocation][data-function=sqs-fan-out]');
  await fanOut.first().waitFor();
  await page.getByTestId('trace-post').first().waitFor();
  if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/trace.png` });

  const transaction = page.locator('[data-testid=call][data-operation=TransactWriteItems]');
  assert.match(await transaction.last().getByTestId('units').textContent(), /^\d+(\.\d+)? W$/);
  assert.ok(await page.locator('[data-testid=call][data-service=sqs][data-operation=SendMessage]').count());

  await fanOut.first().click();
  await page.getByTestId('detail-title').filter({ hasText: /x\d+$/ }).waitFor();
  await page.locator('[data-testid=call][data-operation=PostToConnection]').first().waitFor();
});

test('the JSON tells the same', async () => {
  const [sent] = await json('invocations?trigger=sendMessage&limit=1');
  const trace = await json(`traces/${sent.traces[0]}`);
  const [root] = trace.tree;
  assert.equal(root.id, sent.id);
  assert.ok(root.children.some((child) => child.source === 'queue'));
  assert.ok(trace.totals.writeUnits >= 4 && trace.totals.readUnits > 0);
  assert.ok(trace.totals.messages >= 1 && trace.totals.posts >= 1);
  assert.ok(sent.totals.roundTrips >= 2 && sent.totals.roundTrips <= sent.totals.calls);
  const detail = await json(`invocations/${sent.id}`);
  assert.deepEqual(
    detail.effects.map(({ id }) => id),
    root.children.map(({ id }) => id),
  );
  assert.equal((await fetch(`${stackAddress()}/_local/invocations/none`)).status, 404);
});

test('the connection of a post leads to what its client sent', async () => {
  await page.getByTestId('trace-post').first().click();
  const text = await page.getByTestId('filter-text').inputValue();
  assert.ok(text.length > 10);
  await page.waitForFunction(() => /^\d+ of /.test(document.querySelector('[data-testid=count]').textContent));
  assert.ok(await page.locator('[data-testid=row]:visible').count());
  await page.getByTestId('filter-text').fill('');
});

test('filters narrow the list, and it stays live', async () => {
  await page.getByTestId('filter-function').selectOption('sqs-fan-out');
  await row('sendMessage').first().waitFor({ state: 'hidden' });
  const newest = page.locator('[data-testid=row]:visible').first();
  const before = await newest.getAttribute('href');
  await write(ana.page, 'And again');
  await page.waitForFunction(
    (href) => document.querySelector('#rows li:not([hidden]) a').getAttribute('href') !== href,
    before,
  );
  const functions = await page
    .locator('[data-testid=row]:visible')
    .evaluateAll((rows) => rows.map((line) => line.dataset.function));
  assert.deepEqual([...new Set(functions)], ['sqs-fan-out']);
  await page.getByTestId('filter-function').selectOption('');

  await page.getByTestId('filter-errors').check();
  await row('sendMessage').first().waitFor({ state: 'hidden' });
  await page.getByTestId('filter-errors').uncheck();
  await row('sendMessage').first().waitFor();
});

test('text finds what only the calls mention', async () => {
  const [sent] = await json('invocations?trigger=sendMessage&limit=1');
  const { calls } = await json(`invocations/${sent.id}`);
  const chat = calls.map(({ detail }) => /cht_\w+/.exec(detail ?? '')?.[0]).find(Boolean);
  await page.getByTestId('filter-text').fill(chat);
  await page.locator('[data-testid=row][data-function=rest-users]:visible').first().waitFor({ state: 'hidden' });
  await row('sendMessage').first().waitFor();
  await page.getByTestId('filter-text').fill('');
});

test('the keyboard opens and closes', async () => {
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.getByTestId('detail').waitFor({ state: 'hidden' });
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.name), 'text');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByTestId('detail').waitFor();
});

test('it fits a phone, light and dark', async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  await row('sendMessage').first().waitFor({ state: 'hidden' });
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(overflow, false);
    if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/local-${colorScheme}.png` });
  }
  await page.getByTestId('close').click();
  await row('sendMessage').first().waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
  if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/local-list.png` });
});

test('no script failed, and nothing was fetched from elsewhere', () => {
  assert.deepEqual([...problems, ...ana.problems, ...ben.problems], []);
});
