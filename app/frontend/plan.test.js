import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LENGTHS, MODES, emptyPlan, inMode, isExact, released, withEvents, withoutShape } from './plan.js';
import { toRequest } from './plan-request.js';

/** @param {[number, number]} at @param {string} kind @param {string} name */
const point = (at, kind, name = '') => ({ at, kind, name });

test('every mode starts at a length that it takes', () => {
  for (const mode of MODES) {
    const { min, max, usual } = LENGTHS[mode];
    assert.ok(min <= usual && usual <= max);
  }
});

test('changing the mode keeps a length only where it makes sense', () => {
  const ride = emptyPlan();
  assert.equal(inMode(ride, 'wandelen').km, 10);
  assert.equal(inMode({ ...ride, km: 80 }, 'wandelen').km, 10);
  assert.equal(inMode({ ...ride, km: 15 }, 'wandelen').km, 15);
  assert.equal(inMode(inMode(ride, 'wandelen'), 'fietsen').km, 35);
  assert.equal(inMode({ ...ride, minutes: 590 }, 'wandelen').minutes, 480);
});

test('tours are asked with every wish, and only with those that were made', () => {
  const start = [6.5, 52.9];
  const { call, body } = toRequest({ ...emptyPlan(), start, place: 'Assen' }, 'nl');
  assert.equal(call, 'tours');
  assert.deepEqual(Object.keys(body).sort(), [
    'alternatives', 'audience', 'avoid', 'distance_km', 'dog', 'lang', 'mode', 'needs', 'network', 'seed', 'start',
    'themes',
  ]); // prettier-ignore
  const wishes = {
    minutes: 90,
    date: '2027-05-15',
    depart: '10:00',
    events: ['a'],
    end: [6.6, 52.9],
    fill: 1,
  };
  const more = toRequest(
    { ...emptyPlan(), start, ...wishes, via: [point([6.55, 52.9], 'place')] },
    'nl',
  ).body;
  assert.equal(more.duration_min, 90);
  assert.equal('distance_km' in more, false);
  assert.deepEqual(
    [more.date, more.depart, more.events, more.end],
    ['2027-05-15', '10:00', ['a'], [6.6, 52.9]],
  );
  assert.deepEqual([more.via, more.fill], [[[6.55, 52.9]], 1]);
});

test('a departure without a day is not asked for', () => {
  const { body } = toRequest({ ...emptyPlan(), depart: '10:00' }, 'nl');
  assert.equal('depart' in body, false);
});

test('a drawn line goes through its points and back to the start, or ends where it is left open', () => {
  const via = [point([6.55, 52.9], 'shape'), point([6.6, 52.95], 'place')];
  const plan = { ...emptyPlan(), start: [6.5, 52.9], via, exact: true };
  assert.equal(toRequest(plan, 'nl').call, 'routes');
  const closed = [[6.5, 52.9], [6.55, 52.9], [6.6, 52.95], [6.5, 52.9]]; // prettier-ignore
  assert.deepEqual(toRequest(plan, 'nl').body.points, closed);
  assert.deepEqual(toRequest({ ...plan, open: true }, 'nl').body.points, closed.slice(0, 3));
  assert.deepEqual(toRequest({ ...plan, end: [6.7, 53] }, 'nl').body.points.at(-1), [6.7, 53]);
});

test('from junction to junction one keeps to the network, elsewhere over any way', () => {
  const via = [
    point([6.55, 52.9], 'junction', '12'),
    point([6.6, 52.9], 'junction', '45'),
    point([6.6, 53], 'place'),
  ];
  const plan = { ...emptyPlan(), start: [6.5, 52.9], via, exact: true };
  assert.deepEqual(toRequest(plan, 'nl').body.legs, ['free', 'junctions', 'free', 'free']);
  const begun = { ...plan, startJunction: true, via: via.slice(0, 2) };
  assert.deepEqual(toRequest(begun, 'nl').body.legs, ['junctions', 'junctions', 'junctions']);
  assert.deepEqual(toRequest({ ...begun, open: true }, 'nl').body.legs, ['junctions', 'junctions']);
  assert.deepEqual(toRequest({ ...begun, exact: false }, 'nl').body.legs, [
    'junctions',
    'junctions',
    'junctions',
  ]);
  // The whole network is asked for already.
  assert.equal('legs' in toRequest({ ...begun, exact: false, network: 'junctions' }, 'nl').body, false);
});

test('a start alone is no way yet', () => {
  assert.equal(isExact({ ...emptyPlan(), exact: true, start: [6.5, 52.9] }), false);
  assert.equal(isExact({ ...emptyPlan(), exact: true, via: [point([6.5, 52.9], 'shape')] }), false);
});

test('other wishes let a drawn line go, keep named places, and leave a part that is kept alone', () => {
  const via = [point([6.55, 52.9], 'shape'), point([6.6, 52.95], 'place', 'Museum')];
  const drawn = { ...emptyPlan(), start: [6.5, 52.9], via, exact: true };
  const free = released(drawn);
  assert.deepEqual([free.exact, free.via.map(({ name }) => name)], [false, ['Museum']]);
  const keeping = { ...drawn, exact: false, fill: 1 };
  assert.equal(released(keeping), keeping);
  assert.equal(withoutShape(keeping).fill, null);
});

test('an event goes together with places, the network and another end, not with a drawn line or picked junctions', () => {
  const via = [point([6.55, 52.9], 'shape'), point([6.6, 52.95], 'place', 'Museum')];
  const drawn = { ...emptyPlan(), start: [6.5, 52.9], end: [6.7, 53], via, exact: true };
  const to = withEvents(drawn, ['fair.20270515'], '2027-05-15');
  assert.deepEqual([to.exact, to.via.length, to.end, to.date], [false, 1, [6.7, 53], '2027-05-15']);
  assert.deepEqual(toRequest(to, 'nl').body.events, ['fair.20270515']);
  const picked = { ...drawn, network: 'pick', via: [point([6.6, 52.95], 'junction', '12')], open: true };
  const along = withEvents(picked, ['fair.20270515'], '2027-05-15');
  assert.deepEqual(
    [along.network, along.exact, along.open, along.via.length],
    ['junctions', false, false, 1],
  );
});

test('events of one day go together; one of another day takes their place', () => {
  const one = withEvents(emptyPlan(), ['fair.20270515'], '2027-05-15');
  assert.deepEqual(withEvents(one, ['run.20270515'], '2027-05-15').events, ['fair.20270515', 'run.20270515']);
  assert.deepEqual(withEvents(one, ['fair.20270515'], '2027-05-15').events, ['fair.20270515']);
  assert.deepEqual(withEvents(one, ['mill.20270508'], '2027-05-08').events, ['mill.20270508']);
});
