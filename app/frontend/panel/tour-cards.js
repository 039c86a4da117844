// The alternatives as cards, each with the facts in which they differ.

import { isUnknown, parts } from '../composition.js';
import { differences } from '../differences.js';
import { h } from '../dom.js';
import * as format from '../format.js';
import { page, themeTitle, word } from '../page.js';
import { bar } from './composition-bar.js';
import { numbersInShort } from './junction-strip.js';

/**
 * @typedef {import('../tour-types.js').TourFeature} TourFeature
 * @typedef {import('../tour-types.js').TourProperties} TourProperties
 * @typedef {import('../texts/index.js').Texts} Texts
 */

const NUMBERS_ON_CARD = 7;

/**
 * @param {TourFeature[]} tours
 * @param {number} chosen
 * @param {Texts} text
 * @param {(index: number) => void} onChoose
 */
export function tourCards(tours, chosen, text, onChoose) {
  const facts = differences(tours.map((tour) => tour.properties));
  return h(
    'fieldset',
    { class: 'tour-cards' },
    h('legend', { class: 'unseen' }, text('plan.choose')),
    tours.map((tour, i) => card(tour.properties, facts[i], i, i === chosen, text, onChoose)),
  );
}

/**
 * @param {TourProperties} tour
 * @param {import('../differences.js').Fact[]} facts
 * @param {number} index
 * @param {boolean} chosen
 * @param {Texts} text
 * @param {(index: number) => void} onChoose
 */
function card(tour, facts, index, chosen, text, onChoose) {
  const radio = h('input', { type: 'radio', name: 'tour', value: index, class: 'unseen', checked: chosen });
  radio.addEventListener('change', () => onChoose(index));
  const letter = String.fromCharCode(65 + index);
  const surface = parts(tour.surface);
  const numbers = numbersInShort(tour, NUMBERS_ON_CARD);
  return h(
    'label',
    { class: 'tour-card' },
    radio,
    h('span', { class: 'tour-letter', 'aria-hidden': 'true' }, letter),
    h('span', { class: 'unseen' }, text('tour.letter', { letter })),
    h(
      'span',
      { class: 'tour-card-body' },
      h(
        'span',
        { class: 'tour-card-head' },
        h('strong', { class: 'tour-card-length' }, format.length(tour.length_m, page.lang)),
        h('span', {}, format.duration(tour.duration_s, page.lang)),
        h('span', { class: 'tour-card-shape' }, shape(tour, text)),
      ),
      h(
        'span',
        { class: 'tour-card-facts' },
        facts.map((fact) => h('span', { class: fact.most ? 'fact fact-most' : 'fact' }, said(fact, text))),
      ),
      !isUnknown(surface) && bar('surface', surface),
      numbers && h('span', { class: 'tour-card-numbers' }, numbers),
    ),
  );
}

/**
 * @param {TourProperties} tour
 * @param {Texts} text
 */
export function shape(tour, text) {
  const kind = word('class', tour.class);
  if (tour.class !== 'lollipop' || tour.repeated_m < 100) return kind;
  return `${kind}, ${text('tour.repeated.some', { length: format.length(tour.repeated_m, page.lang) })}`;
}

/**
 * @param {import('../differences.js').Fact} fact
 * @param {Texts} text
 */
function said(fact, text) {
  const values = {
    theme: fact.theme ? themeTitle(fact.theme) : '',
    length: format.length(fact.metres ?? 0, page.lang),
    share: format.share(fact.share ?? 0, page.lang),
    count: fact.count ?? 0,
  };
  const which = fact.what === 'stops' ? (fact.count === 1 ? 'stops.one' : 'stops.many') : fact.what;
  return text(`fact.${which}.${fact.most ? 'most' : 'plain'}`, values);
}
