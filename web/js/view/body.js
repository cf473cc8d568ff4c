// What a message holds beside its text: a page, a place, pictures, sound, files.

import { fileSize, playTime } from '../format.js';
import { isAddress } from '../links.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { link } from './text.js';

const MAP_ZOOM = 16;

/** The elements for a message's body; none for plain text and polls. */
export function bodyOf(message) {
  if (message.link) return [linkCard(message.link)];
  if (message.location) return [locationCard(message.location)];
  return (message.attachments ?? []).map(attachment);
}

function linkCard({ url, title, description, imageUrl }) {
  const host = isAddress(url) ? new URL(url).host : null;
  const card = [
    isAddress(imageUrl, ['https:']) && picture(imageUrl, { class: 'card-picture' }),
    h(
      'span',
      { class: 'card-text' },
      h('strong', {}, title || url),
      description && h('span', { class: 'card-more' }, description),
      host && h('span', { class: 'card-host' }, host),
    ),
  ];
  return host
    ? link(url, { class: 'card', testid: 'link-card' }, ...card)
    : h('div', { class: 'card' }, ...card);
}

function locationCard({ latitude, longitude, accuracyMeters, name }) {
  const at = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=${MAP_ZOOM}/${latitude}/${longitude}`;
  return link(
    map,
    { class: 'card row-card', testid: 'location-card' },
    icon('place'),
    h(
      'span',
      { class: 'card-text' },
      h('strong', {}, name || 'Location'),
      h(
        'span',
        { class: 'card-more' },
        accuracyMeters ? `${at}, within ${Math.round(accuracyMeters)} m` : at,
      ),
    ),
  );
}

function attachment(file) {
  const { kind, url, fileName } = file;
  // Whatever else an address may be, the page neither loads nor follows it.
  if (!isAddress(url, ['https:'])) return fileCard(file);
  switch (kind) {
    case 'image':
      return imageLink(file);
    case 'video':
      return h('video', {
        class: 'media',
        controls: true,
        preload: 'none',
        '.src': url,
        'aria-label': fileName,
      });
    case 'audio':
    case 'voice':
      return h(
        'div',
        { class: 'sound' },
        h('audio', { controls: true, preload: 'none', '.src': url, 'aria-label': fileName }),
        h(
          'span',
          { class: 'card-more' },
          [kind === 'audio' && fileName, lasting(file)].filter(Boolean).join(' · '),
        ),
      );
    default:
      return fileCard(file, url);
  }
}

function imageLink(file) {
  const { url, fileName, width, height } = file;
  const image = picture(url, { class: 'media', alt: fileName, width, height });
  const element = link(url, { class: 'media-link' }, image);
  image.addEventListener('error', () => element.replaceWith(fileCard(file, url)));
  return element;
}

function fileCard({ fileName, size, ...file }, url) {
  const inside = [
    icon('file'),
    h(
      'span',
      { class: 'card-text' },
      h('strong', {}, fileName || 'File'),
      h('span', { class: 'card-more' }, [lasting(file), fileSize(size)].filter(Boolean).join(' · ')),
    ),
  ];
  return url
    ? link(url, { class: 'card row-card', testid: 'file-card' }, ...inside)
    : h('div', { class: 'card row-card', testid: 'file-card' }, ...inside);
}

function lasting({ durationMs }) {
  return durationMs ? playTime(durationMs) : '';
}

/** A picture from elsewhere, that is not told where it is shown. */
function picture(url, props) {
  return h('img', { alt: '', loading: 'lazy', referrerpolicy: 'no-referrer', '.src': url, ...props });
}
