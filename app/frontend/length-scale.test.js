import assert from 'node:assert/strict';
import { test } from 'node:test';

import { lengthStops, nearestStop } from './length-scale.js';
import { LENGTHS } from './plan.js';

test('a slider goes from the shortest to the longest length, always forward', () => {
  for (const { min, max, usual } of Object.values(LENGTHS)) {
    const stops = lengthStops(min, max);
    assert.equal(stops[0], min);
    assert.equal(stops.at(-1), max);
    assert.ok(stops.every((stop, i) => i === 0 || stop > stops[i - 1]));
    assert.ok(stops.includes(usual));
    assert.ok(stops.length <= 120, 'a finger can still hit one stop');
  }
});

test('the usual ride is near the middle of the slider', () => {
  const stops = lengthStops(2, 200);
  const position = nearestStop(stops, 35) / (stops.length - 1);
  assert.ok(position > 0.35 && position < 0.65);
});

test('a length between two stops goes to the nearer one', () => {
  const stops = lengthStops(2, 200);
  assert.equal(stops[nearestStop(stops, 35.3)], 35);
  assert.equal(stops[nearestStop(stops, 0)], 2);
  assert.equal(stops[nearestStop(stops, 999)], 200);
});
