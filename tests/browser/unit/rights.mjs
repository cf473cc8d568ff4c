// Who may do what: permissions, ranks, writing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { may, mayAdd, permissionsOf, possible, whyNotWrite } from '../../../web/js/permissions.js';
import { permissionsOfMember, possibleWith, rolesToSet } from '../../../web/js/ranks.js';
import { message } from './support.mjs';

const group = (fields) => ({ type: 'group', joinPolicy: 'invite', myRole: 'member', ...fields });
const person = (role, fields) => ({ userId: 'x', role, state: 'active', permissions: null, ...fields });

test('roles may what is usual, unless the chat says otherwise', () => {
  assert.deepEqual(permissionsOf(group(), 'member'), ['post']);
  assert.deepEqual(permissionsOf(group({ joinPolicy: 'open' }), 'member'), ['post', 'invite']);
  assert.deepEqual(permissionsOf(group({ type: 'channel' }), 'member'), []);
  assert.equal(permissionsOf(group(), 'admin').length, 7);
  const strict = group({ rolePermissions: { admin: ['post'], owner: [] } });
  assert.deepEqual([permissionsOf(strict, 'admin'), permissionsOf(strict, 'owner').length], [['post'], 7]);
  assert.deepEqual(permissionsOf({ type: 'direct' }, 'member'), ['post', 'pin', 'mentionAll']);
});

test('what the server says I may counts', () => {
  assert.equal(may(group({ myPermissions: ['pin'] }), 'pin'), true);
  assert.equal(may(group({ myPermissions: ['pin'] }), 'post'), false);
  assert.equal(may({ type: 'direct', myRole: 'owner', myPermissions: [] }, 'post'), true);
  assert.equal(may({ type: 'direct', myRole: 'owner' }, 'manageMembers'), false);
});

test('where one is let in by approval, only those who manage bring people in', () => {
  assert.equal(mayAdd(group({ myRole: 'moderator' })), true);
  assert.equal(mayAdd(group({ myRole: 'moderator', joinPolicy: 'approval' })), false);
  assert.equal(mayAdd(group({ myRole: 'admin', joinPolicy: 'approval' })), true);
  assert.equal(mayAdd({ type: 'direct', myRole: 'owner' }), false);
});

test('nobody acts on a role at or above their own', () => {
  const roles = (myRole, role) => possibleWith(person(role), group({ myRole }), 'me').roles;
  assert.deepEqual(roles('owner', 'member'), ['moderator', 'admin']);
  assert.deepEqual(roles('admin', 'member'), ['moderator']);
  assert.deepEqual(roles('admin', 'moderator'), ['member']);
  for (const [mine, theirs] of [
    ['admin', 'admin'],
    ['admin', 'owner'],
    ['moderator', 'member'],
    ['member', 'member'],
  ]) {
    const can = possibleWith(person(theirs), group({ myRole: mine }), 'me');
    assert.deepEqual([can.roles, can.remove, can.ban, can.title], [[], false, false, false]);
  }
  const gone = possibleWith(person('member', { state: 'left' }), group({ myRole: 'owner' }), 'me');
  assert.deepEqual([gone.remove, gone.handOver], [false, false]);
});

test('of myself I change the title alone; only an owner hands over', () => {
  const self = possibleWith(person('owner', { userId: 'me' }), group({ myRole: 'owner' }), 'me');
  assert.deepEqual([self.title, self.roles, self.remove, self.handOver], [true, [], false, false]);
  assert.equal(possibleWith(person('member'), group({ myRole: 'owner' }), 'me').handOver, true);
  assert.equal(possibleWith(person('member'), group({ myRole: 'admin' }), 'me').handOver, false);
});

test('nobody grants what they lack', () => {
  const info = group({ myRole: 'admin', myPermissions: ['post', 'manageMembers'] });
  assert.deepEqual(possibleWith(person('member'), info, 'me').permissions, ['post', 'manageMembers']);
  assert.deepEqual(permissionsOfMember(person('member', { permissions: ['pin'] }), info), ['pin']);
  assert.equal(permissionsOfMember(person('owner', { permissions: ['pin'] }), info).length, 7);
});

test('what roles may do is set by owner and admins, below their own', () => {
  assert.deepEqual(rolesToSet(group({ myRole: 'owner' })), ['member', 'moderator', 'admin']);
  assert.deepEqual(rolesToSet(group({ myRole: 'admin' })), ['member', 'moderator']);
  assert.deepEqual(rolesToSet(group({ myRole: 'admin', myPermissions: ['post'] })), []);
  assert.deepEqual(rolesToSet(group({ myRole: 'moderator', myPermissions: ['editInfo'] })), []);
});

test('why one cannot write, and what follows for a message', () => {
  assert.equal(whyNotWrite(group()), null);
  assert.match(whyNotWrite(group({ archived: true, myRole: 'owner' })), /archived/u);
  const channel = group({ type: 'channel' });
  assert.match(whyNotWrite(channel), /channel/u);
  assert.equal(whyNotWrite({ ...channel, myPermissions: ['post'] }), null);
  const can = possible(message(1), channel, { me: 'me' });
  assert.deepEqual([can.answer, can.react, can.details], [false, true, true]);
});

test('a line about the chat can be deleted for me, and nothing else', () => {
  const can = possible(message(1, { type: 'system', text: null }), group({ myRole: 'owner' }), {
    me: 'other',
  });
  assert.deepEqual(
    Object.entries(can).filter(([, allowed]) => allowed),
    [['deleteForMe', true]],
  );
});
