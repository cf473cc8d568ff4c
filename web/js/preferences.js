// My settings: what others may know, what I am told of, how the page looks.

const SETTINGS = '/v1/users/me/settings';

export class Preferences {
  #api;
  #applyTheme;

  constructor(api, applyTheme) {
    this.#api = api;
    this.#applyTheme = applyTheme;
  }

  async load() {
    return this.#take(await this.#api.get(SETTINGS));
  }

  /** Changes some; resolves with all. */
  async change(fields) {
    return this.#take(await this.#api.put(SETTINGS, fields));
  }

  #take(settings) {
    if (settings.theme) this.#applyTheme(settings.theme);
    return settings;
  }
}

/** What quiet hours are in a request: null when they are off, undefined while they are not complete. */
export function quietHours(on, { from, to, timeZone }) {
  if (!on) return null;
  const complete = from && to && from !== to && timeZone;
  return complete ? { from, to, timeZone } : undefined;
}

export function ownTimeZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The time zones of the browser, its own among them. */
export function timeZones() {
  const known = Intl.supportedValuesOf?.('timeZone') ?? [];
  return [...new Set([ownTimeZone(), ...known])].sort();
}
