// In what tours differ that answer the same question: what only a glance at all of them tells.

import { isUnknown, parts } from './composition.js';

/**
 * @typedef {import('./tour-types.js').TourProperties} TourProperties
 * @typedef {{what: 'theme' | 'quiet' | 'unpaved' | 'paved' | 'stops', theme?: string, metres?: number, share?: number,
 *   count?: number, most: boolean}} Fact  `most`: no other tour has as much of it.
 */

const UNPAVED = ['compacted', 'gravel', 'ground', 'sand', 'grass', 'unpaved'];
const WORTH_SAYING_M = 100;
/** A tour stands out when it has so much more of something than the next one. */
const STANDS_OUT = 1.15;
const MOST_FACTS = 3;

/**
 * The facts to tell of each tour: where it stands out first, then what its themes collected.
 * @param {TourProperties[]} tours
 * @returns {Fact[][]}
 */
export function differences(tours) {
  const measured = tours.map(measure);
  return measured.map((facts, i) => {
    const others = measured.filter((_, j) => j !== i);
    const told = facts.map((fact) => ({ ...fact.say, most: others.length > 0 && standsOut(fact, others) }));
    const worth = told.filter((fact) => fact.most || fact.what === 'theme' || fact.what === 'stops');
    return worth.sort((a, b) => Number(b.most) - Number(a.most)).slice(0, MOST_FACTS);
  });
}

/** @typedef {{key: string, value: number, say: Omit<Fact, 'most'>}} Measure */

/**
 * @param {TourProperties} tour
 * @returns {Measure[]}
 */
function measure(tour) {
  /** @type {Measure[]} */
  const list = [];
  for (const [theme, { metres, stops }] of Object.entries(tour.themes)) {
    if (metres >= WORTH_SAYING_M)
      list.push({ key: theme, value: metres, say: { what: 'theme', theme, metres } });
    else if (stops > 0)
      list.push({ key: `${theme} stops`, value: stops, say: { what: 'stops', theme, count: stops } });
  }
  const quiet = shareOf(tour.traffic_stress, ['car_free', 'low']);
  if (quiet !== null) list.push({ key: 'quiet', value: quiet, say: { what: 'quiet', share: quiet } });
  const unpaved = shareOf(tour.surface, UNPAVED);
  if (unpaved !== null) {
    list.push({ key: 'unpaved', value: unpaved, say: { what: 'unpaved', share: unpaved } });
    list.push({ key: 'paved', value: 1 - unpaved, say: { what: 'paved', share: 1 - unpaved } });
  }
  return list;
}

/**
 * @param {Measure} fact
 * @param {Measure[][]} others
 */
function standsOut(fact, others) {
  const next = Math.max(...others.map((list) => list.find(({ key }) => key === fact.key)?.value ?? 0));
  return fact.value > next * STANDS_OUT && fact.value > 0.05;
}

/**
 * @param {Record<string, number>} metres
 * @param {string[]} words
 * @returns {number | null}  null where hardly anything is known.
 */
function shareOf(metres, words) {
  if (isUnknown(parts(metres))) return null;
  const total = Object.values(metres).reduce((sum, value) => sum + value, 0);
  return words.reduce((sum, word) => sum + (metres[word] ?? 0), 0) / total;
}
