// The numbers to follow, large enough to read on a handlebar.

import { h } from '../dom.js';
import * as format from '../format.js';
import { page } from '../page.js';

/**
 * @typedef {import('../tour-types.js').TourProperties} TourProperties
 * @typedef {import('../texts/index.js').Texts} Texts
 */

/**
 * @param {TourProperties} tour
 * @param {Texts} text
 */
export function junctionStrip(tour, text) {
  const network = tour.mode === 'fietsen' ? 'rcn' : 'rwn';
  const content = tour.junctions.length
    ? [
        h('p', { class: 'quiet' }, text('tour.junctions.help')),
        h(
          'ol',
          { class: `strip strip-${network}` },
          tour.junctions.map((junction) =>
            h(
              'li',
              {},
              h('span', { class: 'strip-number' }, junction.ref),
              h('span', { class: 'strip-at' }, format.length(junction.at_m, page.lang)),
            ),
          ),
        ),
      ]
    : [h('p', { class: 'quiet' }, text('tour.junctions.none'))];
  return h('section', { class: 'junctions' }, h('h3', {}, text('tour.junctions')), ...content);
}

/**
 * The first numbers, for a card.
 * @param {TourProperties} tour
 * @param {number} count
 */
export function numbersInShort(tour, count) {
  const numbers = tour.junctions.map((junction) => junction.ref);
  return numbers.slice(0, count).join(' · ') + (numbers.length > count ? ' …' : '');
}
