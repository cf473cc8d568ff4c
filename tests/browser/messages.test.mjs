// Everything that can be done with a message, between two people in real browsers against a
// running stack (BANTER_URL).

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  answer,
  choose,
  newPoll,
  option,
  pollOf,
  reach,
  react,
  reaction,
  said,
  sendMany,
  tick,
} from './deeds.mjs';
import {
  allSent,
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

const PAGE = 50;
let browser;
let ana;
let ben;

before(async () => {
  browser = await launch();
  [ana, ben] = await Promise.all([newPerson(browser, 'Ana Ferreira'), newPerson(browser, 'Ben Okafor')]);
  await openDirect(ana.page, ben.username);
  await write(ana.page, 'Hello Ben');
  await chatEntry(ben.page, 'Ana Ferreira').click();
  await said(ben.page, 'Hello Ben').waitFor();
});

after(async () => {
  await browser?.close();
});

test('an edit shows to both, with a mark and what it said before', async () => {
  await write(ana.page, 'See you at nine');
  await said(ben.page, 'See you at nine').waitFor();
  await choose(ana.page, said(ana.page, 'See you at nine'), 'edit');
  assert.equal(await ana.page.getByTestId('composer').inputValue(), 'See you at nine');
  await write(ana.page, 'See you at ten');
  await said(ben.page, 'See you at ten').getByTestId('edited').waitFor();
  await said(ana.page, 'See you at ten').getByTestId('edited').waitFor();
  assert.equal(await said(ben.page, 'See you at nine').count(), 0);
  await said(ben.page, 'See you at ten').getByTestId('edited').click();
  await ben.page.getByTestId('versions').getByText('See you at nine', { exact: true }).waitFor();
  await ben.page.keyboard.press('Escape');
});

test('the keyboard edits the last message, and Escape leaves it alone', async () => {
  const { page } = ana;
  await page.getByTestId('composer').fill('');
  await page.getByTestId('composer').press('ArrowUp');
  assert.equal(await page.getByTestId('composer').inputValue(), 'See you at ten');
  await page.getByTestId('composer').press('Escape');
  await page.getByTestId('composer-context').waitFor({ state: 'hidden' });
  assert.equal(await page.getByTestId('composer').inputValue(), '');
  // From a message, its menu is one key away; nobody else's can be edited.
  await said(ben.page, 'Hello Ben').focus();
  await ben.page.keyboard.press('Enter');
  await ben.page.getByTestId('menu-reply').waitFor();
  assert.equal(await ben.page.getByTestId('menu-edit').count(), 0);
  await ben.page.keyboard.press('Escape');
  await ben.page.getByTestId('message-menu').waitFor({ state: 'detached' });
});

test('reactions are counted, and a press on the count joins or leaves', async () => {
  await react(ana.page, said(ana.page, 'Hello Ben'), '👍');
  await reaction(said(ana.page, 'Hello Ben'), '👍', 1, true).waitFor();
  await reaction(said(ben.page, 'Hello Ben'), '👍', 1, false).click();
  await reaction(said(ben.page, 'Hello Ben'), '👍', 2, true).waitFor();
  await reaction(said(ana.page, 'Hello Ben'), '👍', 2, true).click();
  await reaction(said(ben.page, 'Hello Ben'), '👍', 1, true).waitFor();
  await reaction(said(ana.page, 'Hello Ben'), '👍', 1, false).waitFor();
  await reach(said(ana.page, 'Hello Ben'));
  await said(ana.page, 'Hello Ben').getByTestId('tool-react').click();
  await ana.page.getByTestId('palette-input').fill('🍰');
  await ana.page.getByTestId('palette-input').press('Enter');
  await reaction(said(ben.page, 'Hello Ben'), '🍰', 1, false).waitFor();
});

test('a poll: asked, voted, changed, closed', async () => {
  const question = 'Where shall we meet?';
  await newPoll(ana.page, question, ['At the station', 'At the bridge']);
  await pollOf(ben.page, question).waitFor();
  await option(pollOf(ben.page, question), 'At the station', 0, false).click();
  await option(pollOf(ana.page, question), 'At the station', 1, false).waitFor();
  await option(pollOf(ana.page, question), 'At the bridge', 0, false).click();
  await option(pollOf(ben.page, question), 'At the bridge', 1, false).click();
  for (const person of [ana, ben]) {
    await option(pollOf(person.page, question), 'At the bridge', 2, true).waitFor();
    await option(pollOf(person.page, question), 'At the station', 0, false).waitFor();
  }
  await choose(ana.page, pollOf(ana.page, question), 'close-poll');
  await pollOf(ben.page, question).getByText('Closed', { exact: true }).waitFor();
  assert.equal(await pollOf(ben.page, question).getByTestId('poll-option').first().isDisabled(), true);
});

test('a pin shows to both, leads to its message, and goes again', async () => {
  await choose(ana.page, said(ana.page, 'See you at ten'), 'pin');
  await said(ben.page, 'See you at ten').getByTestId('pinned').waitFor();
  await ben.page.getByTestId('open-pins').click();
  const pin = ben.page.getByTestId('pin-entry').filter({ hasText: 'See you at ten' });
  await pin.filter({ hasText: 'Pinned by Ana Ferreira' }).waitFor();
  await pin.getByTestId('pin-jump').click();
  await ben.page.locator('.row.flash').filter({ hasText: 'See you at ten' }).waitFor();
  await choose(ana.page, said(ana.page, 'See you at ten'), 'pin');
  await pin.waitFor({ state: 'detached' });
  await said(ben.page, 'See you at ten').getByTestId('pinned').waitFor({ state: 'hidden' });
  await ben.page.getByTestId('close-panel').click();
});

test('a reply quotes what it answers, and its thread counts it', async () => {
  await answer(ben.page, said(ben.page, 'See you at ten'), 'Ten is fine');
  const reply = said(ana.page, 'Ten is fine');
  await reply.getByTestId('quote').filter({ hasText: 'See you at ten' }).waitFor();
  await said(ana.page, 'See you at ten').getByTestId('replies').filter({ hasText: '1 reply' }).click();
  await ana.page.getByTestId('thread-replies').getByText('Ten is fine', { exact: true }).waitFor();
  await ana.page.getByTestId('thread-composer').fill('I bring the map');
  await ana.page.getByTestId('thread-composer').press('Enter');
  await said(ben.page, 'I bring the map').getByTestId('quote').waitFor();
  await said(ben.page, 'See you at ten').getByTestId('replies').filter({ hasText: '2 replies' }).waitFor();
  await ana.page.getByTestId('thread-count').filter({ hasText: '2 replies' }).waitFor();
  await ana.page.getByTestId('close-panel').click();
  // An edit of the message changes the quote.
  await choose(ana.page, said(ana.page, 'See you at ten'), 'edit');
  await write(ana.page, 'See you at eleven');
  await said(ben.page, 'Ten is fine').getByTestId('quote').filter({ hasText: 'See you at eleven' }).waitFor();
});

test('a quote leads to a message that is not loaded, and back to the newest', async () => {
  const filler = Array.from({ length: PAGE + 20 }, (_, index) => `filler ${index + 1}`);
  await sendMany(ana, filler.slice(0, PAGE));
  await sendMany(ben, filler.slice(PAGE));
  await said(ben.page, filler.at(-1)).waitFor();
  await answer(ben.page, said(ben.page, 'Hello Ben'), 'The very first');
  await said(ana.page, 'The very first').waitFor();
  await ana.page.reload();
  await online(ana.page);
  const reply = said(ana.page, 'The very first');
  await reply.getByTestId('quote').filter({ hasText: 'Hello Ben' }).waitFor();
  assert.equal(await said(ana.page, 'Hello Ben').count(), 0);
  await reply.getByTestId('quote').click();
  await ana.page.locator('.row.flash').filter({ hasText: 'Hello Ben' }).waitFor();
  const seen = await said(ana.page, 'Hello Ben').evaluate((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    const area = document.querySelector('[data-testid=messages]').getBoundingClientRect();
    return top >= area.top && bottom <= area.bottom;
  });
  assert.equal(seen, true);
  assert.equal(await reply.count(), 0);
  // What is changed back there is changed here.
  await reaction(said(ben.page, 'Hello Ben'), '🍰', 1, false).click();
  await reaction(said(ana.page, 'Hello Ben'), '🍰', 2, true).waitFor();
  await ana.page.getByTestId('jump-to-end').click();
  await reply.waitFor();
});

test('scrolling on from a jump reaches the newest messages without a gap', async () => {
  const { page } = ana;
  await said(page, 'The very first').getByTestId('quote').click();
  await page.locator('.row.flash').filter({ hasText: 'Hello Ben' }).waitFor();
  const last = said(page, 'The very first');
  const area = page.getByTestId('messages');
  await area.evaluate(async (element) => {
    const more = new MutationObserver(() => element.scrollTo(0, element.scrollHeight));
    more.observe(element, { childList: true, subtree: true });
    element.scrollTo(0, element.scrollHeight);
  });
  await last.waitFor();
  const seqs = await page
    .getByTestId('message')
    .evaluateAll((rows) => rows.map((row) => Number(row.dataset.seq)));
  const texts = await page.getByTestId('message-text').allTextContents();
  assert.deepEqual(
    seqs,
    [...new Set(seqs)].sort((one, other) => one - other),
  );
  assert.equal(texts.filter((text) => text.startsWith('filler ')).length, PAGE + 20);
});

test('ticks: sent, delivered to a window that looks elsewhere, read when it looks', async () => {
  await ben.page.evaluate(() => {
    location.hash = '#/';
  });
  await ben.page.getByTestId('composer').waitFor({ state: 'hidden' });
  await write(ana.page, 'Are you there?');
  await tick(said(ana.page, 'Are you there?'), 'delivered').waitFor();
  await chatEntry(ben.page, 'Ana Ferreira').getByTestId('unread-badge').filter({ hasText: /^1$/u }).waitFor();
  await chatEntry(ben.page, 'Ana Ferreira').click();
  await ben.page.getByTestId('unread-line').waitFor();
  await tick(said(ana.page, 'Are you there?'), 'read').waitFor();
  await choose(ana.page, said(ana.page, 'Are you there?'), 'details');
  await ana.page
    .getByTestId('readers')
    .filter({ hasText: 'Ben Okafor' })
    .filter({ hasText: 'read' })
    .waitFor();
  await ana.page.keyboard.press('Escape');
});

test('a message deleted for everyone leaves its place; one deleted for me goes for me', async () => {
  const second = await ana.context.newPage();
  await second.goto(ana.page.url());
  await online(second);
  await write(ben.page, 'Only for a moment');
  await write(ben.page, 'Ana need not keep this');
  await said(second, 'Ana need not keep this').waitFor();
  await choose(ben.page, said(ben.page, 'Only for a moment'), 'delete');
  await ben.page.getByTestId('delete-everyone').click();
  for (const page of [ana.page, second, ben.page]) await said(page, 'This message was deleted').waitFor();
  await choose(ana.page, said(ana.page, 'Ana need not keep this'), 'delete');
  assert.equal(await ana.page.getByTestId('delete-everyone').count(), 0);
  await ana.page.getByTestId('delete-me').click();
  await said(ana.page, 'Ana need not keep this').waitFor({ state: 'detached' });
  await said(second, 'Ana need not keep this').waitFor({ state: 'detached' });
  await said(ben.page, 'Ana need not keep this').waitFor();
  await ana.page.reload();
  await said(ana.page, 'This message was deleted').waitFor();
  assert.equal(await said(ana.page, 'Ana need not keep this').count(), 0);
  await second.close();
});

test('a window that was offline catches up with every kind of change', async () => {
  const question = 'Tea or coffee?';
  for (const text of ['to be edited', 'to be deleted', 'to be liked', 'to be pinned', 'to be answered']) {
    await write(ana.page, text);
  }
  await newPoll(ana.page, question, ['Tea', 'Coffee']);
  await option(pollOf(ben.page, question), 'Tea', 0, false).click();
  await react(ben.page, said(ben.page, 'to be liked'), '❤️');
  await reaction(said(ana.page, 'to be liked'), '❤️', 1, false).waitFor();
  await option(pollOf(ana.page, question), 'Tea', 1, false).waitFor();

  await ben.context.setOffline(true);
  await reconnecting(ben.page);
  await choose(ana.page, said(ana.page, 'to be edited'), 'edit');
  await write(ana.page, 'has been edited');
  await choose(ana.page, said(ana.page, 'to be deleted'), 'delete');
  await ana.page.getByTestId('delete-everyone').click();
  await react(ana.page, said(ana.page, 'to be liked'), '❤️');
  await option(pollOf(ana.page, question), 'Tea', 1, false).click();
  await choose(ana.page, said(ana.page, 'to be pinned'), 'pin');
  await answer(ana.page, said(ana.page, 'to be answered'), 'the answer');
  await allSent(ana.page);
  // All of it is with the server: a reload shows it from there.
  await ana.page.reload();
  await said(ana.page, 'to be pinned').getByTestId('pinned').waitFor();
  await option(pollOf(ana.page, question), 'Tea', 2, true).waitFor();
  assert.equal(await said(ben.page, 'to be deleted').count(), 1);

  await ben.context.setOffline(false);
  await said(ben.page, 'has been edited').getByTestId('edited').waitFor();
  await said(ben.page, 'to be deleted').waitFor({ state: 'detached' });
  await reaction(said(ben.page, 'to be liked'), '❤️', 2, true).waitFor();
  await option(pollOf(ben.page, question), 'Tea', 2, true).waitFor();
  await said(ben.page, 'to be pinned').getByTestId('pinned').waitFor();
  await said(ben.page, 'to be answered').getByTestId('replies').filter({ hasText: '1 reply' }).waitFor();
  await said(ben.page, 'the answer').getByTestId('quote').filter({ hasText: 'to be answered' }).waitFor();
});

test('members are named with help, and a message goes on to another chat', async () => {
  const name = uniqueName('Walkers');
  await createGroup(ana.page, name, [ben.username]);
  await ana.page.getByTestId('composer').pressSequentially('Lead the way, @be');
  await ana.page.getByTestId('mention-option').filter({ hasText: 'Ben Okafor' }).waitFor();
  await ana.page.keyboard.press('Enter');
  await ana.page.keyboard.press('Enter');
  await chatEntry(ben.page, name).click();
  await said(ben.page, 'Lead the way, @Ben Okafor').getByTestId('mention').waitFor();
  await choose(ben.page, said(ben.page, 'Lead the way, @Ben Okafor'), 'forward');
  await ben.page.getByTestId('forward-chat').filter({ hasText: 'Ana Ferreira' }).click();
  await ben.page.getByTestId('forward-send').click();
  await ben.page.getByTestId('forward-dialog').waitFor({ state: 'detached' });
  await chatEntry(ana.page, 'Ben Okafor').click();
  await said(ana.page, 'Lead the way, @Ben Okafor').getByTestId('forwarded').waitFor();
});

test('a message can wait for its time, and be called back', async () => {
  const { page } = ana;
  await page.getByTestId('composer').fill('Happy birthday');
  await page.getByTestId('composer-more').click();
  await page.getByTestId('more-later').click();
  await page.getByTestId('later-send').click();
  await page.getByTestId('later-dialog').waitFor({ state: 'detached' });
  assert.equal(await page.getByTestId('composer').inputValue(), '');
  await page.getByTestId('composer-more').click();
  await page.getByTestId('more-scheduled').click();
  const entry = page.getByTestId('scheduled-entry').filter({ hasText: 'Happy birthday' });
  await entry.getByTestId('unschedule').click();
  await entry.waitFor({ state: 'detached' });
  await page.getByTestId('close-panel').click();
});

test('it fits a phone, light and dark', async () => {
  const { page } = ben;
  await page.setViewportSize({ width: 360, height: 740 });
  await page.evaluate(() => {
    location.hash = '#/';
  });
  await chatEntry(page, 'Ana Ferreira').click();
  await pollOf(page, 'Tea or coffee?').waitFor();
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await choose(page, said(page, 'to be answered'), 'thread');
    await page.getByTestId('thread-replies').getByText('the answer', { exact: true }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
    await page.getByTestId('close-panel').click();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
    if (process.env.SCREENSHOTS)
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/messages-${colorScheme}.png` });
  }
});

test('no script failed on the way', () => {
  assert.deepEqual([...ana.problems, ...ben.problems], []);
});
