import assert from 'node:assert/strict';
import { test } from 'node:test';

import { differences } from './differences.js';

/** @param {object} more */
const tour = (more) => ({ themes: {}, traffic_stress: { unknown: 1 }, surface: { unknown: 1 }, ...more });
const heath = (/** @type {number} */ metres) => ({ heide: { metres, stops: 0, why: [] } });

test('a tour is told by what it has more of than the others', () => {
  const [one, two] = differences([
    tour({ themes: heath(5000), traffic_stress: { car_free: 10, high: 90 } }),
    tour({ themes: heath(2000), traffic_stress: { car_free: 80, high: 20 } }),
  ]);
  assert.deepEqual(one.map(({ what, most }) => [what, most]), [['theme', true]]); // prettier-ignore
  assert.deepEqual(two.map(({ what, most }) => [what, most]), [['quiet', true], ['theme', false]]); // prettier-ignore
});

test('of one tour alone nothing is the most', () => {
  assert.deepEqual(differences([tour({ themes: heath(5000) })])[0].map(({ most }) => most), [false]); // prettier-ignore
});

test('where next to nothing is known nothing is told', () => {
  const paved = tour({ surface: { asphalt: 1, unknown: 99 } });
  assert.deepEqual(differences([paved, tour({})]), [[], []]);
});
