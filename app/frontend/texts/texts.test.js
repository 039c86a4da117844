import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { textsIn } from './index.js';
import { planner } from './planner/index.js';

const here = dirname(fileURLToPath(import.meta.url));
const frontend = join(here, '..');
const sources = readdirSync(frontend, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.js') && !path.endsWith('.test.js') && !path.startsWith('texts'))
  .map((path) => readFileSync(join(frontend, path), 'utf8'))
  .join('\n');

const names = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const parts = await Promise.all(
  names.map(async ({ name }) => {
    const module = await import(pathToFileURL(join(here, name, 'index.js')).href);
    return /** @type {import('./index.js').Part} */ (Object.values(module)[0]);
  }),
);
const nl = Object.assign({}, ...parts.map((part) => part.nl));

test('every language has every text, with the same values in it', () => {
  const valuesIn = (/** @type {string} */ text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const part of parts) {
    assert.deepEqual(Object.keys(part).sort(), ['de', 'en', 'nl']);
    for (const catalogue of Object.values(part)) {
      assert.deepEqual(Object.keys(catalogue).sort(), Object.keys(part.nl).sort());
      for (const [key, text] of Object.entries(catalogue)) {
        assert.deepEqual(valuesIn(text), valuesIn(part.nl[key]), key);
      }
    }
  }
});

test('no two parts have a text of the same name', () => {
  const keys = parts.flatMap((part) => Object.keys(part.nl));
  assert.deepEqual(
    keys.filter((key, i) => keys.indexOf(key) !== i),
    [],
  );
});

test('the scripts ask only for texts that exist', () => {
  const asked = [...sources.matchAll(/\btext\(\s*'([\w.]+)'/g)].map(([, key]) => key);
  assert.ok(asked.length > 30);
  assert.deepEqual(
    asked.filter((key) => !(key in nl)),
    [],
  );
});

test('no text is left over that no script shows', () => {
  // Keys that a script puts together: `error.${kind}`.
  const built = [...sources.matchAll(/`([\w.]+\.)\$\{/g)].map(([, start]) => start);
  const unused = Object.keys(nl).filter(
    (key) => !sources.includes(`'${key}'`) && !built.some((start) => key.startsWith(start)),
  );
  assert.deepEqual(unused, []);
});

test('values are filled in, and a missing text is noticed', () => {
  const text = textsIn('nl', planner);
  assert.equal(text('plan.found.many', { count: 3 }), '3 rondjes gevonden');
  assert.throws(() => text('no.such.text'));
});
