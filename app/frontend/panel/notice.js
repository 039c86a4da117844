// What the page says when there is no tour to show, and what to do then.

import { ApiError } from '../api.js';
import { h, icon } from '../dom.js';

/** @typedef {import('../texts/index.js').Texts} Texts */

/**
 * @param {unknown} error
 * @param {Texts} text
 * @param {() => void} onRetry
 */
export function errorNotice(error, text, onRetry) {
  const problem = error instanceof ApiError ? error : new ApiError('server', '');
  const known = problem.kind === 'missing' ? 'server' : problem.kind;
  const retry = h('button', { type: 'button', class: 'button' }, icon('dice'), text('error.retry'));
  retry.addEventListener('click', onRetry);
  return h(
    'div',
    { class: 'notice notice-error', role: 'alert' },
    h('h2', {}, icon('alert'), text('error.title')),
    h('p', {}, text(`error.${known}`)),
    problem.fields.length > 0 &&
      h(
        'ul',
        {},
        problem.fields.map(({ field, detail }) =>
          h('li', {}, h('strong', {}, fieldName(field, text)), ': ', detail),
        ),
      ),
    problem.kind !== 'invalid' && retry,
  );
}

/**
 * @param {string} detail  Why there is none, in the server's words.
 * @param {Texts} text
 */
export function emptyNotice(detail, text) {
  return h('div', { class: 'notice' }, h('h2', {}, icon('info'), text('empty.title')), h('p', {}, detail));
}

/**
 * @param {string} field  As the API names it; `start.0` is part of `start`.
 * @param {Texts} text
 */
function fieldName(field, text) {
  const [name] = field.split('.');
  const known = [
    'start',
    'end',
    'via',
    'points',
    'distance_km',
    'duration_min',
    'themes',
    'mode',
    'network',
    'date',
    'needs',
    'events',
  ];
  return known.includes(name) ? text(`error.field.${name}`) : name;
}
