// The lists of the desk: what the map shows, as tables that a keyboard and a screen reader get through.

import { h } from '../dom.js';
import { length } from '../format.js';

/**
 * @typedef {import('../texts/index.js').Texts} Texts
 * @typedef {import('./calls.js').StretchFeature} StretchFeature
 * @typedef {import('./calls.js').SiteFeature} SiteFeature
 * @typedef {import('./calls.js').Detail} Detail
 * @typedef {{lang: string, text: Texts, words: Record<string, Record<string, string>>}} Speech
 */

/**
 * @param {StretchFeature[]} stretches
 * @param {Detail[]} details  Of the first of them; may be fewer.
 * @param {Speech} speech
 * @param {string} caption
 * @param {(stretch: StretchFeature) => void} onShow
 */
export function stretchTable(stretches, details, speech, caption, onShow) {
  const { text, lang } = speech;
  const head = [text('desk.column.stretch'), text('desk.column.length'), text('desk.column.far')];
  return h(
    'table',
    { class: 'figures' },
    h('caption', { class: 'unseen' }, caption),
    h('thead', {}, h('tr', {}, ...head.map((name) => h('th', { scope: 'col' }, name)))),
    h(
      'tbody',
      {},
      stretches.map((stretch, row) => {
        const p = stretch.properties;
        const name = h('button', { type: 'button', class: 'row-button' }, ends(stretch, text));
        name.addEventListener('click', () => onShow(stretch));
        const far =
          p.longest_distance_m === null ? text('desk.unreachable') : length(p.longest_distance_m, lang);
        return h(
          'tr',
          {},
          h(
            'th',
            { scope: 'row' },
            name,
            under(p.municipality || text('desk.outside'), details[row], speech),
          ),
          h('td', {}, length(p.length_m, lang)),
          h('td', {}, far),
        );
      }),
    ),
  );
}

/**
 * @param {string} place
 * @param {Detail | undefined} detail
 * @param {Speech} speech
 */
function under(place, detail, { text, lang, words }) {
  const parts = [place];
  if (detail) {
    const route = detail.routes[0];
    if (route) parts.push(route.ref || route.name);
    if (detail.areas.length) parts.push(detail.areas[0]);
    if (detail.people) parts.push(text('desk.people', { count: count(detail.people, lang) }));
    if (detail.expected_use !== null && detail.use_loops) {
      parts.push(text('desk.use', { count: detail.expected_use, loops: detail.use_loops }));
    }
  }
  const line = h('span', { class: 'under' }, parts.join(' · '));
  if (!detail) return line;
  const verdict = h('span', { class: `verdict verdict-${detail.verdict}` }, words.verdict[detail.verdict]);
  return h('span', {}, line, verdict);
}

/**
 * @param {StretchFeature} stretch
 * @param {Texts} text
 */
export function ends(stretch, text) {
  const { from_junction: from, to_junction: to } = stretch.properties;
  if (!from && !to) return text('desk.between.none');
  return text('desk.between', { from: from ?? '?', to: to ?? '?' });
}

/**
 * @param {SiteFeature[]} sites
 * @param {number} gapM  What is to be closed.
 * @param {Speech} speech
 * @param {(site: SiteFeature) => void} onShow
 * @param {(site: SiteFeature) => void} onPlace
 */
export function siteTable(sites, gapM, speech, onShow, onPlace) {
  const { text, lang, words } = speech;
  const head = ['desk.column.place', 'desk.column.gain', 'desk.column.closed', 'desk.column.people'].map(
    (key) => text(key),
  );
  return h(
    'table',
    { class: 'figures' },
    h('caption', { class: 'unseen' }, text('desk.sites')),
    h('thead', {}, h('tr', {}, ...head.map((name) => h('th', { scope: 'col' }, name)))),
    h(
      'tbody',
      {},
      sites.map((site) => {
        const p = site.properties;
        const what = [words.candidate[p.candidate] ?? p.candidate, p.name].filter(Boolean).join(' ');
        const name = h('button', { type: 'button', class: 'row-button' }, `${p.rank}. ${what}`);
        name.addEventListener('click', () => onShow(site));
        const place = h('button', { type: 'button', class: 'text-button' }, text('desk.sites.place'));
        place.setAttribute('aria-label', `${text('desk.sites.place')}: ${p.rank}`);
        place.addEventListener('click', () => onPlace(site));
        return h(
          'tr',
          {},
          h(
            'th',
            { scope: 'row' },
            name,
            h('span', { class: 'under' }, p.municipality || text('desk.outside')),
            place,
          ),
          h('td', {}, length(p.gain_m, lang)),
          h('td', {}, gapM > 0 ? percent(p.closed_m / gapM, lang) : length(p.closed_m, lang)),
          h('td', {}, p.people === undefined || p.people === null ? '–' : count(p.people, lang)),
        );
      }),
    ),
  );
}

/**
 * @param {number} part
 * @param {string} lang
 * @param {number} [digits]
 */
export function percent(part, lang, digits = 1) {
  const options = /** @type {const} */ ({ style: 'percent', maximumFractionDigits: digits });
  return new Intl.NumberFormat(lang, { ...options, minimumFractionDigits: digits }).format(part);
}

/**
 * @param {number} value
 * @param {string} lang
 */
export function count(value, lang) {
  return new Intl.NumberFormat(lang).format(value);
}
