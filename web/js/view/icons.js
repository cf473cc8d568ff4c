// The drawings on buttons: strokes on a square of 24.

const SVG = 'http://www.w3.org/2000/svg';

const ICONS = {
  back: ['M15 5l-7 7 7 7'],
  pen: ['M4 20h4L19 9l-4-4L4 16z', 'M13 7l4 4'],
  send: ['M4 12l16-8-5 16-3-7z', 'M12 13l8-9'],
  out: ['M14 4h5v16h-5', 'M10 8l-4 4 4 4', 'M6 12h9'],
  down: ['M6 9l6 6 6-6'],
  close: ['M6 6l12 12', 'M18 6L6 18'],
  clock: ['M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z', 'M12 7v5l3 2'],
  sent: ['M5 13l4 4L19 7'],
  double: ['M2 13l4 4L16 7', 'M10.5 15.5l1.5 1.5L22 7'],
  group: [
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z',
    'M2.5 20c0-3.5 3-6 6.5-6s6.5 2.5 6.5 6',
    'M16 4.5a3.5 3.5 0 0 1 0 6',
    'M18 14.5c2.2.8 3.5 2.8 3.5 5.5',
  ],
  search: ['M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14z', 'M16 16l5 5'],
  plus: ['M12 5v14', 'M5 12h14'],
  more: ['M5 12h.01', 'M12 12h.01', 'M19 12h.01'],
  smile: [
    'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
    'M8.5 14.2c1 1.5 2.2 2.2 3.5 2.2s2.5-.7 3.5-2.2',
    'M9 9.5h.01',
    'M15 9.5h.01',
  ],
  reply: ['M10 6l-6 5.5 6 5.5', 'M4.5 11.5H13c4 0 7 2.5 7 6.5'],
  forward: ['M14 6l6 5.5-6 5.5', 'M19.5 11.5H11c-4 0-7 2.5-7 6.5'],
  thread: ['M4 5h16v11h-9l-4.5 4V16H4z', 'M8 9h8', 'M8 12h5'],
  pin: ['M9 3h6l-1 6 3.5 3.5v1.5h-11v-1.5L10 9z', 'M12 14v7'],
  trash: ['M5 7h14', 'M10 7V4h4v3', 'M7 7l1 13h8l1-13'],
  copy: ['M8 8h11v12H8z', 'M5 16V4h10'],
  about: ['M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z', 'M12 11v5.5', 'M12 7.5h.01'],
  poll: ['M5 20v-7', 'M12 20V4', 'M19 20v-11'],
  place: [
    'M12 21c4.5-5 7-8.3 7-11.3a7 7 0 0 0-14 0c0 3 2.5 6.3 7 11.3z',
    'M12 12.2a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  ],
  file: ['M7 3h7l4 4v14H7z', 'M14 3v4h4'],
  stop: ['M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z', 'M9 9l6 6', 'M15 9l-6 6'],
  quiet: ['M7 17V11a5 5 0 0 1 8.5-3.5', 'M17 12v5', 'M5 17h12', 'M10.5 20h3', 'M4 4l16 16'],
  box: ['M4 5h16v4H4z', 'M5.5 9v10h13V9', 'M10 13h4'],
  link: [
    'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.5 1.5',
    'M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.5-1.5',
  ],
  channel: ['M4 10v4l10 4V6z', 'M14 9.5a3 3 0 0 1 0 5', 'M7 15.5V20h3v-3.3'],
  globe: ['M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z', 'M3 12h18', 'M12 3c5 5 5 13 0 18', 'M12 3c-5 5-5 13 0 18'],
  mail: ['M4 6h16v12H4z', 'M4 7l8 6 8-6'],
  ban: ['M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z', 'M6 6l12 12'],
  invite: [
    'M10 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z',
    'M3.5 20c0-3.5 3-6 6.5-6 1.5 0 2.9.5 4 1.2',
    'M18 14v6',
    'M15 17h6',
  ],
  person: ['M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8z', 'M4.5 20.5c0-4 3.4-6.5 7.5-6.5s7.5 2.5 7.5 6.5'],
  eye: [
    'M2.5 12c2.5-4.5 5.7-6.5 9.5-6.5s7 2 9.5 6.5c-2.5 4.5-5.7 6.5-9.5 6.5S5 16.5 2.5 12z',
    'M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  ],
  key: ['M8 19a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9z', 'M11.3 11.5L19.5 3.5', 'M15.5 7.5l3 3'],
  shield: ['M12 3l7.5 3v5.5c0 4.5-3 8-7.5 9.5-4.5-1.5-7.5-5-7.5-9.5V6z', 'M8.5 12l2.5 2.5 4.5-5'],
  device: ['M3 5h18v11H3z', 'M9 20h6', 'M12 16v4'],
  later: ['M5 6h14v14H5z', 'M5 10h14', 'M9 3.5V7', 'M15 3.5V7', 'M12 13v3h2'],
};

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', `icon icon-${name}`);
  for (const line of ICONS[name]) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', line);
    svg.append(path);
  }
  return svg;
}
