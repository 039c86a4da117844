import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as format from './format.js';

/** @param {string} text */
const plain = (text) => text.replaceAll('\u00a0', ' ');

test('lengths are in metres up to a kilometre, then in kilometres with one decimal', () => {
  assert.equal(plain(format.length(0, 'nl')), '0 m');
  assert.equal(plain(format.length(844, 'nl')), '840 m');
  assert.equal(plain(format.length(996, 'nl')), '1,0 km');
  assert.equal(plain(format.length(35_249, 'nl')), '35,2 km');
  assert.equal(plain(format.length(35_249, 'en')), '35.2 km');
  assert.equal(plain(format.length(1_234_000, 'de')), '1.234,0 km');
});

test('wished lengths are written as they were asked', () => {
  assert.equal(plain(format.wishedLength(35, 'nl')), '35 km');
  assert.equal(plain(format.wishedLength(2.5, 'nl')), '2,5 km');
});

test('durations are in hours and minutes', () => {
  assert.equal(plain(format.duration(45 * 60, 'nl')), '45 min');
  assert.equal(plain(format.duration(0, 'nl')), '0 min');
  assert.equal(plain(format.duration(3600, 'nl')), '1 u');
  assert.equal(plain(format.duration(3600 + 3540, 'nl')), '2 u');
  assert.equal(plain(format.duration(8400, 'en')), '2 h 20 min');
  assert.equal(plain(format.duration(8400, 'de')), '2 Std. 20 Min.');
});

test('a departure is a day and a time', () => {
  assert.equal(format.moment('2027-05-15T09:25', 'nl'), 'za 15 mei, 09:25');
});

test('a small share is not called nothing', () => {
  assert.equal(plain(format.share(0.004, 'nl')), '< 1%');
  assert.equal(plain(format.share(0, 'nl')), '0%');
  assert.equal(plain(format.share(0.416, 'en')), '42%');
});
