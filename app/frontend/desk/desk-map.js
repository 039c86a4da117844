// The desk's map: gaps, facilities, proposals, what-ifs, closures over the usual map.

import { Marker } from 'maplibre-gl';
import { MapView } from '../map/map-view.js';
import { FONTS, zoomed } from '../map/style.js';
import { isDark } from '../tone.js';

/**
 * @typedef {import('./question.js').Lonlat} Lonlat
 * @typedef {{type: 'FeatureCollection', features: any[]}} Collection
 * @typedef {'gaps' | 'facilities' | 'sites' | 'chosen'} Layer
 */

const NAMES = /** @type {Layer[]} */ (['gaps', 'facilities', 'sites', 'chosen']);
/** @returns {Collection} */
const nothing = () => ({ type: 'FeatureCollection', features: [] });

const DAY = { gap: '#c8102e', casing: '#ffffff', facility: '#2f6f93', gone: '#8a8f86' };
const NIGHT = { gap: '#ff7385', casing: '#171c1a', facility: '#7cc0e6', gone: '#8a8f86' };
const PROPOSED = { day: '#86307a', night: '#e29bd6' };

export class DeskMap extends MapView {
  /**
   * @param {ConstructorParameters<typeof MapView>[0] & {
   *   onPlace?: (lonlat: Lonlat) => void, onFacility?: (id: string) => void, onGap?: (id: number) => void, onMove?: (index: number, lonlat: Lonlat) => void,
   *   markerLabel?: string}} options
   */
  constructor(options) {
    super(options);
    this.deskOptions = options;
    /** @type {Marker[]} */
    this.markers = [];
  }

  /** @type {Record<Layer, Collection> | undefined} */
  shown;

  /**
   * @param {Layer} layer
   * @param {any[]} features
   */
  show(layer, features) {
    this.shown ??= empty();
    this.shown[layer] = { type: 'FeatureCollection', features };
    const source = /** @type {import('maplibre-gl').GeoJSONSource | undefined} */ (this.map.getSource(layer));
    source?.setData(this.shown[layer]);
  }

  /** Puts everything on the map again, once it is drawn. */
  showAll() {
    for (const name of NAMES) this.show(name, this.shown?.[name].features ?? []);
  }

  /**
   * Facilities that are not there yet, to be dragged.
   * @param {Lonlat[]} points
   */
  showAdded(points) {
    for (const marker of this.markers) marker.remove();
    this.markers = points.map((point, index) => {
      const element = document.createElement('div');
      element.className = 'added-marker';
      element.textContent = '+';
      element.setAttribute('role', 'img');
      element.setAttribute('aria-label', this.deskOptions.markerLabel ?? '');
      const marker = new Marker({ element, draggable: true }).setLngLat(point).addTo(this.map);
      marker.on('dragend', () => {
        const { lng, lat } = marker.getLngLat();
        this.deskOptions.onMove?.(index, [lng, lat]);
      });
      return marker;
    });
  }

  /** @param {any} geometry  Moves so that it can be seen. */
  fit(geometry) {
    const points =
      geometry.type === 'Point' ? [geometry.coordinates] : geometry.coordinates.flat(depth(geometry));
    const lons = points.map((/** @type {Lonlat} */ p) => p[0]);
    const lats = points.map((/** @type {Lonlat} */ p) => p[1]);
    this.map.fitBounds([Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)], {
      padding: 60,
      maxZoom: 14,
      ...this.speed(),
    });
  }

  /** Officers look after every way of moving. */
  get everyMode() {
    return true;
  }

  style() {
    this.shown ??= empty();
    const style = super.style();
    const colours = isDark() ? NIGHT : DAY;
    for (const name of NAMES)
      style.sources[name] = { type: 'geojson', data: /** @type {any} */ (this.shown[name]) };
    const labels = style.layers.findIndex((layer) => layer.type === 'symbol');
    style.layers.splice(labels, 0, ...lines(colours));
    style.layers.push(...points(colours));
    return style;
  }

  /** @param {import('maplibre-gl').MapMouseEvent} event */
  tapped(event) {
    const layers = ['desk-facilities', 'desk-gaps-hit'].filter((id) => this.map.getLayer(id));
    const [met] = this.map.queryRenderedFeatures(event.point, { layers });
    if (met?.layer.id === 'desk-facilities' && this.deskOptions.onFacility) {
      this.deskOptions.onFacility(met.properties.id);
    } else if (this.deskOptions.onPlace && this.placing) {
      this.deskOptions.onPlace([event.lngLat.lng, event.lngLat.lat]);
    } else if (!this.tellsHindrance(event) && met && this.deskOptions.onGap) {
      this.deskOptions.onGap(Number(met.id));
    }
  }

  /** Whether a tap on the map places something. */
  placing = false;
}

function empty() {
  return /** @type {Record<Layer, Collection>} */ (
    Object.fromEntries(NAMES.map((name) => [name, nothing()]))
  );
}

/** @param {{type: string}} geometry */
function depth(geometry) {
  return { LineString: 0, MultiLineString: 1, Polygon: 1, MultiPolygon: 2 }[geometry.type] ?? 0;
}

/**
 * @param {typeof DAY} c
 * @returns {any[]}
 */
function lines(c) {
  const round = { 'line-cap': 'round', 'line-join': 'round' };
  return [
    {
      id: 'desk-gaps-hit',
      type: 'line',
      source: 'gaps',
      paint: { 'line-color': c.gap, 'line-width': 16, 'line-opacity': 0 },
    },
    {
      id: 'desk-gaps',
      type: 'line',
      source: 'gaps',
      layout: round,
      paint: { 'line-color': c.gap, 'line-width': zoomed([8, 1.6], [14, 5]), 'line-opacity': 0.85 },
    },
    {
      id: 'desk-chosen-casing',
      type: 'line',
      source: 'chosen',
      layout: round,
      paint: { 'line-color': c.casing, 'line-width': zoomed([8, 9], [14, 15]) },
    },
    {
      id: 'desk-chosen',
      type: 'line',
      source: 'chosen',
      layout: round,
      paint: { 'line-color': c.gap, 'line-width': zoomed([8, 5], [14, 9]) },
    },
  ];
}

/**
 * @param {typeof DAY} c
 * @returns {any[]}
 */
function points(c) {
  const proposed = c === NIGHT ? PROPOSED.night : PROPOSED.day;
  return [
    {
      id: 'desk-facilities',
      type: 'circle',
      source: 'facilities',
      paint: {
        'circle-radius': zoomed([8, 2.4], [13, 7]),
        'circle-color': ['case', ['boolean', ['get', 'gone'], false], c.casing, c.facility],
        'circle-stroke-color': ['case', ['boolean', ['get', 'gone'], false], c.gone, c.casing],
        'circle-stroke-width': ['case', ['boolean', ['get', 'gone'], false], 2.5, 1.2],
      },
    },
    {
      id: 'desk-sites',
      type: 'circle',
      source: 'sites',
      paint: {
        'circle-radius': zoomed([8, 8], [13, 13]),
        'circle-color': c.casing,
        'circle-stroke-color': proposed,
        'circle-stroke-width': 2.5,
      },
    },
    {
      id: 'desk-sites-rank',
      type: 'symbol',
      source: 'sites',
      layout: {
        'text-field': ['to-string', ['get', 'rank']],
        'text-font': FONTS.strong,
        'text-size': zoomed([8, 11], [13, 14]),
        'text-allow-overlap': true,
      },
      paint: { 'text-color': proposed },
    },
  ];
}
