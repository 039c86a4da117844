// Tours on the map: the chosen one with its direction, the others fainter, junctions passed, stops.

import { DARK, LIGHT } from './palette.js';
import { FONTS, shieldLayout, zoomed } from './style.js';

/**
 * @typedef {import('../tour-types.js').TourFeature} TourFeature
 * @typedef {import('maplibre-gl').LayerSpecification} Layer
 * @typedef {{type: 'FeatureCollection', features: any[]}} Collection
 */

/** Layers a tap on which means "this one". */
export const TAPPABLE = 'other-tours-hit';
/** The line that can be dragged. */
export const GRABBABLE = 'tour-hit';

/**
 * @param {TourFeature[]} tours
 * @param {number} chosen
 * @returns {{tours: Collection, passed: Collection, stops: Collection}}
 */
export function tourData(tours, chosen) {
  const tour = tours[chosen];
  return {
    tours: collect(
      tours.map((each, i) => ({
        type: 'Feature',
        geometry: each.geometry,
        properties: { index: i, chosen: i === chosen },
      })),
    ),
    passed: collect(
      tour ? tour.properties.junctions.map((junction) => point(junction, { ref: junction.ref })) : [],
    ),
    stops: collect(tour ? tour.properties.stops.map((stop) => point(stop, { name: stop.name })) : []),
  };
}

/**
 * @param {[number, number][]} line
 * @returns {Collection}
 */
export function lineData(line) {
  const drawn = { type: 'Feature', geometry: { type: 'LineString', coordinates: line }, properties: {} };
  return collect(line.length > 1 ? [drawn] : []);
}

/**
 * @param {boolean} dark
 * @returns {{below: Layer[], above: Layer[]}}  `below` goes under the map's labels, `above` over everything.
 */
export function tourLayers(dark) {
  const c = dark ? DARK : LIGHT;
  const round = /** @type {const} */ ({ 'line-cap': 'round', 'line-join': 'round' });
  const chosen = ['==', ['get', 'chosen'], true];
  const other = ['==', ['get', 'chosen'], false];
  return {
    below: /** @type {Layer[]} */ ([
      {
        id: TAPPABLE,
        type: 'line',
        source: 'tours',
        filter: other,
        paint: { 'line-color': c.otherTour, 'line-width': 22, 'line-opacity': 0 },
      },
      {
        id: 'other-tours',
        type: 'line',
        source: 'tours',
        filter: other,
        layout: round,
        paint: { 'line-color': c.otherTour, 'line-width': zoomed([8, 2], [14, 4]), 'line-opacity': 0.75 },
      },
      {
        id: GRABBABLE,
        type: 'line',
        source: 'tours',
        filter: chosen,
        paint: { 'line-color': c.tour, 'line-width': 20, 'line-opacity': 0 },
      },
      {
        id: 'tour-casing',
        type: 'line',
        source: 'tours',
        filter: chosen,
        layout: round,
        paint: { 'line-color': c.tourCasing, 'line-width': zoomed([8, 5], [14, 10]), 'line-opacity': 0.9 },
      },
      {
        id: 'tour',
        type: 'line',
        source: 'tours',
        filter: chosen,
        layout: round,
        paint: { 'line-color': c.tour, 'line-width': zoomed([8, 3], [14, 6.5]) },
      },
      {
        id: 'tour-arrows',
        type: 'symbol',
        source: 'tours',
        filter: chosen,
        minzoom: 10,
        layout: {
          'symbol-placement': 'line',
          'symbol-spacing': 90,
          'icon-image': 'arrow',
          'icon-size': zoomed([10, 0.85], [14, 1.25]),
          'icon-allow-overlap': true,
          'icon-ignore-placement': true,
        },
      },
    ]),
    above: /** @type {Layer[]} */ ([
      {
        id: 'kept',
        type: 'line',
        source: 'kept',
        layout: round,
        paint: { 'line-color': c.kept, 'line-width': zoomed([8, 5], [14, 11]), 'line-opacity': 0.75 },
      },
      {
        id: 'pulled',
        type: 'line',
        source: 'pulled',
        layout: round,
        paint: { 'line-color': c.tour, 'line-width': 4, 'line-dasharray': [1.5, 1.5] },
      },
      {
        id: 'tour-junctions',
        type: 'symbol',
        source: 'passed',
        minzoom: 10.5,
        layout: { ...shieldLayout('tour'), 'symbol-sort-key': -1 },
        paint: { 'text-color': c.shieldText },
      },
      {
        id: 'tour-stops',
        type: 'symbol',
        source: 'stops',
        layout: {
          'icon-image': 'stop',
          'icon-size': zoomed([9, 0.6], [13, 1]),
          'icon-allow-overlap': true,
          'text-field': ['get', 'name'],
          'text-font': FONTS.strong,
          'text-size': 12,
          'text-anchor': 'left',
          'text-offset': [0.9, 0],
          'text-optional': true,
        },
        paint: { 'text-color': c.tour, 'text-halo-color': c.halo, 'text-halo-width': 1.8 },
      },
    ]),
  };
}

/**
 * @param {{lon: number, lat: number}} place
 * @param {object} properties
 */
function point({ lon, lat }, properties) {
  return { type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties };
}

/**
 * @param {any[]} features
 * @returns {Collection}
 */
function collect(features) {
  return { type: 'FeatureCollection', features };
}
