// No text that people read stands outside the catalogues: every script is parsed, and what it shows is looked at.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import * as espree from 'espree';

const frontend = join(dirname(fileURLToPath(import.meta.url)), '..');
const scripts = readdirSync(frontend, { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.js') && !path.endsWith('.test.js') && !/^(texts\/|build\.js$)/.test(path),
);

/** Attributes and properties whose value is read by people. */
const READ = [
  'aria-label',
  'aria-valuetext',
  'title',
  'placeholder',
  'alt',
  'textContent',
  'innerText',
  'ariaLabel',
];
/** Functions whose string arguments are shown, from which argument on. */
const SHOWN = { h: 2, append: 0, prepend: 0, replaceChildren: 0, createTextNode: 0, alert: 0, confirm: 0 };
/** Two letters in a row are a word; marks, signs and formats' names such as GPX are none. */
const WORD = /\p{Ll}{2}/u;
/** The same in all three languages. */
const NAMES = ['km', 'Ctrl'];

/**
 * @param {any} node
 * @param {(node: any) => void} visit
 */
function walk(node, visit) {
  if (!node || typeof node !== 'object') return;
  if (Array.isArray(node)) node.forEach((each) => walk(each, visit));
  else if (typeof node.type === 'string') {
    visit(node);
    for (const value of Object.values(node)) walk(value, visit);
  }
}

/**
 * The literal texts that an expression may give, without what it only compares or calls with.
 * @param {any} node
 * @returns {string[]}
 */
function literals(node) {
  if (!node) return [];
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : [];
    case 'TemplateLiteral':
      return node.quasis.map((/** @type {any} */ part) => part.value.cooked);
    case 'ConditionalExpression':
      return [...literals(node.consequent), ...literals(node.alternate)];
    case 'LogicalExpression':
      return [...(node.operator === '&&' ? [] : literals(node.left)), ...literals(node.right)];
    case 'BinaryExpression':
      return node.operator === '+' ? [...literals(node.left), ...literals(node.right)] : [];
    case 'ArrayExpression':
      return node.elements.flatMap(literals);
    case 'SpreadElement':
      return literals(node.argument);
    default:
      return [];
  }
}

/**
 * What a script shows without a catalogue.
 * @param {string} source
 */
function strays(source) {
  /** @type {string[]} */
  const found = [];
  const look = (/** @type {any} */ node) =>
    found.push(...literals(node).filter((text) => WORD.test(NAMES.reduce((rest, name) => rest.replaceAll(name, ''), text)))); // prettier-ignore
  walk(espree.parse(source, { ecmaVersion: 'latest', sourceType: 'module' }), (node) => {
    if (node.type === 'CallExpression') {
      const name = node.callee.name ?? node.callee.property?.name;
      // A query's `append` shows nothing.
      if (Object.hasOwn(SHOWN, name) && node.callee.object?.name !== 'query')
        node.arguments.slice(SHOWN[/** @type {'h'} */ (name)]).forEach(look);
      if (name === 'setAttribute' && READ.includes(node.arguments[0]?.value)) look(node.arguments[1]);
    } else if (node.type === 'AssignmentExpression' && READ.includes(node.left.property?.name))
      look(node.right);
    else if (node.type === 'Property' && READ.includes(node.key.value ?? node.key.name)) look(node.value);
  });
  return found;
}

test('nothing that is shown stands outside the catalogues', () => {
  assert.ok(scripts.length > 30);
  const found = scripts.flatMap((path) =>
    strays(readFileSync(join(frontend, path), 'utf8')).map((text) => `${path}: ${text}`),
  );
  assert.deepEqual(found, []);
});

test('a stray text is noticed wherever it stands', () => {
  assert.deepEqual(strays("h('p', {}, 'Hello')"), ['Hello']);
  assert.deepEqual(strays("h('p', { class: 'quiet', title: 'Hello' }, text('a.b'))"), ['Hello']);
  assert.deepEqual(strays("note.textContent = done ? 'Done' : text('wait')"), ['Done']);
  assert.deepEqual(strays("e.setAttribute('aria-label', `Stop ${name}`); e.append('x', ok && 'Fine')"), ['Stop ', 'Fine']); // prettier-ignore
  assert.deepEqual(strays("h('p', { class: 'quiet' }, ': ', name, 'GPX', `${n} km`)"), []);
});
