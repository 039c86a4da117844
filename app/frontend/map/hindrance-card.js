// What a sign on the map tells when it is tapped.

import { Popup } from 'maplibre-gl';
import { h } from '../dom.js';

/**
 * @typedef {import('../texts/index.js').Texts} Texts
 * @typedef {import('./hindrances.js').Told} Told
 */

/**
 * @param {import('maplibre-gl').Map} map
 * @param {import('maplibre-gl').LngLat} at
 * @param {Told} told
 * @param {Texts} text
 */
export function showCard(map, at, { title, about, note, photo }, text) {
  const card = h(
    'div',
    { class: 'hindrance' },
    h('p', {}, h('strong', {}, title), ' ', h('span', { class: 'quiet' }, about)),
    note ? h('p', {}, note) : null,
    photo ? h('p', {}, h('a', { href: photo, target: '_blank', rel: 'noopener' }, text('map.photo'))) : null,
  );
  const popup = new Popup({ maxWidth: '260px', offset: 12 }).setLngLat(at).setDOMContent(card).addTo(map);
  popup.getElement()?.querySelector('button')?.setAttribute('aria-label', text('map.close'));
}
