import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isUnknown, parts } from './composition.js';

/** @param {Record<string, number>} metres */
const words = (metres) => parts(metres).map((part) => part.word);

test('the largest part comes first, what is unknown last', () => {
  assert.deepEqual(words({ gravel: 200, unknown: 500, asphalt: 300 }), ['asphalt', 'gravel', 'unknown']);
});

test('slivers are put together, and nothing is lost', () => {
  const metres = { asphalt: 9000, sand: 100, grass: 90, wood: 10, unknown: 800 };
  assert.deepEqual(words(metres), ['asphalt', 'other', 'unknown']);
  const total = parts(metres).reduce((sum, part) => sum + part.share, 0);
  assert.ok(Math.abs(total - 1) < 1e-9);
});

test('one sliver alone keeps its name', () => {
  assert.deepEqual(words({ asphalt: 9950, sand: 50 }), ['asphalt', 'sand']);
});

test('a bar never has more parts than a legend can show', () => {
  const metres = Object.fromEntries([...'abcdefghijkl'].map((word) => [word, 100]));
  assert.equal(parts(metres).length, 7);
});

test('nothing known is told apart from something known', () => {
  assert.ok(isUnknown(parts({})));
  assert.ok(isUnknown(parts({ unknown: 35_000 })));
  assert.ok(isUnknown(parts({ unknown: 9900, asphalt: 100 })));
  assert.ok(!isUnknown(parts({ unknown: 9000, asphalt: 1000 })));
});
