// Entry: shows the sign-in page or the chats, as the session says, and follows links from mails.

import { mailLinkAt } from './address.js';
import { Client } from './client.js';
import { endedLine } from './ended.js';
import { Session } from './session.js';
import { followTheme } from './theme.js';
import { confirmAddress } from './verification.js';
import { showConfirmEmail } from './view/confirm-email.js';
import { openNote } from './view/note.js';
import { showChats } from './view/shell.js';
import { showSignIn } from './view/signin.js';

const root = document.getElementById('app');
const session = new Session();
let leave = null;
let client = null;
let confirming = false;

followTheme();
session.addEventListener('started', () => show());
session.addEventListener('unverified', () => show());
session.addEventListener('user', () => confirming && !session.mustConfirm && show());
session.addEventListener('ended', ({ detail }) => {
  location.hash = '';
  show({ notice: endedLine(detail.reason) });
});
window.addEventListener('hashchange', ({ oldURL }) => followMail(new URL(oldURL).hash));
if (mailLinkAt(location.hash)?.kind !== 'reset') show();
followMail('');

/** What the address asks for, when it comes from a mail. Its token does not stay there. */
function followMail(before) {
  const link = mailLinkAt(location.hash);
  if (!link) return;
  history.replaceState(null, '', `${location.pathname}${location.search}${mailLinkAt(before) ? '' : before}`);
  if (link.kind === 'reset') show({ reset: link.token });
  else verify(link.token);
}

async function verify(token) {
  const text = await confirmAddress(token);
  if (session.user) {
    await session.refresh().catch(() => {});
    client?.renew();
  }
  openNote({ title: 'Your e-mail address', text, testid: 'verified-dialog' });
}

/** `notice` is said to who is signed out; `reset` is a token for a new password. */
function show({ notice, reset } = {}) {
  leave?.();
  client = null;
  confirming = false;
  if (reset) leave = showSignIn(root, session, { reset, back: session.user && (() => show()) });
  else if (!session.user) leave = showSignIn(root, session, { notice });
  else if (session.mustConfirm) {
    confirming = true;
    leave = showConfirmEmail(root, session);
  } else leave = signedIn();
}

function signedIn() {
  const mine = new Client(session);
  const remove = showChats(root, mine, session);
  client = mine;
  return () => {
    mine.stop();
    remove();
  };
}
