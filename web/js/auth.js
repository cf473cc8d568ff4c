// What can be asked without being signed in: the links in mails, a password forgotten.

import { exchange } from './api.js';

export function verifyEmail(token) {
  return exchange('POST', '/v1/auth/verify-email', { body: { token } });
}

/** The answer is the same whether or not there is such an account. */
export function forgotPassword(email) {
  return exchange('POST', '/v1/auth/forgot-password', { body: { email } });
}

export function resetPassword(token, newPassword) {
  return exchange('POST', '/v1/auth/reset-password', { body: { token, newPassword } });
}
