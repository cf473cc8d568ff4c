// The web client's modules that need no browser.

import './unit/frames.mjs';
import './unit/live.mjs';
import './unit/log.mjs';
import './unit/outbox.mjs';
import './unit/screen.mjs';
