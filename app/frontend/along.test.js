import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Track } from './along.js';

test('where a route leaps no metres are counted', () => {
  const line = /** @type {[number, number][]} */ ([
    [6.5, 52.9],
    [6.5, 52.91],
    [6.7, 52.95],
    [6.7, 52.96],
  ]);
  const track = new Track(line, new Set([2]));
  assert.ok(Math.abs(track.length - 2 * 1112) < 2);
  assert.ok(track.at(track.length / 2 + 10)[0] > 6.69);
  assert.ok(Math.abs(track.nearest([6.7, 52.955]).metres - 1668) < 3);
});
