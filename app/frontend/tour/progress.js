// Where one is along a tour, from one position to the next: what comes, how far, or how far off the line.

import { Track, distance } from '../along.js';

/**
 * @typedef {import('../plan.js').Lonlat} Lonlat
 * @typedef {import('../tour-types.js').TourFeature} TourFeature
 * @typedef {import('../tour-types.js').Instruction} Instruction
 * @typedef {object} Whereabouts
 * @property {number} at_m  Metres from the start along the line; where one was last on it, when off it.
 * @property {number} to_go_m
 * @property {number} away_m  From the line.
 * @property {boolean} off  Off the line, as far as the position can tell.
 * @property {boolean} arrived
 * @property {Lonlat} on_line  The point of the line that is nearest.
 * @property {Instruction | null} next  What to do next.
 * @property {number} next_in_m
 * @property {Instruction | null} after  What comes after that.
 */

const NEAR_M = 45;
/** One goes on along the line: a place where it comes by a second time is not reached before this far. */
const BACK_M = 120;
const AHEAD_M = 600;
const ARRIVED_M = 30;
/** Who stands at a turn has it behind them. */
const PASSED_M = 8;
/** A single position may be far off; two in a row are not. */
const SURE_AFTER = 2;

export class Progress {
  /** @param {TourFeature} tour */
  constructor(tour) {
    this.tour = tour;
    this.track = new Track(tour.geometry.coordinates);
    this.scale = tour.properties.length_m / (this.track.length || 1);
    /** @type {number | null} */
    this.last = null;
    this.lost = 0;
  }

  /**
   * @param {Lonlat} point
   * @param {number} [accuracy]  Metres.
   * @returns {Whereabouts}
   */
  update(point, accuracy = 10) {
    const reach = Math.max(NEAR_M, Math.min(accuracy, 100));
    const found = this.find(point, reach);
    if (found.away <= reach) {
      this.last = found.metres;
      this.lost = 0;
    } else {
      this.lost += 1;
    }
    const along = this.last ?? (found.away <= reach ? found.metres : 0);
    const at = along * this.scale;
    const { length_m: length, instructions } = this.tour.properties;
    const coming = instructions.filter(({ at_m }) => at_m > at + PASSED_M);
    return {
      at_m: at,
      to_go_m: Math.max(0, length - at),
      away_m: found.away,
      off: this.lost >= SURE_AFTER,
      arrived: this.last !== null && length - at <= ARRIVED_M,
      on_line: this.track.at(found.metres),
      next: coming[0] ?? null,
      next_in_m: coming[0] ? coming[0].at_m - at : 0,
      after: coming[1] ?? null,
    };
  }

  /**
   * @param {Lonlat} point
   * @param {number} reach
   */
  find(point, reach) {
    const from = this.last === null ? 0 : Math.max(0, this.last - BACK_M);
    const to = this.last === null ? AHEAD_M : this.last + AHEAD_M;
    const part = new Track(this.track.between(from, Math.min(to, this.track.length)));
    const near = part.nearest(point);
    if (near.away <= reach) return { metres: from + near.metres, away: near.away };
    return this.track.nearest(point);
  }
}

/**
 * Where something lies, as one of eight winds.
 * @param {Lonlat} from
 * @param {Lonlat} to
 * @returns {'n' | 'ne' | 'e' | 'se' | 's' | 'sw' | 'w' | 'nw'}
 */
export function wind(from, to) {
  const east = distance(from, [to[0], from[1]]) * Math.sign(to[0] - from[0]);
  const north = distance(from, [from[0], to[1]]) * Math.sign(to[1] - from[1]);
  const turn = Math.round(Math.atan2(east, north) / (Math.PI / 4));
  return /** @type {const} */ (['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'])[(turn + 8) % 8];
}
