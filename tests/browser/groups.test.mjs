// Groups and channels: who is in them, who may what, how one comes in and goes. Several people in
// real browsers against a running stack (BANTER_URL).

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  about,
  addPeople,
  changeSettings,
  closedWith,
  createChat,
  discover,
  follow,
  line,
  member,
  memberMenu,
  openAbout,
  openInfo,
} from './chat-deeds.mjs';
import { react, reaction, said } from './deeds.mjs';
import {
  allSent,
  chatEntry,
  createGroup,
  launch,
  newPerson,
  reconnecting,
  uniqueName,
  write,
} from './people.mjs';

let browser;
let ana;
let ben;
let cleo;
let dana;
let group;
const everyone = () => [ana, ben, cleo, dana];

const subtitle = (page, text) => page.getByTestId('conversation-subtitle').filter({ hasText: text });
const bar = (page, kind) => page.locator(`[data-testid=composer-bar][data-kind=${kind}]`);
const gone = (page, name) => chatEntry(page, name).waitFor({ state: 'detached' });

before(async () => {
  browser = await launch();
  [ana, ben, cleo, dana] = await Promise.all(
    ['Ana Ferreira', 'Ben Okafor', 'Cleo Ruiz', 'Dana Weiss'].map((name) => newPerson(browser, name)),
  );
  group = uniqueName('Garden');
});

after(async () => {
  await browser?.close();
});

test('a group of two takes in a third, and all see it', async () => {
  await createGroup(ana.page, group, [ben.username]);
  await write(ana.page, 'Who waters on Sunday?');
  await chatEntry(ben.page, group).click();
  await said(ben.page, 'Who waters on Sunday?').waitFor();
  assert.equal(await chatEntry(cleo.page, group).count(), 0);
  await addPeople(ana.page, [cleo.username]);
  await line(ana.page, 'You added Cleo Ruiz').waitFor();
  await line(ben.page, 'Ana Ferreira added Cleo Ruiz').waitFor();
  for (const { page } of [ana, ben]) await subtitle(page, '3 members').waitFor();
  await chatEntry(cleo.page, group).click();
  await said(cleo.page, 'Who waters on Sunday?').waitFor();
  await line(cleo.page, 'Ana Ferreira added you').waitFor();
  // It is no message: nothing of it is unread.
  assert.equal(await chatEntry(ben.page, group).getByTestId('unread-badge').isVisible(), false);
  await member(ana.page, 'Cleo Ruiz').waitFor();
  await about(member(ana.page, 'You'), 'Owner').waitFor();
});

test('a role and a title are given, shown to all, and open what they allow', async () => {
  await openInfo(ben.page);
  assert.equal(await ben.page.getByTestId('info-invites').isVisible(), false);
  await memberMenu(ana.page, 'Ben Okafor', 'moderator');
  await about(member(ana.page, 'Ben Okafor'), 'Moderator').waitFor();
  await line(ben.page, 'Ana Ferreira made you a moderator').waitFor();
  await ben.page.getByTestId('info-invites').waitFor();
  await memberMenu(ana.page, 'Cleo Ruiz', 'title');
  await ana.page.getByTestId('input-title').fill('Treasurer');
  await ana.page.getByTestId('confirm').click();
  await ben.page.getByTestId('info-members').click();
  await about(member(ben.page, 'Cleo Ruiz'), 'Treasurer').waitFor();
  // A moderator does not manage members.
  assert.equal(await member(ben.page, 'Cleo Ruiz').getByTestId('member-more').isVisible(), false);
  assert.equal(await member(ben.page, 'Ana Ferreira').getByTestId('member-more').isVisible(), false);
  await ben.page.getByTestId('close-panel').click();
});

test('a link lets one person in, once', async () => {
  await openAbout(ana.page, 'invites');
  await ana.page.getByTestId('invite-uses').selectOption('1');
  await ana.page.getByTestId('create-invite').click();
  const link = await ana.page.getByTestId('invite-link').inputValue();
  await follow(dana.page, link);
  await dana.page.getByTestId('invite-dialog').getByTestId('card-name').filter({ hasText: group }).waitFor();
  await dana.page.getByTestId('join-by-invite').click();
  await said(dana.page, 'Who waters on Sunday?').waitFor();
  await write(dana.page, 'I do.');
  await said(ben.page, 'I do.').waitFor();
  await line(ben.page, 'Ana Ferreira added Dana Weiss').waitFor();
  await follow(ben.page, link);
  await ben.page.getByTestId('invite-gone').waitFor();
  await ben.page.keyboard.press('Escape');
});

test('a link can be revoked, and a person be invited by name', async () => {
  const name = uniqueName('Choir');
  await createChat(ana.page, 'group', name);
  await openAbout(ana.page, 'invites');
  await ana.page.getByTestId('create-invite').click();
  const link = await ana.page.getByTestId('invite-link').inputValue();
  await ana.page.getByTestId('revoke-invite').click();
  await ana.page.getByTestId('invite').waitFor({ state: 'detached' });
  await follow(dana.page, link);
  await dana.page.getByTestId('invite-gone').waitFor();
  await dana.page.keyboard.press('Escape');

  for (const { username } of [cleo, dana]) {
    await ana.page.getByTestId('invite-person').click();
    await ana.page.getByTestId('people-search').fill(username);
    await ana.page.getByTestId('person').filter({ hasText: username }).click();
    await ana.page.getByTestId('invite-person-dialog').waitFor({ state: 'detached' });
  }
  await ana.page.getByTestId('invite').filter({ hasText: 'For Cleo Ruiz' }).waitFor();
  await cleo.page.getByTestId('open-invitations').filter({ hasText: '1 invitation' }).click();
  const invitation = cleo.page.getByTestId('invitation').filter({ hasText: name });
  await invitation.filter({ hasText: 'Ana Ferreira invites you' }).waitFor();
  await invitation.getByTestId('accept-invite').click();
  await cleo.page.getByTestId('conversation-name').filter({ hasText: name }).waitFor();
  await line(ana.page, 'You added Cleo Ruiz').waitFor();
  await dana.page.getByTestId('open-invitations').click();
  await dana.page.getByTestId('invitation').getByTestId('decline-invite').click();
  await dana.page.getByTestId('open-invitations').waitFor({ state: 'hidden' });
  await dana.page.keyboard.press('Escape');
  assert.equal(await chatEntry(dana.page, name).count(), 0);
});

test('one asks to join, takes it back, asks again, and is let in', async () => {
  const name = uniqueName('Orchard');
  await createChat(ana.page, 'group', name, { visibility: 'public', joinPolicy: 'approval' });
  const card = await discover(dana.page, name);
  await card.getByTestId('discover-join').click();
  await card.getByTestId('discover-pending').waitFor();
  await ana.page.getByTestId('asking').filter({ hasText: '1' }).waitFor();
  await card.getByTestId('discover-withdraw').click();
  await card.getByTestId('discover-join').click();
  await card.getByTestId('discover-pending').waitFor();
  await openAbout(ana.page, 'requests');
  await ana.page.getByTestId('join-request').filter({ hasText: 'Dana Weiss' }).getByTestId('approve').click();
  await ana.page.getByTestId('join-request').waitFor({ state: 'detached' });
  await card.getByTestId('discover-open').click();
  await dana.page.getByTestId('conversation-name').filter({ hasText: name }).waitFor();
  await write(dana.page, 'Thank you');
  await said(ana.page, 'Thank you').waitFor();

  const other = await discover(cleo.page, name);
  await other.getByTestId('discover-join').click();
  await other.getByTestId('discover-pending').waitFor();
  await cleo.page.keyboard.press('Escape');
  await ana.page.getByTestId('join-request').filter({ hasText: 'Cleo Ruiz' }).getByTestId('deny').click();
  await ana.page.getByTestId('join-request').waitFor({ state: 'detached' });
  assert.equal(await chatEntry(cleo.page, name).count(), 0);
});

test('in an open group one is at once', async () => {
  const name = uniqueName('Market');
  await createChat(ben.page, 'group', name, { visibility: 'public', joinPolicy: 'open' });
  const card = await discover(cleo.page, name);
  await card.getByTestId('discover-join').click();
  await cleo.page.getByTestId('conversation-name').filter({ hasText: name }).waitFor();
  await line(ben.page, 'Cleo Ruiz joined').waitFor();
});

test('in a channel members read and react, and write when they may', async () => {
  const name = uniqueName('News');
  await createChat(ana.page, 'channel', name, { usernames: [ben.username] });
  await write(ana.page, 'The gate is open');
  await chatEntry(ben.page, name).click();
  await bar(ben.page, 'closed').waitFor();
  assert.equal(await ben.page.getByTestId('composer').isVisible(), false);
  await react(ben.page, said(ben.page, 'The gate is open'), '👍');
  await reaction(said(ana.page, 'The gate is open'), '👍', 1, false).waitFor();
  await openAbout(ana.page, 'members');
  await memberMenu(ana.page, 'Ben Okafor', 'permissions');
  await ana.page.getByTestId('usual-permissions').uncheck();
  await ana.page.getByTestId('may-post').check();
  await ana.page.getByTestId('confirm').click();
  await bar(ben.page, 'closed').waitFor({ state: 'hidden' });
  await write(ben.page, 'And the sun is out');
  await said(ana.page, 'And the sun is out').waitFor();
});

test('who leaves loses the chat, and the others see it', async () => {
  for (const { page } of everyone()) await chatEntry(page, group).click();
  await openInfo(cleo.page);
  await cleo.page.getByTestId('info-leave').click();
  await cleo.page.getByTestId('confirm').click();
  await closedWith(cleo.page, `You left ${group}`);
  await gone(cleo.page, group);
  await line(ana.page, 'Cleo Ruiz left').waitFor();
  await subtitle(ana.page, '3 members').waitFor();
  await openInfo(ana.page);
  await ana.page.getByTestId('info-leave').click();
  await ana.page.getByTestId('confirm').click();
  await ana.page.getByTestId('dialog-problem').filter({ visible: true }).waitFor();
  await ana.page.keyboard.press('Escape');
});

test('who is removed or banned is told why, hears nothing more, and cannot come back while banned', async () => {
  await openAbout(ana.page, 'members');
  await memberMenu(ana.page, 'Dana Weiss', 'remove');
  await ana.page.getByTestId('input-reason').fill('Wrong garden');
  await ana.page.getByTestId('confirm').click();
  await closedWith(dana.page, 'Wrong garden');
  await gone(dana.page, group);
  await member(ana.page, 'Dana Weiss').waitFor({ state: 'detached' });
  await addPeople(ana.page, [dana.username]);
  await chatEntry(dana.page, group).click();
  await memberMenu(ana.page, 'Dana Weiss', 'ban');
  await ana.page.getByTestId('confirm').click();
  await closedWith(dana.page, `You were banned from ${group}`);
  await openAbout(ana.page, 'bans');
  const ban = ana.page.getByTestId('ban').filter({ hasText: 'Dana Weiss' });
  await ban.waitFor();
  await ana.page.getByTestId('panel-back').click();
  await ana.page.getByTestId('info-members').click();
  await ana.page.getByTestId('add-people').click();
  await ana.page.getByTestId('people-search').fill(dana.username);
  await ana.page.getByTestId('person').filter({ hasText: dana.username }).click();
  await ana.page.getByTestId('confirm').click();
  await ana.page.getByTestId('dialog-problem').filter({ hasText: 'banned' }).waitFor();
  await ana.page.keyboard.press('Escape');
  await openAbout(ana.page, 'bans');
  await ban.getByTestId('lift-ban').click();
  await ban.waitFor({ state: 'detached' });
});

test('a window that was offline learns that it lost one chat and gained another', async () => {
  const name = uniqueName('Bakery');
  await ben.context.setOffline(true);
  await reconnecting(ben.page);
  await openAbout(ana.page, 'members');
  await memberMenu(ana.page, 'Ben Okafor', 'remove');
  await ana.page.getByTestId('confirm').click();
  await member(ana.page, 'Ben Okafor').waitFor({ state: 'detached' });
  await createGroup(ana.page, name, [ben.username]);
  await write(ana.page, 'Warm bread');
  await allSent(ana.page);
  await ben.context.setOffline(false);
  await closedWith(ben.page, `You were removed from ${group}`);
  await gone(ben.page, group);
  await chatEntry(ben.page, name).waitFor();
  await chatEntry(ana.page, group).click();
  await addPeople(ana.page, [ben.username]);
  await chatEntry(ben.page, group).click();
  await line(ben.page, 'Ana Ferreira added you').last().waitFor();
});

test('a new owner has the last word, and deletes the group for everyone', async () => {
  await openAbout(ana.page, 'members');
  await memberMenu(ana.page, 'Ben Okafor', 'owner');
  await ana.page.getByTestId('confirm').click();
  await about(member(ana.page, 'Ben Okafor'), 'Owner').waitFor();
  await about(member(ana.page, 'You'), 'Admin').waitFor();
  await line(ben.page, 'Ana Ferreira made you the owner').waitFor();
  assert.equal(await member(ana.page, 'Ben Okafor').getByTestId('member-more').isVisible(), false);
  await openInfo(ana.page);
  assert.equal(await ana.page.getByTestId('info-delete').isVisible(), false);
  await openInfo(ben.page);
  await ben.page.getByTestId('info-delete').click();
  await ben.page.getByTestId('confirm').click();
  for (const { page } of [ana, ben]) {
    await closedWith(page, `${group} was deleted`);
    await gone(page, group);
  }
});

test('no script failed on the way', () => {
  assert.deepEqual(
    everyone().flatMap(({ problems }) => problems),
    [],
  );
});
