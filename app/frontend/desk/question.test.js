import assert from 'node:assert/strict';
import { test } from 'node:test';

import { emptyQuestion, fromQuery, toQuery, toRequest } from './question.js';

const known = { facilities: ['toilet', 'bench'], municipalities: ['Assen', 'Aa en Hunze'] };

test('a link keeps the whole question: norm, municipality, what-ifs', () => {
  const question = {
    ...emptyQuestion(),
    facility: 'bench',
    normM: 1200,
    normType: /** @type {const} */ ('reach'),
    municipality: 'Aa en Hunze',
    added: /** @type {[number, number][]} */ ([
      [6.5, 52.9],
      [6.61234, 53],
    ]),
    removed: ['n12', 'w7'],
    sites: 5,
  };
  const query = toQuery(question, 'lang=de');
  assert.match(query, /^lang=de&/);
  assert.deepEqual(fromQuery(query, known), { question, ignored: [] });
});

test('what cannot be meant is named and the rest still holds', () => {
  const { question, ignored } = fromQuery(
    'facility=castle&mode=wandelen&norm=0&norm_type=x&municipality=Atlantis&add=1;6.5,52.9&gone=<b>&sites=999',
    known,
  );
  assert.deepEqual(ignored, ['facility', 'norm', 'norm_type', 'municipality', 'add', 'gone', 'sites']);
  assert.deepEqual(question, { ...emptyQuestion(), added: [[6.5, 52.9]] });
});

test('the request leaves the norm to the region unless one was given', () => {
  assert.equal(toRequest(emptyQuestion(), 'nl').norm_m, null);
});
