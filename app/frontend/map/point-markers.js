// The points of a plan on the map: dragged, or moved with the arrow keys and put down with Enter.

import { Marker } from 'maplibre-gl';

/**
 * @typedef {import('../plan.js').Lonlat} Lonlat
 * @typedef {import('../plan.js').PointKind} PointKind
 * @typedef {{at: Lonlat, kind: PointKind | 'start' | 'end', label: string, text: string}} Shown
 */

const STEP_PX = 12;
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class PointMarkers {
  /**
   * @param {import('maplibre-gl').Map} map
   * @param {object} handlers
   * @param {(index: number, to: Lonlat) => void} handlers.onMove
   * @param {(index: number) => void} handlers.onRemove
   * @param {(index: number) => void} handlers.onTap
   */
  constructor(map, handlers) {
    this.map = map;
    this.handlers = handlers;
    /** @type {Marker[]} */
    this.markers = [];
    this.said = '';
  }

  /** @param {Shown[]} points */
  show(points) {
    const said = JSON.stringify(points);
    if (said === this.said) return;
    this.said = said;
    const focused = this.markers.findIndex((marker) => marker.getElement() === document.activeElement);
    for (const marker of this.markers) marker.remove();
    this.markers = points.map((point, index) => this.marker(point, index).addTo(this.map));
    this.markers[focused]?.getElement().focus({ preventScroll: true });
  }

  /**
   * @param {Shown} point
   * @param {number} index
   */
  marker({ at, kind, label, text }, index) {
    const element = document.createElement('button');
    element.type = 'button';
    element.className = `point-marker point-${kind}`;
    element.dataset.text = text;
    element.setAttribute('aria-label', label);
    element.title = label;
    const marker = new Marker({ element, draggable: true, anchor: 'center' }).setLngLat(at);
    let dragged = false;
    marker.on('dragend', () => {
      dragged = true;
      window.setTimeout(() => (dragged = false), 0);
      const { lng, lat } = marker.getLngLat();
      this.handlers.onMove(index, [lng, lat]);
    });
    element.addEventListener('click', (event) => {
      event.stopPropagation();
      if (!dragged) this.handlers.onTap(index);
    });
    element.addEventListener('keydown', (event) => this.pressed(event, marker, at, index));
    return marker;
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Marker} marker
   * @param {Lonlat} at  Where the point is until it is put down elsewhere.
   * @param {number} index
   */
  pressed(event, marker, at, index) {
    const step = ARROWS[event.key];
    const { lng, lat } = marker.getLngLat();
    const moved = lng !== at[0] || lat !== at[1];
    if (step) {
      const place = this.map.project([lng, lat]);
      const size = event.shiftKey ? 5 * STEP_PX : STEP_PX;
      marker.setLngLat(this.map.unproject([place.x + step[0] * size, place.y + step[1] * size]));
    } else if (event.key === 'Enter' && moved) this.handlers.onMove(index, [lng, lat]);
    else if (event.key === 'Escape' && moved) marker.setLngLat(at);
    else if (event.key === 'Delete' || event.key === 'Backspace') this.handlers.onRemove(index);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
