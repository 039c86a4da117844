import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fromQuery, toQuery } from './plan-link.js';
import { LENGTHS, MODES, emptyPlan } from './plan.js';

/** Numbers that are the same on every run. @param {number} seed */
function dice(seed) {
  let state = seed;
  return (/** @type {number} */ sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * sides);
  };
}

/** @param {number} seed */
function anyPlan(seed) {
  const roll = dice(seed);
  const place = () =>
    /** @type {[number, number]} */ ([6, 52].map((base) => Number((base + roll(100_000) / 1e5).toFixed(5))));
  const names = ['', 'Assen & omstreken', 'Café "De Hoek"; achter', 'Één, twee', '45', '100% zand + #1'];
  const kinds = /** @type {const} */ (['place', 'junction', 'shape']);
  const via = Array.from({ length: roll(5) }, () => {
    const kind = kinds[roll(3)];
    const name = kind === 'shape' ? '' : names[roll(names.length)].replaceAll(';', ' ');
    return { at: place(), kind, name };
  });
  const mode = MODES[roll(3)];
  const exact = via.length > 0 && roll(2) === 1;
  const timed = roll(2) === 1;
  return {
    ...emptyPlan(),
    mode,
    start: place(),
    place: names[roll(names.length)],
    startJunction: roll(2) === 1,
    km: timed ? LENGTHS[mode].usual : LENGTHS[mode].min + roll(30),
    minutes: timed ? 30 + roll(200) : null,
    themes: roll(2) ? { heide: 1, hunebedden: 0.5 } : {},
    network: /** @type {const} */ (['free', 'junctions', 'pick'])[roll(3)],
    via,
    exact,
    open: exact && roll(2) === 1,
    fill: !exact && via.length && roll(2) ? roll(via.length) : null,
    date: roll(2) ? '2027-05-15' : '',
    depart: roll(2) ? '09:30' : '',
    audience: roll(2) ? /** @type {const} */ ('family') : /** @type {const} */ ('adult'),
    avoid: roll(2) ? ['unpaved', 'busy'] : [],
    dog: roll(2) === 1,
    needs: roll(2) ? [{ kind: 'toilet', every_m: 10_000 }, { kind: 'horeca', from: 0.4, to: 0.6 }] : [], // prettier-ignore
    events: roll(2) ? ['feest,2027;#1', 'x'] : [],
    seed: 1 + roll(99),
    choice: roll(3),
  };
}

test('whatever the plan, it survives the address bar', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const plan = anyPlan(seed);
    const read = fromQuery(`?${toQuery(plan)}`);
    assert.deepEqual(read, { plan, asked: true, ignored: [] });
    assert.equal(toQuery(read.plan), toQuery(plan));
  }
});

test('a link can be read by people', () => {
  const plan = { ...emptyPlan(), start: [6.5624, 52.9929], themes: { heide: 1, bos: 2 } };
  assert.equal(toQuery(plan), 'mode=fietsen&start=6.56240,52.99290&km=35&themes=heide,bos:2');
  const via = [{ at: [6.6, 52.9], kind: 'junction', name: '45' }, { at: [6.7, 53], kind: 'shape', name: '' }]; // prettier-ignore
  assert.match(
    toQuery({ ...plan, via, exact: true }),
    /via=6\.60000,52\.90000,j,45;6\.70000,53\.00000,s&fit=exact/,
  );
});

test('parameters of others stay in the address', () => {
  assert.match(toQuery(emptyPlan(), '?lang=de&km=3'), /^lang=de&/);
  assert.equal(new URLSearchParams(toQuery(emptyPlan(), '?lang=de&km=3')).get('km'), '35');
});

test('an empty query is no plan yet', () => {
  assert.deepEqual(fromQuery('?lang=en'), { plan: emptyPlan(), asked: false, ignored: [] });
});

test('an event and its day are a plan', () => {
  const { plan, asked, ignored } = fromQuery('?event=fair-2027&date=2027-05-15');
  assert.deepEqual([plan.events, plan.date, asked, ignored], [['fair-2027'], '2027-05-15', true, []]);
});

test('what cannot be meant is named and keeps its default', () => {
  const bad = {
    mode: ['zwemmen', ''],
    start: ['6.5', '6.5,', ',', 'a,b', '200,52', '6,95', '6.5,52.9,3', 'NaN,52', '1e999,0'],
    end: ['6.5', 'x,y'],
    km: ['', '0', '-1', '10000', 'NaN', 'Infinity', 'ver', '1.9'],
    min: ['', '0', 'x', '1e9'],
    themes: ['HEIDE', 'heide:0', 'heide:99', '<b>', 'heide:x'],
    network: ['motorway'],
    via: ['6.5', '6.5,52.9,x', ';', '6.5,52.9'],
    fit: ['loose'],
    open: ['yes'],
    fill: ['-1', 'x', '1000'],
    date: ['2027-02-30', '15-05-2027', '1999-01-01', 'x'],
    depart: ['25:00', '9:30', 'x'],
    audience: ['dogs'],
    avoid: ['unpaved,hills', ''],
    dog: ['yes'],
    needs: ['toilet', 'toilet:10', 'horeca:0.6-0.4', 'horeca:0.4-7'],
    event: ['', 'x'.repeat(300)],
    seed: ['-1', '1.5', '99999999999', 'x'],
    choice: ['0', '9', 'x'],
  };
  for (const [name, values] of Object.entries(bad)) {
    for (const value of values) {
      const { plan, ignored } = fromQuery(`?${name}=${encodeURIComponent(value)}`);
      assert.deepEqual(ignored, [name], `${name}=${value}`);
      if (name !== 'avoid') assert.deepEqual(plan, emptyPlan(), `${name}=${value}`);
    }
  }
});

test('a length is checked against the mode of the same link', () => {
  assert.deepEqual(fromQuery('?km=80&mode=wandelen').ignored, ['km']);
  assert.equal(fromQuery('?km=80&mode=fietsen').plan.km, 80);
  assert.equal(fromQuery('?km=1&mode=wandelen').plan.km, 1);
  for (const mode of MODES) assert.equal(fromQuery(`?mode=${mode}`).plan.km, LENGTHS[mode].usual);
});
