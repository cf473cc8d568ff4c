// Names, colours and times as people read them. Pure.

import { STATUSES } from './words.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
export const AVATAR_COLOURS = 8;

export function initials(name) {
  const words = String(name ?? '')
    .trim()
    .split(/\s+/u)
    .filter(Boolean);
  if (words.length === 0) return '?';
  const picked = words.length === 1 ? [words[0]] : [words[0], words[words.length - 1]];
  return picked.map((word) => [...word][0].toLocaleUpperCase()).join('');
}

/** The same id always gets the same colour, on every device. */
export function colourOf(id) {
  let hash = 2166136261;
  for (const character of String(id)) {
    hash = Math.imul(hash ^ character.codePointAt(0), 16777619) >>> 0;
  }
  return hash % AVATAR_COLOURS;
}

export function timeOfDay(iso, locale) {
  return new Date(iso).toLocaleTimeString(locale, { hour: 'numeric', minute: '2-digit' });
}

export function dayKey(iso) {
  const date = new Date(iso);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** Days between two moments by the calendar, not by hours. */
export function daysApart(iso, now) {
  const midnight = (date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((midnight(now) - midnight(new Date(iso))) / DAY_MS);
}

export function dayLabel(iso, now = new Date(), locale = undefined) {
  const days = daysApart(iso, now);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  const date = new Date(iso);
  if (days > 1 && days < 7) return date.toLocaleDateString(locale, { weekday: 'long' });
  return dateText(date, now, locale);
}

function dateText(date, now, locale) {
  const sameYear = date.getFullYear() === now.getFullYear();
  return date.toLocaleDateString(locale, {
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  });
}

/** How long ago, within a sentence; further back, when. */
export function agoText(iso, now = new Date(), locale = undefined) {
  const date = new Date(iso);
  const minutes = Math.floor((now - date) / MINUTE_MS);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} minute${minutes === 1 ? '' : 's'} ago`;
  const days = daysApart(iso, now);
  if (days === 0) return `today at ${timeOfDay(iso, locale)}`;
  if (days === 1) return `yesterday at ${timeOfDay(iso, locale)}`;
  return `on ${dateText(date, now, locale)}`;
}

/** The short time beside a chat in the list. */
export function listTime(iso, now = new Date(), locale = undefined) {
  if (!iso) return '';
  const days = daysApart(iso, now);
  if (days <= 0) return timeOfDay(iso, locale);
  if (days === 1) return 'Yesterday';
  const date = new Date(iso);
  if (days < 7) return date.toLocaleDateString(locale, { weekday: 'short' });
  return date.toLocaleDateString(locale, { day: 'numeric', month: 'short' });
}

export function nameOf(user) {
  return user?.displayName || user?.username || 'Deleted user';
}

export function badge(count) {
  return count > 99 ? '99+' : String(count);
}

/** Day and time, in full. */
export function moment(iso, locale) {
  return new Date(iso).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
}

/** Whether somebody is here, or when they were, and what they say of it; nothing when that is not told. */
export function presenceLine(presence, now = new Date(), locale = undefined) {
  if (!presence) return '';
  const { status, text, lastSeenAt } = presence;
  const here = status === 'offline' ? null : STATUSES[status];
  const gone = lastSeenAt && `Last seen ${agoText(lastSeenAt, now, locale)}`;
  return [here ?? gone, text].filter(Boolean).join(' · ');
}

const SIZES = ['bytes', 'KB', 'MB', 'GB'];

export function fileSize(bytes) {
  let size = bytes ?? 0;
  let unit = 0;
  while (size >= 1000 && unit < SIZES.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 || size >= 10 ? Math.round(size) : size.toFixed(1)} ${SIZES[unit]}`;
}

/** Minutes and seconds of a recording. */
export function playTime(milliseconds) {
  const seconds = Math.round((milliseconds ?? 0) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const LENGTHS = [
  [604_800, 'week'],
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** A number of seconds in the largest unit that fits evenly. */
export function lengthOf(seconds) {
  const [size, unit] = LENGTHS.find(([each]) => seconds % each === 0) ?? LENGTHS.at(-1);
  const count = seconds / size;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
