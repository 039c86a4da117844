import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LENGTHS, MODES, emptyPlan, fromQuery, inMode, toQuery, toRequest } from './plan.js';

test('a plan survives the address bar', () => {
  const plan = {
    ...emptyPlan(),
    mode: 'wandelen',
    start: [6.5624, 52.9929],
    place: 'Assen & omstreken',
    km: 12.5,
    themes: { heide: 1, hunebedden: 0.5 },
    network: 'junctions',
    seed: 7,
  };
  const read = fromQuery(`?${toQuery(plan)}`);
  assert.deepEqual(read, { plan, asked: true, ignored: [] });
});

test('a link can be read by people', () => {
  const plan = { ...emptyPlan(), start: [6.5624, 52.9929], themes: { heide: 1, bos: 2 } };
  assert.equal(toQuery(plan), 'mode=fietsen&start=6.56240,52.99290&km=35&themes=heide,bos:2');
});

test('parameters of others stay in the address', () => {
  assert.match(toQuery(emptyPlan(), '?lang=de&km=3'), /^lang=de&/);
  assert.equal(new URLSearchParams(toQuery(emptyPlan(), '?lang=de&km=3')).get('km'), '35');
});

test('an empty query is no plan yet', () => {
  assert.deepEqual(fromQuery('?lang=en'), { plan: emptyPlan(), asked: false, ignored: [] });
});

test('what cannot be meant is named and keeps its default', () => {
  const bad = {
    mode: ['zwemmen', ''],
    start: ['6.5', '6.5,', ',', 'a,b', '200,52', '6,95', '6.5,52.9,3', 'NaN,52', '1e999,0'],
    km: ['', '0', '-1', '10000', 'NaN', 'Infinity', 'ver', '1.9'],
    themes: ['HEIDE', 'heide:0', 'heide:99', '<b>', 'heide:x'],
    network: ['motorway'],
    seed: ['-1', '1.5', '99999999999', 'x'],
  };
  for (const [name, values] of Object.entries(bad)) {
    for (const value of values) {
      const { plan, ignored } = fromQuery(`?${name}=${encodeURIComponent(value)}`);
      assert.deepEqual(ignored, [name], `${name}=${value}`);
      assert.deepEqual(plan, emptyPlan(), `${name}=${value}`);
    }
  }
});

test('a length is checked against the mode of the same link', () => {
  assert.deepEqual(fromQuery('?km=80&mode=wandelen').ignored, ['km']);
  assert.equal(fromQuery('?km=80&mode=fietsen').plan.km, 80);
  assert.equal(fromQuery('?km=1&mode=wandelen').plan.km, 1);
});

test('every mode starts at a length that it takes', () => {
  for (const mode of MODES) {
    const { min, max, usual } = LENGTHS[mode];
    assert.ok(min <= usual && usual <= max);
    assert.equal(fromQuery(`?mode=${mode}`).plan.km, usual);
  }
});

test('changing the mode keeps a length only where it makes sense', () => {
  const ride = emptyPlan();
  assert.equal(inMode(ride, 'wandelen').km, 10);
  assert.equal(inMode({ ...ride, km: 80 }, 'wandelen').km, 10);
  assert.equal(inMode({ ...ride, km: 15 }, 'wandelen').km, 15);
  assert.equal(inMode(inMode(ride, 'wandelen'), 'fietsen').km, 35);
});

test('the request names what the API knows', () => {
  const body = toRequest({ ...emptyPlan(), start: [6.5, 52.9], place: 'Assen' }, 'nl');
  assert.deepEqual(Object.keys(body).sort(), [
    'alternatives',
    'distance_km',
    'lang',
    'mode',
    'network',
    'seed',
    'start',
    'themes',
  ]);
});
