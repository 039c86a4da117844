// Lines on the ground: metres along them, the point at a metre, the metre nearest to a point.

/** @typedef {import('./plan.js').Lonlat} Lonlat */

const METRES_PER_DEGREE = 111_195;

/**
 * Metres between two points, by the plane through them: good to a thousandth over the width of a province.
 * @param {Lonlat} a
 * @param {Lonlat} b
 */
export function distance(a, b) {
  const squeeze = Math.cos(((a[1] + b[1]) / 2) * (Math.PI / 180));
  return Math.hypot((b[0] - a[0]) * squeeze, b[1] - a[1]) * METRES_PER_DEGREE;
}

/** A line with the metres to each of its points. */
export class Track {
  /**
   * @param {Lonlat[]} line
   * @param {Set<number>} [breaks]  Points to which the line leaps: no metres from the one before.
   */
  constructor(line, breaks = new Set()) {
    this.line = line;
    this.along = [0];
    for (let i = 1; i < line.length; i++) {
      this.along.push(this.along[i - 1] + (breaks.has(i) ? 0 : distance(line[i - 1], line[i])));
    }
  }

  get length() {
    return this.along[this.along.length - 1];
  }

  /**
   * @param {number} metres
   * @returns {Lonlat}
   */
  at(metres) {
    const i = this.before(metres);
    if (i >= this.line.length - 1) return this.line[this.line.length - 1];
    const [a, b] = [this.line[i], this.line[i + 1]];
    const step = this.along[i + 1] - this.along[i];
    const share = step > 0 ? Math.min(Math.max((metres - this.along[i]) / step, 0), 1) : 0;
    return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
  }

  /**
   * The line between two metres.
   * @param {number} from
   * @param {number} to
   * @returns {Lonlat[]}
   */
  between(from, to) {
    const inner = this.line.filter((_, i) => this.along[i] > from && this.along[i] < to);
    return [this.at(from), ...inner, this.at(to)];
  }

  /**
   * Where the line comes nearest to a point; where it does so twice, after `from`.
   * @param {Lonlat} point
   * @param {number} [from]  Metres.
   * @returns {{metres: number, away: number}}
   */
  nearest(point, from = 0) {
    const squeeze = Math.cos(point[1] * (Math.PI / 180));
    let best = { metres: from, away: Infinity };
    for (let i = 0; i < this.line.length - 1; i++) {
      if (this.along[i + 1] < from) continue;
      const [ax, ay] = [(this.line[i][0] - point[0]) * squeeze, this.line[i][1] - point[1]];
      const [bx, by] = [(this.line[i + 1][0] - point[0]) * squeeze, this.line[i + 1][1] - point[1]];
      const [ux, uy] = [bx - ax, by - ay];
      const size = ux * ux + uy * uy;
      const share = size > 0 ? Math.min(Math.max(-(ax * ux + ay * uy) / size, 0), 1) : 0;
      const away = Math.hypot(ax + share * ux, ay + share * uy) * METRES_PER_DEGREE;
      if (away < best.away - 0.01) {
        best = { metres: this.along[i] + share * (this.along[i + 1] - this.along[i]), away };
      }
    }
    return best;
  }

  /**
   * @param {number} metres
   * @returns {number}  Index of the last point at or before there.
   */
  before(metres) {
    let [low, high] = [0, this.along.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.along[middle] <= metres) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
