import assert from 'node:assert/strict';
import { test } from 'node:test';

import { itineraryLines } from './itinerary-lines.js';

const at = { lon: 6, lat: 52 };
const TOUR = /** @type {any} */ ({
  instructions: [
    { at_m: 0, text: 'Start', sign: 'depart', ...at },
    { at_m: 700, text: 'Left at 45', sign: 'left', junction: '45', ...at },
    { at_m: 2000, text: 'There', sign: 'arrive', ...at },
  ],
  stops: [{ kind: 'museum', name: 'Museum', at_m: 900, ...at }],
});
const PROFILE = {
  length_m: 2000,
  surface: [
    { to_m: 1000, what: 'asphalt' },
    { to_m: 1100, what: 'gravel' },
    { to_m: 2000, what: 'sand' },
  ],
  way_class: [],
  traffic_stress: [
    { to_m: 1200, what: 'low' },
    { to_m: 2000, what: 'high' },
  ],
  landscape: [],
  height: [],
  facilities: { bench: [300, 320, 2000], toilet: [310] },
};

test('the text says in order what the map shows, from the start to the arrival', () => {
  const lines = itineraryLines(TOUR, PROFILE);
  assert.deepEqual(
    lines.map(({ at_m, kind }) => `${kind} ${at_m}`),
    [
      'turn 0',
      'surface 0',
      'facilities 300',
      'turn 700',
      'stop 900',
      'surface 1100',
      'traffic 1200',
      'facilities 2000',
      'turn 2000',
    ],
  );
  const [bench] = lines.filter((line) => line.kind === 'facilities');
  assert.deepEqual(bench.kinds, ['bench', 'toilet']);
});
