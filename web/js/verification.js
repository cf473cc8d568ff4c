// A link that confirms an e-mail address, and what came of it as a sentence.

import { verifyEmail } from './auth.js';

const DONE = 'Your e-mail address is confirmed. Thank you!';
const GONE =
  'This link is not valid any more: it was used before, or its time is over. While your address is not confirmed, you can have another mail sent.';
const TAKEN = 'This address belongs to another account by now, so it cannot be confirmed for yours.';

export async function confirmAddress(token, verify = verifyEmail) {
  try {
    await verify(token);
    return DONE;
  } catch (problem) {
    if (problem.errors?.some(({ field }) => field === 'token')) return GONE;
    if (problem.code === 'conflict') return TAKEN;
    return `${problem.message} Please open the link again.`;
  }
}
