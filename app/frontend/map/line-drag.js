// Dragging the line of a tour: with the mouse at once, with a finger after resting on it for a moment.

import { Track } from '../along.js';

/**
 * @typedef {import('../plan.js').Lonlat} Lonlat
 * @typedef {import('maplibre-gl').MapMouseEvent} MouseEvent
 * @typedef {import('maplibre-gl').MapTouchEvent} TouchEvent
 */

/** Less than this is a tap. */
const LEAST_MOVE_PX = 5;
const REST_MS = 300;
/** Half the length of the stretch that follows the pointer. */
const STRETCH_M = 600;

export class LineDrag {
  /**
   * @param {import('maplibre-gl').Map} map
   * @param {string} layer  Where the line can be taken hold of.
   * @param {object} handlers
   * @param {(line: Lonlat[]) => void} handlers.onPreview  The line that follows the pointer; empty: none.
   * @param {(grabbed: number, to: Lonlat) => void} handlers.onDrop  Metres along the line, and where it was let go.
   */
  constructor(map, layer, handlers) {
    this.map = map;
    this.layer = layer;
    this.handlers = handlers;
    /** @type {Track | null} */
    this.track = null;
    /** @type {{metres: number, from: {x: number, y: number}, moved: boolean} | null} */
    this.grab = null;
    this.timer = 0;
    map.on('mousedown', layer, (event) => this.pressed(event));
    map.on('mouseenter', layer, () => this.point('grab'));
    map.on('mouseleave', layer, () => this.grab || this.point(''));
    map.on('touchstart', layer, (event) => this.rested(event));
    map.on('touchmove', (event) => this.fingerMoved(event));
    map.on('touchend', () => this.fingerLifted());
    map.on('touchcancel', () => this.cancel());
  }

  /** @param {Lonlat[] | null} line */
  setLine(line) {
    this.track = line && new Track(line);
  }

  /** @param {string} cursor */
  point(cursor) {
    this.map.getCanvas().style.cursor = this.track ? cursor : '';
  }

  /** @param {MouseEvent} event */
  pressed(event) {
    if (!this.track || event.originalEvent.button !== 0) return;
    // Else the map would be moved.
    event.preventDefault();
    this.take(event.lngLat, event.point);
    this.point('grabbing');
    const move = (/** @type {MouseEvent} */ moved) => this.moveTo(moved.lngLat, moved.point);
    const stop = (/** @type {MouseEvent | null} */ up) => {
      this.map.off('mousemove', move);
      this.map.off('mouseup', drop);
      window.removeEventListener('keydown', leave, true);
      this.point('');
      if (up) this.drop(up.lngLat);
      else this.cancel();
    };
    const drop = (/** @type {MouseEvent} */ up) => stop(up);
    const leave = (/** @type {KeyboardEvent} */ key) => key.key === 'Escape' && stop(null);
    this.map.on('mousemove', move);
    this.map.on('mouseup', drop);
    window.addEventListener('keydown', leave, true);
  }

  /** @param {TouchEvent} event */
  rested(event) {
    if (!this.track || event.points.length !== 1) return;
    const { lngLat, point } = event;
    this.start = point;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.map.dragPan.disable();
      this.take(lngLat, point);
      this.handlers.onPreview(this.stretched([lngLat.lng, lngLat.lat]));
      navigator.vibrate?.(15);
    }, REST_MS);
  }

  /** @param {TouchEvent} event */
  fingerMoved(event) {
    if (this.grab) {
      event.preventDefault();
      this.moveTo(event.lngLat, event.point);
      this.last = event.lngLat;
    } else if (this.start && far(this.start, event.point)) window.clearTimeout(this.timer);
  }

  fingerLifted() {
    window.clearTimeout(this.timer);
    if (!this.grab) return;
    this.map.dragPan.enable();
    if (this.last) this.drop(this.last);
    else this.cancel();
    this.last = undefined;
  }

  /**
   * @param {{lng: number, lat: number}} lngLat
   * @param {{x: number, y: number}} point
   */
  take({ lng, lat }, point) {
    const metres = this.track?.nearest([lng, lat]).metres ?? 0;
    this.grab = { metres, from: point, moved: false };
  }

  /**
   * @param {{lng: number, lat: number}} lngLat
   * @param {{x: number, y: number}} point
   */
  moveTo({ lng, lat }, point) {
    if (!this.grab) return;
    this.grab.moved ||= far(this.grab.from, point);
    if (this.grab.moved) this.handlers.onPreview(this.stretched([lng, lat]));
  }

  /**
   * The line around where it was taken, drawn to the pointer.
   * @param {Lonlat} to
   * @returns {Lonlat[]}
   */
  stretched(to) {
    if (!this.track || !this.grab) return [];
    const { metres } = this.grab;
    const half = Math.min(STRETCH_M, this.track.length / 4);
    return [
      this.track.at(Math.max(metres - half, 0)),
      to,
      this.track.at(Math.min(metres + half, this.track.length)),
    ];
  }

  /** @param {{lng: number, lat: number}} lngLat */
  drop({ lng, lat }) {
    const { grab } = this;
    this.cancel();
    if (grab?.moved) this.handlers.onDrop(grab.metres, [lng, lat]);
  }

  cancel() {
    window.clearTimeout(this.timer);
    this.grab = null;
    this.map.dragPan.enable();
    this.handlers.onPreview([]);
  }
}

/**
 * @param {{x: number, y: number}} a
 * @param {{x: number, y: number}} b
 */
function far(a, b) {
  return Math.hypot(a.x - b.x, a.y - b.y) > LEAST_MOVE_PX;
}
