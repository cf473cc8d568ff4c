// What this browser is called among the devices of an account. Pure.

const BROWSERS = [
  ['Edg', 'Edge'],
  ['OPR', 'Opera'],
  ['Firefox', 'Firefox'],
  ['Chrome', 'Chrome'],
  ['Safari', 'Safari'],
];
const SYSTEMS = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'macOS'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
];

export function deviceName(agent = '') {
  const browser = named(BROWSERS, agent) ?? 'Browser';
  const system = named(SYSTEMS, agent);
  return system ? `${browser} on ${system}` : browser;
}

function named(names, agent) {
  return names.find(([part]) => agent.includes(part))?.[1] ?? null;
}
