// What stands in the way, on the map: closures that officers drew, with the way round, and what people reported.

import { day } from '../format.js';
import { DARK, LIGHT } from './palette.js';
import { zoomed } from './style.js';

/**
 * @typedef {import('../texts/index.js').Texts} Texts
 * @typedef {import('maplibre-gl').LayerSpecification} Layer
 * @typedef {{type: 'FeatureCollection', features: any[]}} Collection
 * @typedef {{geometry: any, properties: {note: string, modes: string[], first_day: string | null,
 *   last_day: string | null, detour: any}}} Closure
 * @typedef {{geometry: any, properties: {text: string, note: string, day: string, photo: string | null}}} Report
 * @typedef {{closures: Closure[], reports: Report[]}} Hindrances
 * @typedef {{title: string, about: string, note: string, photo?: string}} Told
 */

/** Layers that are met by a tap beside them, too. */
export const SIGNS = ['closure-signs', 'closure-area-signs', 'report-signs'];
/** Layers that are met only by a tap on them. */
export const LINES = ['closures-hit', 'detours-hit'];

/** @returns {Hindrances} */
export const none = () => ({ closures: [], reports: [] });

/**
 * @param {Hindrances} hindrances
 * @param {{mode: string | null, lang: string, text: Texts | null}} about  `mode`: null shows closures for every one.
 * @returns {{closures: Collection, detours: Collection, 'closure-signs': Collection, reports: Collection}}
 */
export function hindranceData({ closures, reports }, { mode, lang, text }) {
  const shown = text ? closures.filter(({ properties }) => !mode || properties.modes.includes(mode)) : [];
  const words = (/** @type {Closure} */ closure) => toldOfClosure(closure, lang, /** @type {Texts} */ (text));
  return {
    closures: collect(shown.map((each) => feature(each.geometry, words(each)))),
    detours: collect(
      shown
        .filter(({ properties }) => properties.detour)
        .map((each) =>
          feature(each.properties.detour, {
            ...words(each),
            title: /** @type {Texts} */ (text)('map.detour'),
          }),
        ),
    ),
    'closure-signs': collect(
      shown.flatMap((each) =>
        linesOf(each.geometry).map((line) =>
          feature({ type: 'Point', coordinates: middle(line) }, words(each)),
        ),
      ),
    ),
    reports: collect(
      text ? reports.map((each) => feature(each.geometry, toldOfReport(each, lang, text))) : [],
    ),
  };
}

/**
 * @param {Closure} closure
 * @param {string} lang
 * @param {Texts} text
 * @returns {Told}
 */
function toldOfClosure({ properties }, lang, text) {
  const { first_day: first, last_day: last, note } = properties;
  const about = [
    first && text('map.closed.from', { day: day(first, lang) }),
    last ? text('map.closed.until', { day: day(last, lang) }) : text('map.closed.open'),
  ];
  return { title: text('map.closed'), about: about.filter(Boolean).join(' '), note };
}

/**
 * @param {Report} report
 * @param {string} lang
 * @param {Texts} text
 * @returns {Told}
 */
function toldOfReport({ properties }, lang, text) {
  const { text: kind, note, photo } = properties;
  const title = kind.charAt(0).toLocaleUpperCase(lang) + kind.slice(1);
  const about = text('map.reported', { day: day(properties.day, lang) });
  return { title, about, note, ...(photo ? { photo } : {}) };
}

/**
 * @param {boolean} dark
 * @returns {{below: Layer[], above: Layer[]}}  `below` goes under the map's labels, `above` over everything.
 */
export function hindranceLayers(dark) {
  const c = dark ? DARK : LIGHT;
  const sign = (/** @type {string} */ image) => ({
    'icon-image': image,
    'icon-size': zoomed([8, 0.7], [13, 1]),
    'icon-allow-overlap': true,
    'icon-ignore-placement': true,
  });
  const areas = ['==', ['geometry-type'], 'Polygon'];
  return {
    below: /** @type {Layer[]} */ ([
      {
        id: 'closed-areas',
        type: 'fill',
        source: 'closures',
        filter: areas,
        paint: { 'fill-pattern': 'hatch-closed', 'fill-opacity': 0.5 },
      },
      ...along('detours', c.detour, { casing: c.tourCasing, dashes: [2, 1.2] }),
      // Red with a border, and pale bars over it: as the tape across a closed path.
      ...along('closures', c.closed, { casing: c.closed, dashes: null }),
      {
        id: 'closures-bars',
        type: 'line',
        source: 'closures',
        paint: {
          'line-color': c.closedBar,
          'line-width': zoomed([8, 1.6], [14, 4.5]),
          'line-dasharray': [0.9, 1.3],
        },
      },
    ]),
    above: /** @type {Layer[]} */ ([
      { id: 'report-signs', type: 'symbol', source: 'reports', minzoom: 8, layout: sign('reported') },
      { id: 'closure-area-signs', type: 'symbol', source: 'closures', filter: areas, layout: sign('closed') },
      { id: 'closure-signs', type: 'symbol', source: 'closure-signs', layout: sign('closed') },
    ]),
  };
}

/**
 * @param {string} source
 * @param {string} colour
 * @param {{casing: string, dashes: number[] | null}} how
 * @returns {any[]}
 */
function along(source, colour, { casing, dashes }) {
  return [
    {
      id: `${source}-hit`,
      type: 'line',
      source,
      paint: { 'line-color': colour, 'line-width': 16, 'line-opacity': 0 },
    },
    {
      id: `${source}-casing`,
      type: 'line',
      source,
      paint: {
        'line-color': casing,
        'line-width': zoomed([8, 4], [14, 9]),
        'line-opacity': dashes ? 0.8 : 1,
      },
    },
    {
      id: source,
      type: 'line',
      source,
      paint: {
        'line-color': colour,
        'line-width': zoomed([8, 2.4], [14, 5.5]),
        ...(dashes ? { 'line-dasharray': dashes } : {}),
      },
    },
  ];
}

/**
 * The lines of a drawn shape; an area has none.
 * @param {{type: string, coordinates: any}} geometry
 * @returns {[number, number][][]}
 */
function linesOf({ type, coordinates }) {
  if (type === 'LineString') return [coordinates];
  return type === 'MultiLineString' ? coordinates : [];
}

/**
 * Halfway along a line.
 * @param {[number, number][]} line
 * @returns {[number, number]}
 */
export function middle(line) {
  // On so short a line degrees do for metres once those of longitude are as narrow as they are here.
  const narrow = Math.cos((line[0][1] * Math.PI) / 180);
  const steps = line
    .slice(1)
    .map(([lon, lat], i) => Math.hypot((lon - line[i][0]) * narrow, lat - line[i][1]));
  let left = steps.reduce((sum, step) => sum + step, 0) / 2;
  for (const [i, step] of steps.entries()) {
    if (left <= step && step > 0) {
      const [[a, b], [c, d]] = [line[i], line[i + 1]];
      return [a + ((c - a) * left) / step, b + ((d - b) * left) / step];
    }
    left -= step;
  }
  return line[0];
}

/**
 * @param {any} geometry
 * @param {Told} told
 */
function feature(geometry, told) {
  return { type: 'Feature', geometry, properties: told };
}

/**
 * @param {any[]} features
 * @returns {Collection}
 */
function collect(features) {
  return { type: 'FeatureCollection', features };
}
