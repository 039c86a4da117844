// Whom the data is from, shown wherever the map is.

import { h } from '../dom.js';

/**
 * @param {HTMLElement} place
 * @param {string[]} credits
 * @param {string} more  Text for "and others".
 */
export function showAttribution(place, credits, more) {
  if (!credits.length) return;
  // What each gave is told in English only.
  const names = credits.map((credit) => credit.split(':')[0]);
  const [first, ...rest] = names;
  if (!rest.length) {
    place.replaceChildren(h('p', {}, first));
    return;
  }
  place.replaceChildren(
    h(
      'details',
      {},
      h('summary', {}, first, ' ', h('span', { class: 'attribution-more' }, more)),
      h(
        'ul',
        {},
        names.map((name) => h('li', {}, name)),
      ),
    ),
  );
}
