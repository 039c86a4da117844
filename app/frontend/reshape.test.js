import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Track, distance } from './along.js';
import { MAX_VIA, emptyPlan } from './plan.js';
import { bestPosition, dragged, heldPoints, keptPart, reversed, through, withPoint, withPointMoved, withoutPoint } from './reshape.js'; // prettier-ignore

const KM = 1 / 111.195;
/** A square of two kilometres a side, from its lower left corner. */
const SQUARE = [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]].map(([x, y]) => [x * KM, y * KM]); // prettier-ignore
const track = new Track(SQUARE);
const plan = { ...emptyPlan(), start: [0, 0], km: 8 };
/** @param {number} metres */
const shapeAt = (metres) => ({ at: track.at(metres), kind: 'shape', name: '', metres });
const shape = { points: [0, 1000, 3000, 5000, 7000, 8000].map((m) => track.at(m)), at_m: [0, 1000, 3000, 5000, 7000, 8000], kept_share: 1 }; // prettier-ignore
const near = (/** @type {number[]} */ a, /** @type {number[]} */ b) => distance(a, b) < 3;

test('metres along a line, and the point at a metre', () => {
  assert.ok(Math.abs(track.length - 8000) < 5);
  assert.ok(near(track.at(3000), [2 * KM, KM]));
  assert.ok(near(track.at(-5), [0, 0]) && near(track.at(99_999), [0, 0]));
  const { metres, away } = track.nearest([2.1 * KM, KM]);
  assert.ok(Math.abs(metres - 3000) < 5 && Math.abs(away - 100) < 1);
  assert.ok(Math.abs(track.nearest([0, 0], 4000).metres - 8000) < 5, 'where it comes by twice, later');
  assert.equal(track.between(1000, 5000).length, 4);
});

test('a tour is held by its own points and by the places that one named', () => {
  const via = [{ at: [2 * KM, 1.02 * KM], kind: 'place', name: 'Museum' }];
  const held = heldPoints({ ...plan, via }, track, shape);
  // The point at three kilometres holds nothing that the museum does not.
  assert.deepEqual(held.map(({ kind }) => kind), ['shape', 'place', 'shape', 'shape']); // prettier-ignore
  assert.deepEqual(held.map(({ metres }) => Math.round(metres / 1000)), [1, 3, 5, 7]); // prettier-ignore
});

test('a dragged line goes where it was let go, makes room there, and stays what it was elsewhere', () => {
  const held = heldPoints(plan, track, shape);
  const target = [2.4 * KM, KM];
  const next = dragged(plan, track, held, 3000, target);
  assert.equal(next.exact, true);
  const at = next.via.map((point) => track.nearest(point.at).metres);
  assert.ok(next.via.some((point) => near(point.at, target)));
  assert.ok(
    at.some((metres) => Math.abs(metres - 1000) < 5) && at.some((metres) => Math.abs(metres - 5000) < 5),
  );
  assert.ok(
    at.some((metres) => Math.abs(metres - 2300) < 15),
    'held before the bend',
  );
  assert.deepEqual(at, [...at].sort((a, b) => a - b), 'in the order of travel'); // prettier-ignore
});

test('whatever is dragged where: order kept, named places kept, never more points than a link may have', () => {
  for (let i = 0; i < 200; i++) {
    const grabbed = (i * 397) % 8000;
    const held = [
      ...heldPoints(plan, track, shape),
      { at: track.at(4000), kind: 'place', name: 'Kerk', metres: 4000 },
    ];
    const many = Array.from({ length: (i * 7) % 120 }, (_, n) => shapeAt((n + 1) * 60));
    const next = dragged(plan, track, [...held, ...many], grabbed, [((i % 9) - 3) * KM, ((i % 5) - 2) * KM]);
    assert.ok(next.via.length <= MAX_VIA);
    assert.equal(next.via.filter(({ name }) => name === 'Kerk').length, 1);
    assert.ok(next.via.some(({ at }) => near(at, [((i % 9) - 3) * KM, ((i % 5) - 2) * KM])));
  }
});

test('turned round twice it is as it was', () => {
  const via = [{ at: [1, 1], kind: 'junction', name: '12' }, { at: [2, 2], kind: 'place', name: 'B' }]; // prettier-ignore
  for (const more of [
    { exact: true },
    { end: [3, 3], endPlace: 'Eind', place: 'Begin', exact: true },
    { fill: 2 },
  ]) {
    const asked = { ...plan, via, ...more };
    assert.deepEqual(reversed(reversed(asked)), asked);
    assert.notDeepEqual(reversed(asked), asked);
  }
});

test('an open way turned round begins at its last point', () => {
  const via = [{ at: [1, 1], kind: 'place', name: 'A' }, { at: [2, 2], kind: 'junction', name: '45' }]; // prettier-ignore
  const turned = reversed({ ...plan, via, exact: true, open: true, place: 'Thuis' });
  assert.deepEqual([turned.start, turned.place, turned.startJunction], [[2, 2], '45', true]);
  assert.deepEqual(turned.via.map(({ name }) => name), ['A', 'Thuis']); // prettier-ignore
});

test('a part that is kept is held, the longest rest is free', () => {
  const held = heldPoints(plan, track, shape);
  const next = keptPart(plan, track, held, 2500, 6000);
  assert.equal(next.exact, false);
  const at = next.via.map((point) => Math.round(track.nearest(point.at).metres / 100));
  assert.deepEqual(at, [25, 30, 50, 60]);
  // From the start to 2500 m it is longer than from 6000 m home? No: home is 2000 m.
  assert.equal(next.fill, 0);
  const late = keptPart(plan, track, held, 1500, 5000);
  assert.equal(late.fill, late.via.length);
});

test('a part over the start is kept too', () => {
  const next = keptPart(plan, track, heldPoints(plan, track, shape), 6000, 2500);
  const at = next.via.map((point) => Math.round(track.nearest(point.at).metres / 100));
  assert.deepEqual(at, [10, 25, 60, 70]);
  assert.equal(next.fill, 2);
});

test('a new place goes where it is the shortest way round, and the leg that takes the length stays the same one', () => {
  const drawn = through(plan, [1000, 3000, 5000, 7000].map(shapeAt));
  assert.equal(bestPosition(drawn, [2.1 * KM, 1.5 * KM]), 2);
  const filled = { ...drawn, exact: false, fill: 3 };
  assert.equal(withPoint(filled, { at: [2.1 * KM, 1.5 * KM], kind: 'place', name: '' }).fill, 4);
  assert.equal(withPoint(filled, { at: [-0.1 * KM, 0.5 * KM], kind: 'place', name: '' }).fill, 3);
  assert.equal(withoutPoint({ ...filled, fill: 3 }, 0).fill, 2);
});

test('points are moved up and down, and stay where there is no farther', () => {
  const via = ['A', 'B'].map((name) => ({ at: [1, 1], kind: 'place', name }));
  assert.deepEqual(withPointMoved({ ...plan, via }, 0, 1).via.map(({ name }) => name), ['B', 'A']); // prettier-ignore
  assert.deepEqual(withPointMoved({ ...plan, via }, 0, -1).via, via);
});

test('without any point left there is nothing to go through', () => {
  const one = through(plan, [shapeAt(1000)]);
  assert.equal(withoutPoint(one, 0).exact, false);
});
