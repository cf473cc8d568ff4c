// Why one has to sign in again, as a sentence. Pure.

const CHANGED = 'Your password was changed. Please sign in with the new one.';
const ELSEWHERE = 'You were logged out from another device. Please sign in again.';
const LINES = {
  logout: null,
  logged_out: ELSEWHERE,
  ended_by_user: ELSEWHERE,
  logged_out_everywhere: 'You are logged out everywhere.',
  password_changed: CHANGED,
  password_reset: CHANGED,
  account_deleted: 'Your account is deleted.',
  refresh_token_reused:
    'For your safety you were logged out: this login was used in two places. Please sign in again.',
};

/** `reason` as the server or the page gives it; null when there is nothing to say. */
export function endedLine(reason) {
  return reason in LINES ? LINES[reason] : 'Your session has ended. Please sign in again.';
}
