// The points that hold a tour's line, asked for once per tour.

import { shapeOf } from './api.js';

/** @typedef {import('./reshape.js').Shape} Shape */

export class Shapes {
  constructor() {
    /** @type {Map<string, Promise<Shape>>} */
    this.known = new Map();
  }

  /**
   * @param {string} tourId
   * @returns {Promise<Shape>}
   */
  of(tourId) {
    const known = this.known.get(tourId);
    if (known) return known;
    const asked = shapeOf(tourId, new AbortController().signal);
    this.known.set(tourId, asked);
    // A question that failed is asked again.
    asked.catch(() => this.known.delete(tourId));
    return asked;
  }
}
