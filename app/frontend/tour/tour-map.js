// The map of a tour's page: the tour, the cursor of the profile, a marked stretch, and where one is.

import { Marker } from 'maplibre-gl';
import { Track } from '../along.js';
import { MapView } from '../map/map-view.js';
import { pictureOf } from '../map/printed-map.js';
import { GRABBABLE } from '../map/tour-layers.js';

/**
 * @typedef {import('../plan.js').Lonlat} Lonlat
 * @typedef {import('../tour-types.js').TourFeature} TourFeature
 * @typedef {import('../map/kept-tiles.js').KeptTiles} KeptTiles
 */

/** A tap this near to the line means the line. */
const TAP_PX = 24;
const FOLLOW_ZOOM = 15.5;
const SEE_PADDING_PX = 48;

export class TourMap {
  /**
   * @param {object} options
   * @param {HTMLElement} options.container
   * @param {string} options.worker
   * @param {string} options.basemap
   * @param {import('../map/style.js').Background | null} options.background
   * @param {KeptTiles} options.kept
   * @param {TourFeature} options.tour
   * @param {{map: string, start: string, cursor: string, you: string}} options.labels
   * @param {(metres: number) => void} options.onLine  The line was touched or passed over.
   * @param {(metres: number) => void} [options.onTap]  It was touched; without this `onLine` hears of it.
   */
  constructor({ tour, labels, onLine, onTap = onLine, ...rest }) {
    this.tour = tour;
    const { line, breaks } = pieces(tour.geometry);
    this.track = new Track(line, breaks);
    this.scale = this.track.length / (tour.properties.length_m || 1);
    this.view = new MapView({
      ...rest,
      bbox: tour.bbox,
      mode: tour.properties.mode,
      label: labels.map,
      startLabel: labels.start,
      onTap: ({ lonlat }) => this.tapped(lonlat, onTap),
    });
    this.map = this.view.map;
    this.view.setStart(line[0]);
    this.view.showTours([tour], 0);
    this.cursor = marker('cursor-marker', labels.cursor);
    this.you = marker('you-marker', labels.you);
    /** Whether the map keeps one in the middle; moving it by hand ends that. */
    this.centred = true;
    this.map.on('dragstart', () => (this.centred = false));
    this.map.on('mousemove', GRABBABLE, (event) =>
      onLine(this.metresAt([event.lngLat.lng, event.lngLat.lat])),
    );
    this.drawn = this.view.drawn.then(() => {
      this.view.showTours([tour], 0);
    });
  }

  /** @param {Lonlat} lonlat */
  metresAt(lonlat) {
    return this.track.nearest(lonlat).metres / this.scale;
  }

  /**
   * Puts the cursor of the profile on the line.
   * @param {number} metres
   */
  point(metres) {
    const at = this.track.at(metres * this.scale);
    this.cursor.setLngLat(at).addTo(this.map);
    if (!this.map.getBounds().contains(at)) this.map.easeTo({ center: at, ...this.view.speed() });
  }

  /**
   * Lights a stretch and shows it as a whole.
   * @param {{from: number, to: number} | null} stretch
   */
  mark(stretch) {
    const line = stretch ? this.track.between(stretch.from * this.scale, stretch.to * this.scale) : [];
    this.view.showLine('kept', line);
    if (!line.length) return;
    const [lons, lats] = [line.map(([lon]) => lon), line.map(([, lat]) => lat)];
    this.map.fitBounds([Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)], {
      padding: SEE_PADDING_PX,
      maxZoom: 15,
      ...this.view.speed(),
    });
  }

  /**
   * Shows where one is, and the way back to the line where one is off it.
   * @param {Lonlat} at
   * @param {Lonlat | null} back
   */
  showYou(at, back) {
    this.you.setLngLat(at).addTo(this.map);
    this.view.showLine('pulled', back ? [at, back] : []);
    if (this.centred) {
      this.map.easeTo({ center: at, zoom: Math.max(this.map.getZoom(), FOLLOW_ZOOM), ...this.view.speed() });
    }
  }

  hideYou() {
    this.you.remove();
    this.view.showLine('pulled', []);
  }

  /** Shows the tour as a whole. */
  showAll() {
    this.map.resize();
    this.map.fitBounds(this.tour.bbox, { padding: SEE_PADDING_PX, ...this.view.speed() });
  }

  /** The map as a picture, for paper. */
  picture() {
    return pictureOf(this.view, 'image/jpeg', 0.9);
  }

  /**
   * @param {Lonlat} lonlat
   * @param {(metres: number) => void} onLine
   */
  tapped(lonlat, onLine) {
    const metres = this.metresAt(lonlat);
    const [a, b] = [this.map.project(lonlat), this.map.project(this.track.at(metres * this.scale))];
    if (Math.hypot(a.x - b.x, a.y - b.y) <= TAP_PX) onLine(metres);
  }
}

/**
 * A line, or several that are travelled one after the other, as one with the places where it leaps.
 * @param {{type: string, coordinates: any[]}} geometry
 * @returns {{line: Lonlat[], breaks: Set<number>}}
 */
function pieces({ type, coordinates }) {
  if (type === 'LineString') return { line: coordinates, breaks: new Set() };
  const breaks = new Set();
  let count = 0;
  for (const piece of coordinates) {
    if (count) breaks.add(count);
    count += piece.length;
  }
  return { line: coordinates.flat(), breaks };
}

/**
 * @param {string} className
 * @param {string} label
 */
function marker(className, label) {
  const element = document.createElement('div');
  element.className = className;
  element.setAttribute('role', 'img');
  element.setAttribute('aria-label', label);
  return new Marker({ element, anchor: 'center' });
}
