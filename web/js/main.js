// Entry: shows the sign-in page or the chats, as the session says.

import { Client } from './client.js';
import { Session } from './session.js';
import { showChats } from './view/shell.js';
import { showSignIn } from './view/signin.js';

const root = document.getElementById('app');
const session = new Session();
let leave = null;

session.addEventListener('started', show);
session.addEventListener('ended', ({ detail }) => {
  location.hash = '';
  show();
  if (detail.reason !== 'logout') root.querySelector('[data-testid=notice]')?.show();
});
show();

function show() {
  leave?.();
  leave = session.user ? signedIn() : showSignIn(root, session);
}

function signedIn() {
  const client = new Client(session);
  const remove = showChats(root, client, session);
  return () => {
    client.stop();
    remove();
  };
}
