import assert from 'node:assert/strict';
import { test } from 'node:test';

import { textsIn } from '../texts/index.js';
import { map } from '../texts/map/index.js';
import { hindranceData, middle } from './hindrances.js';

const text = textsIn('en', map);
/** @type {any} */
const BRIDGE = {
  geometry: { type: 'LineString', coordinates: [[6, 53], [6.1, 53], [6.4, 53]] },
  properties: {
    note: 'Bridge under repair', modes: ['fietsen'], first_day: '2026-05-01', last_day: null,
    detour: { type: 'LineString', coordinates: [[6, 53], [6.2, 53.1], [6.4, 53]] },
  },
}; // prettier-ignore
/** @type {any} */
const WOOD = {
  geometry: { type: 'Polygon', coordinates: [[[6, 53], [6.1, 53], [6.1, 53.1], [6, 53]]] },
  properties: { note: '', modes: ['wandelen'], first_day: null, last_day: '2026-05-09', detour: null },
}; // prettier-ignore
const BENCH = {
  geometry: { type: 'Point', coordinates: [6, 53] },
  properties: { text: 'bench broken', note: 'A slat is off', day: '2026-05-02', photo: null },
};

test('a closure shows to whom it stops, with its days, its note, a sign in the middle and the way round', () => {
  const data = hindranceData(
    { closures: [BRIDGE, WOOD], reports: [] },
    { mode: 'fietsen', lang: 'en', text },
  );
  assert.deepEqual(
    data.closures.features.map(({ properties }) => properties),
    [{ title: 'Closed', about: 'from Fri, May 1 until further notice', note: 'Bridge under repair' }],
  );
  assert.equal(data.detours.features[0].properties.title, 'Way round');
  assert.deepEqual(data.detours.features[0].geometry, BRIDGE.properties.detour);
  const [lon, lat] = data['closure-signs'].features[0].geometry.coordinates;
  assert.ok(Math.abs(lon - 6.2) < 1e-9);
  assert.equal(lat, 53);
});

test('officers see every closure, walkers only theirs; an area has its sign from the map itself', () => {
  const shown = (/** @type {string | null} */ mode) =>
    hindranceData({ closures: [BRIDGE, WOOD], reports: [] }, { mode, lang: 'en', text });
  assert.equal(shown(null).closures.features.length, 2);
  assert.deepEqual(
    shown('wandelen').closures.features.map(({ properties }) => properties.about),
    ['until Sat, May 9'],
  );
  assert.equal(shown('wandelen')['closure-signs'].features.length, 0);
});

test('a report tells what was seen and when', () => {
  const { reports } = hindranceData(
    { closures: [], reports: [BENCH] },
    { mode: 'fietsen', lang: 'en', text },
  );
  const [{ properties }] = reports.features;
  assert.deepEqual(properties, {
    title: 'Bench broken',
    about: 'reported on Sat, May 2',
    note: 'A slat is off',
  });
});

test('a line without length has its sign where it is', () => {
  assert.deepEqual(middle([[6, 53], [6, 53]]), [6, 53]); // prettier-ignore
});
