import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Undo } from './undo.js';

/** A watch that one sets. */
function watch() {
  const hands = { at: 0 };
  return { hands, clock: () => hands.at };
}

test('back and forth again', () => {
  const undo = new Undo('a');
  undo.add('b');
  undo.add('c');
  assert.deepEqual([undo.go(-1), undo.go(-1), undo.go(-1), undo.canUndo], ['b', 'a', 'a', false]);
  assert.deepEqual([undo.go(1), undo.go(1), undo.canRedo], ['b', 'c', false]);
});

test('a new step after going back forgets what was ahead', () => {
  const undo = new Undo('a');
  undo.add('b');
  undo.go(-1);
  undo.add('c');
  assert.equal(undo.canRedo, false);
  assert.equal(undo.go(-1), 'a');
});

test('a slider on its way is one step, two moves of it are two', () => {
  const { hands, clock } = watch();
  const undo = new Undo(0, clock);
  for (const value of [1, 2, 3]) {
    hands.at += 100;
    undo.add(value, 'length');
  }
  hands.at += 5000;
  undo.add(9, 'length');
  assert.deepEqual([undo.go(-1), undo.go(-1)], [3, 0]);
});

test('it does not grow for ever', () => {
  const undo = new Undo(0);
  for (let i = 1; i <= 500; i++) undo.add(i);
  let steps = 0;
  while (undo.canUndo) {
    undo.go(-1);
    steps += 1;
  }
  assert.ok(steps > 50 && steps <= 100);
});
