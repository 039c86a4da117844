// Everything there is to say about one tour, for the planner's panel and the tour's own page.

import { fileAddress } from '../api.js';
import { isUnknown, parts } from '../composition.js';
import { h, icon } from '../dom.js';
import * as format from '../format.js';
import { page, themeTitle, word } from '../page.js';
import { compositionSection } from './composition-bar.js';
import { junctionStrip } from './junction-strip.js';
import { shape } from './tour-cards.js';

/**
 * @typedef {import('../tour-types.js').TourFeature} TourFeature
 * @typedef {import('../tour-types.js').TourProperties} TourProperties
 * @typedef {import('../texts/index.js').Texts} Texts
 */

const WORTH_SAYING_GAP_M = 50;
const TURN_ICONS = /** @type {Record<string, [string, boolean]>} */ ({
  depart: ['depart', false],
  arrive: ['arrive', false],
  straight: ['turn-straight', false],
  slight_right: ['turn-slight-right', false],
  right: ['turn-right', false],
  sharp_right: ['turn-right', false],
  slight_left: ['turn-slight-right', true],
  left: ['turn-right', true],
  sharp_left: ['turn-right', true],
  u_turn: ['turn-u', false],
});

/**
 * @param {TourFeature} feature
 * @param {Texts} text
 * @param {{full: boolean}} options  `full`: with directions, and without a link to the page that one is on.
 */
export function tourDetails(feature, text, { full }) {
  const tour = feature.properties;
  return h(
    'article',
    { class: 'tour-details' },
    h(full ? 'h1' : 'h2', { class: 'tour-title' }, tour.title),
    figures(tour, text),
    actions(tour, text, full),
    // Under the page's own heading the parts need one of the level in between.
    full && h('h2', { class: 'unseen' }, text('tour.facts')),
    notes(tour, text),
    junctionStrip(tour, text),
    highlights(tour, text),
    compositions(tour, text),
    facilities(tour, text),
    full && itinerary(tour, text),
  );
}

/**
 * @param {TourProperties} tour
 * @param {Texts} text
 */
export function figures(tour, text) {
  const list = [
    [text('tour.length'), format.length(tour.length_m, page.lang)],
    [text('tour.duration'), format.duration(tour.duration_s, page.lang)],
    Boolean(tour.depart) && [text('tour.depart'), format.moment(tour.depart ?? '', page.lang)],
    tour.ascent_m !== null && [text('tour.ascent'), format.length(tour.ascent_m, page.lang)],
    [text('tour.class'), shape(tour, text)],
  ].filter((entry) => entry !== false);
  return h(
    'dl',
    { class: 'figures' },
    list.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
  );
}

/**
 * @param {TourProperties} tour
 * @param {Texts} text
 * @param {boolean} full
 */
export function actions(tour, text, full) {
  const copied = h('span', { class: 'unseen', role: 'status' });
  const copyLabel = h('span', {}, text('tour.copy'));
  const copy = h('button', { type: 'button', class: 'button', id: 'copy-link' }, icon('link'), copyLabel);
  copy.addEventListener('click', async () => {
    let message = text('tour.copied');
    try {
      await navigator.clipboard.writeText(new URL(pageAddress(tour), location.href).href);
    } catch {
      message = text('tour.copy.failed');
    }
    copied.textContent = message;
    copyLabel.textContent = message;
    window.setTimeout(() => (copyLabel.textContent = text('tour.copy')), 2500);
  });
  return h(
    'div',
    { class: 'actions' },
    h(
      'a',
      {
        class: 'button button-strong',
        id: 'download-gpx',
        href: fileAddress(tour.id, 'gpx'),
        download: true,
      },
      icon('download'),
      text('tour.gpx'),
    ),
    otherFiles(tour, text),
    !full &&
      h(
        'a',
        { class: 'button', id: 'tour-page', href: `${pageAddress(tour)}?lang=${page.lang}` },
        icon('page'),
        text('tour.page'),
      ),
    copy,
    copied,
  );
}

/**
 * The formats that some devices and programs like better than GPX; a calendar where the tour has times.
 * @param {TourProperties} tour
 * @param {Texts} text
 */
function otherFiles(tour, text) {
  const timed = tour.stops.some((stop) => stop.arrive);
  const files = /** @type {['pdf' | 'fit' | 'tcx' | 'kml' | 'ics', string][]} */ ([
    ['fit', 'FIT'],
    ['tcx', 'TCX'],
    ['kml', 'KML'],
    ['pdf', 'PDF'],
    ...(timed ? [['ics', text('tour.calendar')]] : []),
  ]);
  return h(
    'div',
    { class: 'take-along' },
    h('span', { id: 'take-along' }, text('tour.files')),
    h(
      'ul',
      { 'aria-labelledby': 'take-along' },
      files.map(([ending, name]) =>
        h('li', {}, h('a', { href: fileAddress(tour.id, ending), download: true }, name)),
      ),
    ),
  );
}

/**
 * The address of a tour without a language: who gets the link reads it in their own.
 * @param {TourProperties} tour
 */
function pageAddress(tour) {
  return `/tours/${tour.id}`;
}

/**
 * @param {TourProperties} tour
 * @param {Texts} text
 */
export function notes(tour, text) {
  const lines = tour.warnings.map((warning) => warning.text);
  if (tour.start_gap_m >= WORTH_SAYING_GAP_M) {
    lines.unshift(text('tour.gap', { length: format.length(tour.start_gap_m, page.lang) }));
  }
  if (!lines.length) return null;
  return h(
    'section',
    { class: 'notes' },
    h('h3', {}, icon('info'), text('tour.warnings')),
    h(
      'ul',
      {},
      lines.map((line) => h('li', {}, line)),
    ),
  );
}

/**
 * What one passes: what serves the asked themes, and the stops.
 * @param {TourProperties} tour
 * @param {Texts} text
 */
function highlights(tour, text) {
  // A place that is a stop stands in the list of stops already.
  const stops = new Set(tour.stops.map((stop) => stop.name));
  const themes = Object.entries(tour.themes)
    .map(([name, { why }]) => ({ name, why: why.filter(({ what }) => !stops.has(what)) }))
    .filter(({ why }) => why.length > 0);
  if (!themes.length && !tour.stops.length) return null;
  return h(
    'section',
    { class: 'highlights' },
    h('h3', {}, text('tour.themes')),
    themes.length > 0 &&
      h(
        'dl',
        { class: 'theme-list' },
        themes.map(({ name, why }) =>
          h(
            'div',
            {},
            h('dt', {}, themeTitle(name)),
            h('dd', {}, why.map((reason) => reason.text).join(' · ')),
          ),
        ),
      ),
    tour.stops.length > 0 &&
      h(
        'ol',
        { class: 'stops' },
        tour.stops.map((stop) =>
          h(
            'li',
            {},
            h('span', { class: 'stop-at' }, format.length(stop.at_m, page.lang)),
            h('span', { class: 'stop-name' }, stop.name || stop.kind),
            stop.arrive && h('span', { class: 'quiet' }, stop.arrive.slice(11, 16)),
          ),
        ),
      ),
  );
}

/**
 * @param {TourProperties} tour
 * @param {Texts} text
 */
function compositions(tour, text) {
  const told = tour.warnings.some(({ code }) => code === 'unknown_surface');
  return [
    // Said once is enough.
    !(told && isUnknown(parts(tour.surface))) &&
      compositionSection({
        column: 'surface',
        title: text('tour.surface'),
        unknown: text('tour.surface.unknown'),
        metres: tour.surface,
        text,
      }),
    compositionSection({
      column: 'landscape',
      title: text('tour.landscape'),
      unknown: text('tour.landscape.unknown'),
      metres: tour.landscape,
      text,
    }),
  ];
}

/**
 * @param {TourProperties} tour
 * @param {Texts} text
 */
function facilities(tour, text) {
  const list = Object.entries(tour.facilities).filter(([, { count }]) => count > 0);
  if (!list.length) return null;
  return h(
    'section',
    { class: 'facilities' },
    h('h3', {}, text('tour.facilities')),
    h(
      'ul',
      { class: 'facility-list' },
      list.map(([kind, { count, longest_gap_m: gap }]) =>
        h(
          'li',
          {},
          h('span', { class: 'facility-count' }, count),
          h('span', { class: 'facility-name' }, word('facility', kind)),
          h(
            'span',
            { class: 'quiet' },
            text('tour.facilities.gap', { length: format.length(gap, page.lang) }),
          ),
        ),
      ),
    ),
  );
}

/**
 * @param {TourProperties} tour
 * @param {Texts} text
 */
function itinerary(tour, text) {
  return h(
    'section',
    { class: 'itinerary' },
    h('h2', {}, text('tour.itinerary')),
    h(
      'ol',
      {},
      tour.instructions.map((instruction) =>
        h(
          'li',
          {},
          h('span', { class: 'itinerary-at' }, format.length(instruction.at_m, page.lang)),
          sign(instruction),
          h('span', { class: 'itinerary-text' }, instruction.text),
        ),
      ),
    ),
  );
}

/** @param {import('../tour-types.js').Instruction} instruction */
export function sign({ sign: code, junction }) {
  if (junction) return h('span', { class: 'strip-number small', 'aria-hidden': 'true' }, junction);
  const [name, mirrored] = TURN_ICONS[code] ?? TURN_ICONS.straight;
  return h('span', { class: 'itinerary-sign' }, icon(name, mirrored ? 'icon mirrored' : 'icon'));
}
