import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { CATALOGUES, textsIn } from './index.js';

const frontend = join(dirname(fileURLToPath(import.meta.url)), '..');
const sources = readdirSync(frontend, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.js') && !path.endsWith('.test.js') && !path.startsWith('texts'))
  .map((path) => readFileSync(join(frontend, path), 'utf8'))
  .join('\n');

test('every language has every text, with the same values in it', () => {
  const valuesIn = (/** @type {string} */ text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const catalogue of Object.values(CATALOGUES)) {
    assert.deepEqual(Object.keys(catalogue).sort(), Object.keys(CATALOGUES.nl).sort());
    for (const [key, text] of Object.entries(catalogue)) {
      assert.deepEqual(valuesIn(text), valuesIn(CATALOGUES.nl[key]), key);
    }
  }
});

test('the scripts ask only for texts that exist', () => {
  const asked = [...sources.matchAll(/\btext\(\s*'([\w.]+)'/g)].map(([, key]) => key);
  assert.ok(asked.length > 30);
  assert.deepEqual(
    asked.filter((key) => !(key in CATALOGUES.nl)),
    [],
  );
});

test('no text is left over that no script shows', () => {
  const built = ['error.'];
  const unused = Object.keys(CATALOGUES.nl).filter(
    (key) => !sources.includes(`'${key}'`) && !built.some((start) => key.startsWith(start)),
  );
  assert.deepEqual(unused, []);
});

test('values are filled in, and a missing text is noticed', () => {
  const text = textsIn('nl');
  assert.equal(text('plan.found.many', { count: 3 }), '3 rondjes gevonden');
  assert.throws(() => text('no.such.text'));
});
