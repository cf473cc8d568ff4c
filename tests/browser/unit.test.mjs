// The web client's modules that need no browser.

import './unit/account.mjs';
import './unit/actions.mjs';
import './unit/api.mjs';
import './unit/attendance.mjs';
import './unit/chat-list.mjs';
import './unit/company.mjs';
import './unit/entries.mjs';
import './unit/frames.mjs';
import './unit/gone.mjs';
import './unit/history.mjs';
import './unit/joining.mjs';
import './unit/lines.mjs';
import './unit/live.mjs';
import './unit/log.mjs';
import './unit/membership.mjs';
import './unit/outbox.mjs';
import './unit/people.mjs';
import './unit/presence.mjs';
import './unit/rights.mjs';
import './unit/screen.mjs';
import './unit/session.mjs';
import './unit/together.mjs';
