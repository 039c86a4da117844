import assert from 'node:assert/strict';
import { test } from 'node:test';

import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';

import { DARK, LIGHT } from './palette.js';
import { hindranceData, hindranceLayers, none } from './hindrances.js';
import { mapStyle } from './style.js';
import { lineData, tourData, tourLayers } from './tour-layers.js';

const LAYERS = [
  'landcover', 'nature', 'water', 'waterway', 'boundary', 'roads', 'railway', 'networks', 'junctions', 'buildings',
  'places', 'pois',
]; // prettier-ignore

for (const dark of [false, true]) {
  for (const network of /** @type {const} */ (['rcn', 'rwn'])) {
    test(`the ${dark ? 'dark' : 'light'} style for ${network} is valid and draws every layer of the dataset`, () => {
      const style = mapStyle({ basemap: 'https://example.org/basemap.pmtiles', dark, network });
      const { below, above } = tourLayers(dark);
      const hindering = hindranceLayers(dark);
      style.layers.push(...below, ...hindering.below, ...above, ...hindering.above);
      for (const [name, data] of Object.entries({
        ...tourData([], 0),
        ...hindranceData(none(), { mode: null, lang: 'nl', text: null }),
      })) {
        style.sources[name] = { type: 'geojson', data: /** @type {any} */ (data) };
      }
      for (const name of ['kept', 'pulled']) {
        style.sources[name] = { type: 'geojson', data: /** @type {any} */ (lineData([])) };
      }
      assert.deepEqual(validateStyleMin(style), []);
      const drawn = new Set(style.layers.map((layer) => 'source-layer' in layer && layer['source-layer']));
      assert.deepEqual(
        LAYERS.filter((name) => !drawn.has(name)),
        [],
      );
    });
  }
}

test('the same things have a colour by day and by night', () => {
  assert.deepEqual(Object.keys(DARK), Object.keys(LIGHT));
});

test('only the chosen tour shows its junctions and stops', () => {
  const tour = (/** @type {string} */ ref) => ({
    geometry: { type: 'LineString', coordinates: [[6, 53], [6.1, 53]] },
    properties: { junctions: [{ ref, lon: 6, lat: 53 }], stops: [{ name: 'Museum', lon: 6, lat: 53 }] },
  }); // prettier-ignore
  const data = tourData(/** @type {any} */ ([tour('12'), tour('45')]), 1);
  assert.deepEqual(data.tours.features.map((feature) => feature.properties.chosen), [false, true]); // prettier-ignore
  assert.deepEqual(data.passed.features.map((feature) => feature.properties.ref), ['45']); // prettier-ignore
  assert.equal(data.stops.features.length, 1);
});
