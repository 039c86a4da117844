import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Progress, wind } from './progress.js';

// About a kilometre east, the same back: a tour that passes every point twice.
const EAST = 0.015;
const tour = /** @type {any} */ ({
  geometry: {
    coordinates: [
      [6.5, 52.9],
      [6.5 + EAST, 52.9],
      [6.5, 52.9],
    ],
  },
  properties: {
    length_m: 2000,
    instructions: [
      { at_m: 0, text: 'Start', sign: 'depart' },
      { at_m: 500, text: 'Junction 12', sign: 'junction', junction: '12' },
      { at_m: 1000, text: 'Turn round', sign: 'u_turn' },
      { at_m: 2000, text: 'There', sign: 'arrive' },
    ],
  },
});
const at = (/** @type {number} */ share, north = 0) =>
  /** @type {[number, number]} */ ([6.5 + EAST * share, 52.9 + north]);

test('on the way out one is not taken to be on the way back', () => {
  const progress = new Progress(tour);
  assert.ok(progress.update(at(0)).at_m < 20);
  const half = progress.update(at(0.4));
  assert.ok(Math.abs(half.at_m - 400) < 15);
  assert.equal(half.next?.junction, '12');
  assert.ok(Math.abs(half.next_in_m - 100) < 15);
  assert.ok(Math.abs(half.to_go_m - 1600) < 15);
  progress.update(at(0.95));
  progress.update(at(1));
  const back = progress.update(at(0.7));
  assert.ok(Math.abs(back.at_m - 1300) < 15);
  assert.equal(back.next?.sign, 'arrive');
  assert.ok(progress.update(at(0.2)).at_m > 1700);
  assert.equal(progress.update(at(0.01)).arrived, true);
});

test('one wild position is no reason to warn, two are; back on the line all is well', () => {
  const progress = new Progress(tour);
  progress.update(at(0.2));
  assert.equal(progress.update(at(0.25, 0.002)).off, false);
  const off = progress.update(at(0.3, 0.002));
  assert.equal(off.off, true);
  assert.ok(Math.abs(off.away_m - 222) < 5);
  assert.ok(Math.abs(off.at_m - 200) < 15);
  assert.equal(progress.update(at(0.32)).off, false);
});

test('directions are told by the wind', () => {
  assert.equal(wind([6, 52], [6, 53]), 'n');
  assert.equal(wind([6, 52], [6.001, 51.9994]), 'se');
  assert.equal(wind([6, 52], [5, 52]), 'w');
});
