// The map style: a calm landscape for people on foot and by bicycle, made of the dataset's own base map.
// Layers and attributes are those of docs/dataset.md.

import { DARK, LIGHT } from './palette.js';

/**
 * @typedef {import('maplibre-gl').StyleSpecification} Style
 * @typedef {import('maplibre-gl').LayerSpecification} Layer
 * @typedef {import('./palette.js').Palette} Palette
 * @typedef {any} Expression
 */

/** Families of styles/fonts.css; the map draws a label in the weight that the family's name says. */
export const FONTS = { regular: ['Rondje Medium'], strong: ['Rondje Semibold'], slanted: ['Rondje Italic'] };

const MAIN_ROADS = ['motorway', 'trunk', 'primary'];
const ROADS = [
  'secondary',
  'tertiary',
  'unclassified',
  'residential',
  'living_street',
  'pedestrian',
  'cyclestreet',
];
const PATHS = ['cycleway', 'path', 'footway', 'bridleway', 'track', 'steps', 'unknown', 'service'];

/**
 * @typedef {{tiles: string, attribution: string}} Background  A raster map of another host, its address with {z}, {x}
 *   and {y}.
 *
 * @param {object} options
 * @param {string} options.basemap  Address of the PMTiles file.
 * @param {boolean} options.dark
 * @param {'rcn' | 'rwn'} options.network  Node network of the mode.
 * @param {Background | null} [options.background]
 * @returns {Style}
 */
export function mapStyle({ basemap, dark, network, background = null }) {
  const colours = dark ? DARK : LIGHT;
  return {
    version: 8,
    // Colours change at once: with the page's, and for the moment in which a picture is taken for paper.
    transition: { duration: 0, delay: 0 },
    sources: {
      basemap: { type: 'vector', url: `pmtiles://${basemap}`, maxzoom: 14 },
      ...(background && {
        background: { type: 'raster', tiles: [background.tiles], tileSize: 256, maxzoom: 19 },
      }),
    },
    layers: [
      { id: 'land', type: 'background', paint: { 'background-color': colours.land } },
      ...(background ? [backgroundLayer(dark)] : [...grounds(colours), ...waters(colours)]),
      ...borders(colours),
      ...(background ? [] : ways(colours)),
      ...networkLines(colours, network),
      ...pointLabels(colours),
      ...junctionShields(colours, network),
      ...settlements(colours),
    ],
  };
}

/**
 * @param {boolean} dark
 * @returns {Layer}
 */
function backgroundLayer(dark) {
  const night = /** @type {const} */ ({
    'raster-brightness-max': 0.45,
    'raster-saturation': -0.5,
    'raster-contrast': -0.1,
  });
  return { id: 'background', type: 'raster', source: 'background', paint: dark ? night : {} };
}

/**
 * @param {'rcn' | 'rwn'} network
 * @returns {Expression}
 */
export function isNetwork(network) {
  return ['==', ['get', 'network'], network];
}

/**
 * @param {Palette} c
 * @returns {Layer[]}
 */
function grounds(c) {
  return [
    layer('landcover', 'fill', 'landcover', {
      paint: {
        'fill-color': [
          'match',
          ['get', 'class'],
          'heath',
          c.heath,
          'sand',
          c.sand,
          ['forest', 'forest_leaf', 'forest_needle'],
          c.forest,
          'grass',
          c.grass,
          'bog',
          c.bog,
          'field',
          c.field,
          'built_up',
          c.builtUp,
          'water',
          c.water,
          c.land,
        ],
        'fill-antialias': false,
      },
    }),
    layer('nature', 'fill', 'nature', { paint: { 'fill-color': c.nature, 'fill-opacity': 0.13 } }),
    layer('nature-edge', 'line', 'nature', {
      paint: {
        'line-color': c.nature,
        'line-opacity': 0.55,
        'line-width': zoomed([8, 0.6], [13, 1.6]),
        'line-dasharray': [3, 2],
      },
    }),
    layer('buildings', 'fill', 'buildings', {
      minzoom: 14,
      paint: { 'fill-color': c.building, 'fill-opacity': zoomed([14, 0.4], [15, 1]) },
    }),
  ];
}

/**
 * @param {Palette} c
 * @returns {Layer[]}
 */
function waters(c) {
  return [
    layer('waterway', 'line', 'waterway', {
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': c.waterLine,
        'line-opacity': zoomed([9, 0.4], [12, 0.75], [14, 1]),
        'line-width': [
          'interpolate',
          ['exponential', 1.5],
          ['zoom'],
          9,
          ['match', ['get', 'class'], ['river', 'canal'], 0.8, 0.4],
          14,
          ['match', ['get', 'class'], ['river', 'canal'], 4, 'stream', 2, 1.2],
        ],
      },
    }),
    layer('water', 'fill', 'water', { paint: { 'fill-color': c.water } }),
  ];
}

/**
 * @param {Palette} c
 * @returns {Layer[]}
 */
function borders(c) {
  return [
    layer('municipality', 'line', 'boundary', {
      filter: ['==', ['get', 'level'], 'municipality'],
      minzoom: 9,
      paint: { 'line-color': c.border, 'line-width': 0.8, 'line-opacity': 0.55, 'line-dasharray': [2, 3] },
    }),
    layer('province', 'line', 'boundary', {
      filter: ['==', ['get', 'level'], 'province'],
      paint: { 'line-color': c.border, 'line-width': zoomed([7, 1], [12, 2.4]), 'line-opacity': 0.8 },
    }),
  ];
}

/**
 * @param {Palette} c
 * @returns {Layer[]}
 */
function ways(c) {
  const round = { 'line-cap': 'round', 'line-join': 'round' };
  const roadWidth = widths(
    [9, 0.6],
    [12, ['match', ['get', 'class'], ['secondary', 'tertiary'], 2.4, 1]],
    [14, 4],
    [17, 12],
  );
  const casingWidth = widths(
    [9, 1],
    [12, ['match', ['get', 'class'], ['secondary', 'tertiary'], 3.6, 1.8]],
    [14, 5.4],
    [17, 14],
  );
  return [
    layer('railway', 'line', 'railway', {
      paint: { 'line-color': c.railway, 'line-width': zoomed([9, 0.6], [14, 1.8]), 'line-dasharray': [5, 2] },
    }),
    layer('paths', 'line', 'roads', {
      filter: oneOf('class', PATHS),
      minzoom: 12,
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': [
          'match',
          ['get', 'surface'],
          'sealed',
          c.pathSealed,
          'unsealed',
          c.pathUnsealed,
          c.pathUnknown,
        ],
        'line-width': zoomed([12, 0.5], [14, 1.4], [17, 4]),
        'line-opacity': zoomed([12, 0.55], [13.5, 1]),
        // A dash tells an unsealed path from a sealed one without colour.
        'line-dasharray': [
          'match',
          ['get', 'surface'],
          'unsealed',
          ['literal', [3, 1.6]],
          ['literal', [1, 0]],
        ],
      },
    }),
    layer('roads-casing', 'line', 'roads', {
      filter: oneOf('class', ROADS),
      minzoom: 9,
      layout: round,
      paint: { 'line-color': c.roadCasing, 'line-width': casingWidth },
    }),
    layer('main-roads-casing', 'line', 'roads', {
      filter: oneOf('class', MAIN_ROADS),
      layout: round,
      paint: { 'line-color': c.mainRoadCasing, 'line-width': zoomed([7, 1.2], [12, 4.6], [17, 18]) },
    }),
    layer('roads', 'line', 'roads', {
      filter: oneOf('class', ROADS),
      minzoom: 9,
      layout: round,
      paint: { 'line-color': c.road, 'line-width': roadWidth },
    }),
    layer('main-roads', 'line', 'roads', {
      filter: oneOf('class', MAIN_ROADS),
      layout: round,
      paint: { 'line-color': c.mainRoad, 'line-width': zoomed([7, 0.6], [12, 3.2], [17, 15]) },
    }),
    layer('ferries', 'line', 'roads', {
      filter: ['==', ['get', 'class'], 'ferry'],
      paint: { 'line-color': c.waterText, 'line-width': 1.4, 'line-dasharray': [3, 3] },
    }),
  ];
}

/**
 * @param {Palette} c
 * @param {'rcn' | 'rwn'} network
 * @returns {Layer[]}
 */
function networkLines(c, network) {
  return [
    layer('named-routes', 'line', 'networks', {
      filter: ['==', ['get', 'network'], 'route'],
      minzoom: 10,
      paint: { 'line-color': c.route, 'line-width': zoomed([10, 0.8], [14, 2]), 'line-opacity': 0.4 },
    }),
    layer('network', 'line', 'networks', {
      filter: isNetwork(network),
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': network === 'rcn' ? c.rcn : c.rwn,
        'line-width': zoomed([8, 0.7], [11, 1.4], [14, 3.2], [17, 6]),
        'line-opacity': zoomed([8, 0.35], [11, 0.55], [15, 0.45]),
      },
    }),
  ];
}

/**
 * @param {Palette} c
 * @param {'rcn' | 'rwn'} network
 * @returns {Layer[]}
 */
function junctionShields(c, network) {
  const dense = network === 'rwn';
  return [
    layer('junction-dots', 'symbol', 'junctions', {
      filter: isNetwork(network),
      minzoom: dense ? 11 : 10,
      maxzoom: dense ? 13 : 11.5,
      layout: { 'icon-image': `dot-${network}`, 'icon-allow-overlap': true, 'icon-size': 0.9 },
    }),
    layer('junctions', 'symbol', 'junctions', {
      filter: isNetwork(network),
      minzoom: dense ? 13 : 11.5,
      layout: shieldLayout(network),
      paint: { 'text-color': c.shieldText },
    }),
  ];
}

/**
 * How a numbered junction is drawn: a ring in the colour of its network, its number inside.
 * @param {'rcn' | 'rwn' | 'tour'} kind
 * @returns {any}
 */
export function shieldLayout(kind) {
  return {
    'icon-image': `shield-${kind}`,
    'icon-size': zoomed([11.5, 0.8], [14, 1]),
    'icon-allow-overlap': false,
    'icon-padding': 1,
    'text-field': ['get', 'ref'],
    'text-font': FONTS.strong,
    'text-size': zoomed([11.5, 9.5], [14, 12]),
    'text-anchor': 'center',
    'text-allow-overlap': false,
    'text-optional': false,
  };
}

/**
 * @param {Palette} c
 * @returns {Layer[]}
 */
function pointLabels(c) {
  const halo = { 'text-halo-color': c.halo, 'text-halo-width': 1.4 };
  return [
    layer('waterway-names', 'symbol', 'waterway', {
      filter: ['has', 'name'],
      minzoom: 12,
      layout: {
        'symbol-placement': 'line',
        'text-field': ['get', 'name'],
        'text-font': FONTS.slanted,
        'text-size': 11.5,
        'symbol-spacing': 420,
      },
      paint: { ...halo, 'text-color': c.waterText },
    }),
    layer('road-names', 'symbol', 'roads', {
      filter: [
        'all',
        ['has', 'name'],
        oneOf('class', [...ROADS, ...MAIN_ROADS, 'unknown', 'cycleway', 'service']),
      ],
      minzoom: 14,
      layout: {
        'symbol-placement': 'line',
        'text-field': ['get', 'name'],
        'text-font': FONTS.regular,
        'text-size': 11,
        'symbol-spacing': 360,
      },
      paint: { ...halo, 'text-color': c.textSoft },
    }),
    layer('nature-names', 'symbol', 'nature', {
      filter: ['has', 'name'],
      minzoom: 9,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': FONTS.slanted,
        'text-size': zoomed([9, 11], [13, 14]),
        'text-max-width': 7,
        'text-padding': 12,
      },
      paint: { ...halo, 'text-color': c.natureText },
    }),
    layer('sights', 'symbol', 'pois', {
      filter: ['all', ['==', ['get', 'group'], 'attraction'], ['has', 'name']],
      minzoom: 12,
      layout: poiLayout('poi-sight'),
      paint: { ...halo, 'text-color': c.poi },
    }),
    layer('horeca', 'symbol', 'pois', {
      filter: ['==', ['get', 'group'], 'horeca'],
      minzoom: 14,
      layout: poiLayout('poi-horeca'),
      paint: { ...halo, 'text-color': c.poi },
    }),
    layer('facilities', 'symbol', 'pois', {
      filter: ['==', ['get', 'group'], 'facility'],
      minzoom: 14,
      layout: poiLayout(['concat', 'facility-', ['get', 'category']]),
      paint: { ...halo, 'text-color': c.poi },
    }),
  ];
}

/**
 * @param {Expression} image
 * @returns {any}
 */
function poiLayout(image) {
  return {
    'icon-image': image,
    'text-field': ['get', 'name'],
    'text-font': FONTS.regular,
    'text-size': 11,
    'text-anchor': 'top',
    'text-offset': [0, 0.6],
    'text-optional': true,
    'text-max-width': 8,
  };
}

/**
 * @param {Palette} c
 * @returns {Layer[]}
 */
function settlements(c) {
  // A colour each: one that depends on the data cannot change at once, as for paper.
  return [
    settlementNames('hamlets', ['hamlet', 'suburb'], c.textSoft, c.halo),
    settlementNames('villages', ['city', 'town', 'village'], c.text, c.halo),
  ];
}

/**
 * @param {string} id
 * @param {string[]} kinds
 * @param {string} colour
 * @param {string} halo
 */
function settlementNames(id, kinds, colour, halo) {
  return layer(id, 'symbol', 'places', {
    filter: oneOf('kind', kinds),
    layout: {
      'text-field': ['get', 'name'],
      'text-font': [
        'match',
        ['get', 'kind'],
        ['city', 'town'],
        ['literal', FONTS.strong],
        ['literal', FONTS.regular],
      ],
      'text-size': [
        'interpolate',
        ['linear'],
        ['zoom'],
        7,
        ['match', ['get', 'kind'], ['city', 'town'], 13, 10],
        13,
        ['match', ['get', 'kind'], ['city', 'town'], 19, 'village', 14.5, 12],
      ],
      'symbol-sort-key': ['coalesce', ['get', 'rank'], 5],
      'text-padding': 6,
      'text-max-width': 9,
    },
    paint: {
      'text-color': colour,
      'text-halo-color': halo,
      'text-halo-width': 1.6,
    },
  });
}

/**
 * @param {string} id
 * @param {'fill' | 'line' | 'symbol'} type
 * @param {string} sourceLayer
 * @param {object} rest
 * @returns {Layer}
 */
function layer(id, type, sourceLayer, rest) {
  return /** @type {Layer} */ ({ id, type, source: 'basemap', 'source-layer': sourceLayer, ...rest });
}

/**
 * @param {string} attribute
 * @param {string[]} words
 * @returns {Expression}
 */
function oneOf(attribute, words) {
  return ['in', ['get', attribute], ['literal', words]];
}

/**
 * @param {...[number, Expression]} stops  Zoom, value.
 * @returns {Expression}
 */
export function zoomed(...stops) {
  return ['interpolate', ['linear'], ['zoom'], ...stops.flat(1)];
}

/**
 * Widths that grow as the ground does.
 * @param {...[number, Expression]} stops
 * @returns {Expression}
 */
function widths(...stops) {
  return ['interpolate', ['exponential', 1.5], ['zoom'], ...stops.flatMap(([zoom, value]) => [zoom, value])];
}
