// Keeping a part of a tour and having the rest found anew: from and to on two sliders, shown on the map meanwhile.

import { h, icon } from '../dom.js';
import * as format from '../format.js';
import { page } from '../page.js';

/**
 * @typedef {import('../tour-types.js').TourFeature} TourFeature
 * @typedef {import('../texts/index.js').Texts} Texts
 */

const STEPS = 200;

/**
 * @param {object} options
 * @param {TourFeature} options.tour
 * @param {Texts} options.text
 * @param {(from: number, to: number) => void} options.onShow  Metres; while the sliders move.
 * @param {() => void} options.onHide
 * @param {(from: number, to: number) => void} options.onKeep
 */
export function keepPart({ tour, text, onShow, onHide, onKeep }) {
  const { length_m: length } = tour.properties;
  const from = slider('keep-from', 0);
  const to = slider('keep-to', STEPS / 2);
  const said = h('p', { class: 'quiet', role: 'status', id: 'keep-said' });
  const metres = (/** @type {HTMLInputElement} */ input) => (Number(input.value) / STEPS) * length;
  const keep = h(
    'button',
    { type: 'button', class: 'button', id: 'keep-part' },
    icon('lock'),
    text('keep.do'),
  );
  const box = h(
    'details',
    { class: 'tool', id: 'keep-box' },
    h('summary', {}, icon('lock'), text('keep.title')),
    h(
      'div',
      { class: 'tool-body' },
      h('p', { class: 'quiet' }, text('keep.help')),
      h(
        'label',
        { for: 'keep-from' },
        text('keep.from'),
        ' ',
        h('output', { for: 'keep-from', id: 'keep-from-value' }),
      ),
      from,
      h(
        'label',
        { for: 'keep-to' },
        text('keep.to'),
        ' ',
        h('output', { for: 'keep-to', id: 'keep-to-value' }),
      ),
      to,
      said,
      keep,
    ),
  );
  const show = () => {
    for (const input of [from, to]) {
      const value = place(tour, metres(input), text);
      const output = box.querySelector(`#${input.id}-value`);
      if (output) output.textContent = value;
      input.setAttribute('aria-valuetext', value);
      input.style.setProperty('--filled', `${(Number(input.value) / STEPS) * 100}%`);
    }
    const kept = (metres(to) - metres(from) + length) % length;
    said.textContent = text('keep.said', {
      kept: format.length(kept, page.lang),
      rest: format.length(length - kept, page.lang),
    });
    keep.disabled = kept < 200 || length - kept < 200;
    if (box.open) onShow(metres(from), metres(to));
  };
  from.addEventListener('input', show);
  to.addEventListener('input', show);
  box.addEventListener('toggle', () => (box.open ? show() : onHide()));
  keep.addEventListener('click', () => onKeep(metres(from), metres(to)));
  show();
  return box;
}

/**
 * @param {string} id
 * @param {number} value
 */
function slider(id, value) {
  return h('input', { type: 'range', id, min: 0, max: STEPS, step: 1, value });
}

/**
 * Where that is on the tour: the kilometre, and a junction that is near.
 * @param {TourFeature} tour
 * @param {number} metres
 * @param {Texts} text
 */
function place(tour, metres, text) {
  const near = tour.properties.junctions.find(({ at_m: at }) => Math.abs(at - metres) < 200);
  const where = format.length(metres, page.lang);
  return near ? text('keep.junction', { where, number: near.ref }) : where;
}
