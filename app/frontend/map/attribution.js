// Whom the data is from, shown wherever the map is.

import { h } from '../dom.js';

/**
 * @param {HTMLElement} place
 * @param {string[]} credits
 * @param {string} more  Text for "and others".
 */
export function showAttribution(place, credits, more) {
  if (!credits.length) return;
  const [first, ...rest] = credits;
  if (!rest.length) {
    place.replaceChildren(h('p', {}, first));
    return;
  }
  place.replaceChildren(
    h(
      'details',
      {},
      h('summary', {}, first.split(':')[0], ' ', h('span', { class: 'attribution-more' }, more)),
      h(
        'ul',
        {},
        credits.map((credit) => h('li', {}, credit)),
      ),
    ),
  );
}
