import assert from 'node:assert/strict';
import { test } from 'node:test';

import { axisMarks, heightAt, isKnown, landscapeAt, spread, stretches, whatAt } from './profile-data.js';

const RUNS = [
  { to_m: 300, what: 'asphalt' },
  { to_m: 340, what: 'sand' },
  { to_m: 900, what: 'asphalt' },
  { to_m: 1500, what: 'gravel' },
];

test('what lies at a metre is told, also at the ends', () => {
  assert.equal(whatAt(RUNS, 0), 'asphalt');
  assert.equal(whatAt(RUNS, 320), 'sand');
  assert.equal(whatAt(RUNS, 1500), 'gravel');
  assert.equal(whatAt([], 10), 'unknown');
  assert.equal(landscapeAt([{ to_m: 50, metres: { heath: 30, forest: 20 } }], 10), 'heath');
});

test('a short patch does not break a stretch in the text', () => {
  assert.deepEqual(stretches(RUNS, 200), [
    { from_m: 0, to_m: 900, what: 'asphalt' },
    { from_m: 900, to_m: 1500, what: 'gravel' },
  ]);
  assert.equal(stretches(RUNS, 0).length, 4);
});

test('heights are read between the points that are known', () => {
  const height = [
    { at_m: 0, above_start_m: 0 },
    { at_m: 100, above_start_m: 10 },
    { at_m: 200, above_start_m: 4 },
  ];
  assert.equal(heightAt(height, 0), 0);
  assert.equal(heightAt(height, 50), 5);
  assert.equal(heightAt(height, 150), 7);
  assert.equal(heightAt(height, 200), 4);
  assert.equal(heightAt([], 5), null);
});

test('the axis has whole kilometres, and labels keep apart', () => {
  assert.deepEqual(axisMarks(12_300, 7), [0, 2000, 4000, 6000, 8000, 10_000, 12_000]);
  assert.ok(axisMarks(150_000, 7).length <= 8);
  assert.deepEqual(
    spread([{ at_m: 0 }, { at_m: 40 }, { at_m: 120 }], 100).map(({ at_m }) => at_m),
    [0, 120],
  );
  assert.equal(isKnown([{ to_m: 5, what: 'unknown' }]), false);
});
