// A bar that shows what a tour is made of, with its legend.

import { isUnknown, parts } from '../composition.js';
import { h } from '../dom.js';
import * as format from '../format.js';
import { page, word } from '../page.js';

/**
 * @typedef {import('../composition.js').Part} Part
 * @typedef {import('../texts/index.js').Texts} Texts
 */

/**
 * @param {object} options
 * @param {'surface' | 'landscape' | 'traffic_stress'} options.column
 * @param {string} options.title
 * @param {string} options.unknown  Sentence for when nothing is known.
 * @param {Record<string, number>} options.metres
 * @param {Texts} options.text
 */
export function compositionSection({ column, title, unknown, metres, text }) {
  const list = parts(metres);
  const content = isUnknown(list)
    ? [h('p', { class: 'quiet' }, unknown)]
    : [bar(column, list), legend(column, list, text)];
  return h('section', { class: 'composition' }, h('h3', {}, title), ...content);
}

/**
 * The bar alone, for a card. Its words are in the legend, so it is left out for screen readers.
 * @param {string} column
 * @param {Part[]} list
 */
export function bar(column, list) {
  return h(
    'div',
    { class: 'bar', 'aria-hidden': 'true' },
    list.map((part) => {
      const piece = h('span', { class: `bar-part tone-${column}-${part.word}` });
      piece.style.width = `${part.share * 100}%`;
      return piece;
    }),
  );
}

/**
 * @param {string} column
 * @param {Part[]} list
 * @param {Texts} text
 */
export function legend(column, list, text) {
  return h(
    'ul',
    { class: 'legend' },
    list.map((part) =>
      h(
        'li',
        {},
        h('span', { class: `swatch tone-${column}-${part.word}`, 'aria-hidden': 'true' }),
        h(
          'span',
          { class: 'legend-word' },
          part.word === 'other' ? text('tour.other') : word(column, part.word),
        ),
        h('span', { class: 'legend-share' }, format.share(part.share, page.lang)),
      ),
    ),
  );
}
