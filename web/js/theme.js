// Light or dark: as the system says, or as the user has said for all devices. Kept here as well, so
// that a reload begins with it.

const KEY = 'banter.theme';
const THEMES = ['system', 'light', 'dark'];

export function keptTheme(storage = globalThis.localStorage) {
  const kept = storage.getItem(KEY);
  return THEMES.includes(kept) ? kept : 'system';
}

/** Shows the page in a theme; what is no theme is taken as `system`. */
export function applyTheme(theme, { page = globalThis.document, storage = globalThis.localStorage } = {}) {
  const known = THEMES.includes(theme) ? theme : 'system';
  storage.setItem(KEY, known);
  if (known === 'system') delete page.documentElement.dataset.theme;
  else page.documentElement.dataset.theme = known;
  // The colour of the browser's own bars.
  for (const meta of page.querySelectorAll('meta[name=theme-color]')) {
    const { scheme } = meta.dataset;
    if (known === 'system') meta.media = `(prefers-color-scheme: ${scheme})`;
    else meta.media = scheme === known ? 'all' : 'not all';
  }
}

/** Follows what another tab chose. */
export function followTheme() {
  applyTheme(keptTheme());
  globalThis.addEventListener('storage', ({ key }) => key === KEY && applyTheme(keptTheme()));
}
