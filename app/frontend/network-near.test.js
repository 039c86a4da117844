import assert from 'node:assert/strict';
import { test } from 'node:test';

import { NetworkNear } from './network-near.js';

const junction = (/** @type {string} */ ref, /** @type {number[]} */ coordinates) => ({
  properties: { kind: 'junction', ref },
  geometry: { type: 'Point', coordinates },
});
const section = (/** @type {string} */ from, /** @type {string} */ to, /** @type {number} */ metres, /** @type {number[][]} */ line) => ({
  properties: { kind: 'section', from_ref: from, to_ref: to, length_m: metres },
  geometry: { type: 'LineString', coordinates: line },
}); // prettier-ignore

/** 12 to 45 and to 7; 45 has two posts, ninety metres apart, and goes on to 33 from the second. */
const near = new NetworkNear();
near.read([
  junction('12', [6.5, 52.9]),
  junction('45', [6.52, 52.9]),
  junction('45', [6.5213, 52.9]),
  junction('33', [6.54, 52.9]),
  junction('7', [6.5, 52.92]),
  junction('12', [6.7, 52.8]),
  section('12', '45', 1400, [[6.5, 52.9], [6.52, 52.9]]),
  section('45', '45', 90, [[6.52, 52.9], [6.5213, 52.9]]),
  section('33', '45', 1300, [[6.54, 52.9], [6.5213, 52.9]]),
  section('7', '12', 2300, [[6.5, 52.92], [6.5, 52.9]]),
]); // prettier-ignore

test('the next junctions are those at the other ends of the sections, the nearest first', () => {
  const next = near.next({ number: '12', at: [6.5, 52.9] });
  assert.deepEqual(next.map(({ number, metres }) => [number, metres]), [['45', 1400], ['7', 2300]]); // prettier-ignore
});

test('two posts with one number at one crossing are one junction', () => {
  const next = near.next({ number: '45', at: [6.52, 52.9] });
  assert.deepEqual(next.map(({ number }) => number), ['33', '12']); // prettier-ignore
});

test('a number that stands twice in the land is the one that is near', () => {
  assert.deepEqual(near.numbered('12', [6.69, 52.8])?.at, [6.7, 52.8]);
  assert.deepEqual(near.numbered('07', [6.5, 52.9])?.number, '7');
  assert.equal(near.numbered('99', [6.5, 52.9]), null);
});

test('around a place: the nearest junctions', () => {
  assert.equal(near.around([6.501, 52.9])[0].number, '12');
});
