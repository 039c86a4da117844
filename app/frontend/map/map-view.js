// The map of a page. Loaded after the page itself, so that the form works before the map is there.

import { Map as MapLibre, Marker, ScaleControl, addProtocol, setWorkerUrl } from 'maplibre-gl';
import { PMTiles, Protocol } from 'pmtiles';
import { hindrancesNow } from '../api.js';
import { isDark, onToneChange } from '../tone.js';
import { DARK, LIGHT } from './palette.js';
import { drawImage } from './images.js';
import { showCard } from './hindrance-card.js';
import { LINES, SIGNS, hindranceData, hindranceLayers, none } from './hindrances.js';
import { mapStyle } from './style.js';
import { LineDrag } from './line-drag.js';
import { PointMarkers } from './point-markers.js';
import { PrintedMap } from './printed-map.js';
import { GRABBABLE, TAPPABLE, lineData, tourData, tourLayers } from './tour-layers.js';

/**
 * @typedef {import('../plan.js').Lonlat} Lonlat
 * @typedef {import('../plan.js').Mode} Mode
 * @typedef {import('../tour-types.js').TourFeature} TourFeature
 * @typedef {[number, number, number, number]} Bbox  West, south, east, north.
 * @typedef {{lonlat: Lonlat, junction: {number: string, at: Lonlat} | null, place: {name: string, category: string,
 *   group: string, at: Lonlat} | null}} Tap  Where the map was tapped, and what is there.
 */

const HOME_PADDING_PX = 24;
const TOUR_PADDING_PX = 56;
const CLOSEST_FIT_ZOOM = 15;
/** A finger that means a sign hits it within this. */
const HIT_PX = 11;
const JUNCTION_LAYERS = ['tour-junctions', 'junctions', 'junction-dots'];
const PLACE_LAYERS = ['tour-stops', 'sights', 'horeca', 'facilities'];

export class MapView {
  /**
   * @param {object} options
   * @param {HTMLElement} options.container
   * @param {string} options.worker  Address of the map's worker.
   * @param {string} options.basemap  Address of the base map.
   * @param {import('./style.js').Background | null} [options.background]  Somebody else's map to draw on, where one is
   *   configured.
   * @param {import('./kept-tiles.js').KeptTiles} [options.kept]  The part of the base map that is on the device.
   * @param {Bbox} options.bbox  What to show first.
   * @param {Mode} options.mode
   * @param {string} options.label  Accessible name of the map.
   * @param {string} [options.startLabel]  Accessible name of the start marker.
   * @param {(tap: Tap) => void} [options.onTap]  The map was tapped.
   * @param {(index: number) => void} [options.onTourTap]
   * @param {(grabbed: number, to: Lonlat) => void} [options.onLineDrop]  The chosen tour's line was dragged: metres
   *   along it, and where it was let go.
   * @param {ConstructorParameters<typeof PointMarkers>[1]} [options.points]  What happens with the plan's points.
   */
  constructor(options) {
    this.options = options;
    this.mode = options.mode;
    /** @type {TourFeature[]} */
    this.tours = [];
    this.chosen = 0;
    this.hindrances = none();
    /** @type {{lang: string, text: import('../texts/index.js').Texts | null}} */
    this.said = { lang: 'nl', text: null };
    /** Whether the map is on its way to a start; what it shows meanwhile says nothing. */
    this.revealing = false;
    setWorkerUrl(new URL(options.worker, location.href).href);
    const protocol = new Protocol();
    const basemap = new URL(options.basemap, location.href).href;
    protocol.add(new PMTiles(basemap));
    addProtocol('pmtiles', options.kept ? options.kept.before(protocol.tile) : protocol.tile);
    this.basemap = basemap;
    this.map = new MapLibre({
      container: options.container,
      style: this.style(),
      bounds: options.bbox,
      fitBoundsOptions: { padding: HOME_PADDING_PX },
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      minZoom: 6,
      maxZoom: 18,
      renderWorldCopies: false,
      fadeDuration: reducedMotion() ? 0 : 200,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.getCanvas().setAttribute('aria-label', options.label);
    this.map.addControl(new ScaleControl({ maxWidth: 110 }), 'bottom-left');
    this.map.setMissingStyleImageResolver((id) => this.addImage(id));
    this.map.on('click', (event) => this.tapped(event));
    new PrintedMap(this, options.container);
    onToneChange(() => this.map.setStyle(this.style(), { diff: false }));
    /** Resolves when the first map is drawn. */
    this.drawn = new Promise((resolve) => this.map.once('load', resolve));
    this.marker = startMarker(options.startLabel ?? '');
    /** @type {{kept: Lonlat[], pulled: Lonlat[]}} */
    this.lines = { kept: [], pulled: [] };
    this.points = options.points ? new PointMarkers(this.map, options.points) : null;
    const { onLineDrop } = options;
    this.drag = onLineDrop
      ? new LineDrag(this.map, GRABBABLE, {
          onPreview: (line) => this.showLine('pulled', line),
          onDrop: onLineDrop,
        })
      : null;
  }

  /** @param {Mode} mode */
  setMode(mode) {
    if (mode === this.mode) return;
    this.mode = mode;
    this.map.setStyle(this.style());
  }

  /**
   * The plan's points, to be moved by hand.
   * @param {import('./point-markers.js').Shown[]} points
   */
  setPoints(points) {
    this.points?.show(points);
  }

  /**
   * A line beside the tours: the part that is kept, or what follows the pointer.
   * @param {'kept' | 'pulled'} name
   * @param {Lonlat[]} line  Empty: none.
   */
  showLine(name, line) {
    this.lines[name] = line;
    const source = /** @type {import('maplibre-gl').GeoJSONSource | undefined} */ (this.map.getSource(name));
    source?.setData(/** @type {any} */ (lineData(line)));
  }

  /**
   * A start that cannot be moved.
   * @param {Lonlat | null} start
   */
  setStart(start) {
    if (start) this.marker.setLngLat(start).addTo(this.map);
    else this.marker.remove();
  }

  /**
   * Shows a start that may lie outside of what the map shows.
   * @param {Lonlat} lonlat
   */
  reveal(lonlat) {
    if (this.map.getBounds().contains(lonlat) && this.map.getZoom() > 11) return;
    this.revealing = true;
    this.map.once('moveend', () => (this.revealing = false));
    this.map.easeTo({ center: lonlat, zoom: Math.max(this.map.getZoom(), 12.5), ...this.speed() });
  }

  /**
   * @param {TourFeature[]} tours
   * @param {number} chosen
   */
  showTours(tours, chosen) {
    this.tours = tours;
    this.chosen = chosen;
    this.drag?.setLine(tours[chosen]?.geometry.coordinates ?? null);
    const data = tourData(tours, chosen);
    for (const name of /** @type {const} */ (['tours', 'passed', 'stops'])) {
      const source = /** @type {import('maplibre-gl').GeoJSONSource | undefined} */ (
        this.map.getSource(name)
      );
      source?.setData(data[name]);
    }
  }

  /**
   * Moves so that the tours can be seen as a whole; keeps still where they already can.
   * @param {{growing?: boolean}} [options]  `growing`: a small tour in a wide view is well as it is.
   */
  fitTours({ growing = false } = {}) {
    if (!this.tours.length) return;
    const boxes = this.tours.map((tour) => tour.bbox);
    const west = Math.min(...boxes.map((box) => box[0]));
    const south = Math.min(...boxes.map((box) => box[1]));
    const east = Math.max(...boxes.map((box) => box[2]));
    const north = Math.max(...boxes.map((box) => box[3]));
    const view = this.map.getBounds();
    const whole = view.contains([west, south]) && view.contains([east, north]);
    const large = east - west > 0.45 * (view.getEast() - view.getWest());
    const tall = north - south > 0.45 * (view.getNorth() - view.getSouth());
    if (!this.revealing && whole && (growing || large || tall)) return;
    this.map.fitBounds([west, south, east, north], {
      padding: this.tourPadding(),
      maxZoom: CLOSEST_FIT_ZOOM,
      ...this.speed(),
    });
  }

  /** Room around a tour; below it more, for what lies on the map's lower edge. */
  tourPadding() {
    const around = Math.min(TOUR_PADDING_PX, this.map.getContainer().clientHeight / 10);
    return { top: around, left: around, right: around, bottom: around + 24 };
  }

  /**
   * Asks once what stands in the way and shows it. Without an answer the map stands as it is: what lies on a tour is
   * told in its text, too.
   * @param {string} lang
   * @param {import('../texts/index.js').Texts} text
   */
  async askHindrances(lang, text) {
    try {
      this.showHindrances(await hindrancesNow(lang), { lang, text });
    } catch {
      // Offline, or the server is busy.
    }
  }

  /**
   * What stands in the way, told in a language when it is tapped.
   * @param {import('./hindrances.js').Hindrances} hindrances
   * @param {{lang: string, text: import('../texts/index.js').Texts}} said
   */
  showHindrances(hindrances, said) {
    this.hindrances = hindrances;
    this.said = said;
    for (const [name, data] of Object.entries(this.hindranceData())) {
      const source = /** @type {import('maplibre-gl').GeoJSONSource | undefined} */ (
        this.map.getSource(name)
      );
      source?.setData(data);
    }
  }

  hindranceData() {
    return hindranceData(this.hindrances, {
      mode: this.everyMode ? null : this.mode,
      ...this.said,
    });
  }

  /** Whether closures are shown that do not stop who moves as the map is for. */
  get everyMode() {
    return false;
  }

  /** @param {1 | -1} direction */
  zoomBy(direction) {
    if (direction > 0) this.map.zoomIn(this.speed());
    else this.map.zoomOut(this.speed());
  }

  /** @param {boolean} [dark] */
  style(dark = isDark()) {
    const network = this.mode === 'fietsen' ? 'rcn' : 'rwn';
    const background = this.options.background ?? null;
    const style = mapStyle({ basemap: this.basemap, dark, network, background });
    const { below, above } = tourLayers(dark);
    const labels = style.layers.findIndex((layer) => layer.type === 'symbol');
    const hindering = hindranceLayers(dark);
    style.layers.splice(labels, 0, ...below, ...hindering.below);
    style.layers.push(...above, ...hindering.above);
    const data = { ...tourData(this.tours, this.chosen), ...this.hindranceData() };
    for (const [name, collection] of Object.entries(data)) {
      style.sources[name] = { type: 'geojson', data: /** @type {any} */ (collection) };
    }
    for (const [name, line] of Object.entries(this.lines ?? { kept: [], pulled: [] })) {
      style.sources[name] = { type: 'geojson', data: /** @type {any} */ (lineData(line)) };
    }
    return style;
  }

  /**
   * The map in the colours of paper, or as the page is again. At once, without reading its tiles anew.
   * @param {boolean} onPaper
   */
  dressForPaper(onPaper) {
    const dark = isDark() && !onPaper;
    for (const id of this.map.listImages()) {
      const image = drawImage(id, dark ? DARK : LIGHT);
      if (image) this.map.updateImage(id, image.data);
    }
    this.map.setStyle(this.style(dark), { diff: true });
  }

  /** @param {string} id */
  addImage(id) {
    const image = drawImage(id, isDark() ? DARK : LIGHT);
    if (image && !this.map.hasImage(id)) this.map.addImage(id, image.data, { pixelRatio: image.pixelRatio });
  }

  /** @param {import('maplibre-gl').MapMouseEvent} event */
  tapped(event) {
    const [line] = this.drawnAt(event.point, 0, [TAPPABLE]);
    const junction = this.drawnAt(event.point, HIT_PX, JUNCTION_LAYERS).find(
      ({ properties }) => properties.ref,
    );
    const place = this.drawnAt(event.point, HIT_PX, PLACE_LAYERS).find(({ properties }) => properties.name);
    // A sign lies over a junction; only a tap on the sign itself takes it from there.
    if (this.tellsHindrance(event, junction ? 0 : HIT_PX)) return;
    if (line && !junction && !place && this.options.onTourTap) {
      this.options.onTourTap(line.properties.index);
      return;
    }
    const { name = '', category = '', group = '' } = place?.properties ?? {};
    this.options.onTap?.({
      lonlat: [event.lngLat.lng, event.lngLat.lat],
      junction: junction ? { number: String(junction.properties.ref), at: pointOf(junction) } : null,
      place: place ? { name, category, group, at: pointOf(place) } : null,
    });
  }

  /**
   * Tells what stands in the way where the map was tapped; false where there is nothing.
   * @param {import('maplibre-gl').MapMouseEvent} event
   * @param {number} [reach]  Pixels around a sign; with none the sign must be hit, and lines do not count.
   */
  tellsHindrance({ point, lngLat }, reach = HIT_PX) {
    const [met] = [...this.drawnAt(point, reach, SIGNS), ...(reach ? this.drawnAt(point, 0, LINES) : [])];
    if (!met || !this.said.text) return false;
    const told = /** @type {import('./hindrances.js').Told} */ (met.properties);
    showCard(this.map, lngLat, told, this.said.text);
    return true;
  }

  /**
   * @param {{x: number, y: number}} at
   * @param {number} reach  Pixels.
   * @param {string[]} layers
   */
  drawnAt({ x, y }, reach, layers) {
    const there = layers.filter((layer) => this.map.getLayer(layer));
    if (!there.length) return [];
    const box = /** @type {[[number, number], [number, number]]} */ ([
      [x - reach, y - reach],
      [x + reach, y + reach],
    ]);
    return this.map.queryRenderedFeatures(box, { layers: there });
  }

  speed() {
    return { duration: reducedMotion() ? 0 : 600 };
  }
}

/** @param {string} label */
function startMarker(label) {
  const element = document.createElement('div');
  element.className = 'start-marker';
  element.setAttribute('aria-label', label);
  element.setAttribute('role', 'img');
  return new Marker({ element, anchor: 'center' });
}

/**
 * @param {import('maplibre-gl').MapGeoJSONFeature} feature
 * @returns {Lonlat}
 */
function pointOf(feature) {
  return /** @type {any} */ (feature.geometry).coordinates;
}

function reducedMotion() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
