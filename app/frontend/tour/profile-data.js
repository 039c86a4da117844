// What lies where along a tour, as the server tells it: read by metre, joined, put in order for the text.

/**
 * @typedef {{to_m: number, what: string}} Run  A stretch up to a metre; it begins where the one before ends.
 * @typedef {{to_m: number, metres: Record<string, number>}} Piece
 * @typedef {object} Profile
 * @property {number} length_m
 * @property {Run[]} surface
 * @property {Run[]} way_class
 * @property {Run[]} traffic_stress
 * @property {Piece[]} landscape
 * @property {{at_m: number, above_start_m: number}[]} height
 * @property {Record<string, number[]>} facilities  Kind to the metres at which one comes by.
 * @typedef {{from_m: number, to_m: number, what: string}} Stretch
 */

/**
 * @param {Run[]} runs
 * @param {number} metres
 * @returns {string}  `unknown` where nothing is said.
 */
export function whatAt(runs, metres) {
  return runs[indexAt(runs, metres)]?.what ?? 'unknown';
}

/**
 * Metres of each word.
 * @param {Run[]} runs
 */
export function sum(runs) {
  /** @type {Record<string, number>} */
  const metres = {};
  let from = 0;
  for (const { to_m: to, what } of runs) {
    metres[what] = (metres[what] ?? 0) + to - from;
    from = to;
  }
  return metres;
}

/**
 * The landscape that takes most of the piece at a metre.
 * @param {Piece[]} pieces
 * @param {number} metres
 */
export function landscapeAt(pieces, metres) {
  return mostOf(pieces[indexAt(pieces, metres)]?.metres ?? {});
}

/**
 * Metres above the start, null without heights.
 * @param {Profile['height']} height
 * @param {number} metres
 */
export function heightAt(height, metres) {
  if (height.length < 2) return null;
  const after = Math.max(1, height.findIndex(({ at_m }) => at_m >= metres) || 1);
  const [a, b] = [height[after - 1], height[after]];
  const share = b.at_m > a.at_m ? (metres - a.at_m) / (b.at_m - a.at_m) : 0;
  return a.above_start_m + Math.min(Math.max(share, 0), 1) * (b.above_start_m - a.above_start_m);
}

/**
 * Stretches that are worth a line: what is shorter than that is told with the one before.
 * @param {Run[]} runs
 * @param {number} shortest  Metres.
 * @returns {Stretch[]}
 */
export function stretches(runs, shortest) {
  /** @type {Stretch[]} */
  const found = [];
  let from = 0;
  for (const { to_m: to, what } of runs) {
    const last = found[found.length - 1];
    if (last && (last.what === what || to - from < shortest)) last.to_m = to;
    else found.push({ from_m: from, to_m: to, what });
    from = to;
  }
  // There is none before the first: a short one is told with the next.
  if (found.length > 1 && found[0].to_m < shortest) {
    found[1].from_m = 0;
    found.shift();
  }
  return found;
}

/**
 * Whether a column says anything at all.
 * @param {Run[]} runs
 */
export function isKnown(runs) {
  return runs.some(({ what }) => what !== 'unknown');
}

/** @param {Piece[]} pieces */
export function isLandscapeKnown(pieces) {
  return pieces.some(({ metres }) => Object.entries(metres).some(([word, m]) => word !== 'unknown' && m > 0));
}

/**
 * Marks for the axis: whole kilometres, few enough to be read.
 * @param {number} length  Metres.
 * @param {number} most
 * @returns {number[]}  Metres.
 */
export function axisMarks(length, most) {
  const steps = [500, 1000, 2000, 5000, 10_000, 20_000, 50_000];
  const step = steps.find((one) => length / one <= most) ?? 100_000;
  return Array.from({ length: Math.floor(length / step + 1e-9) + 1 }, (_, i) => i * step);
}

/**
 * Those that can be labelled without running into each other.
 * @template {{at_m: number}} T
 * @param {T[]} all
 * @param {number} apart  Metres.
 * @returns {T[]}
 */
export function spread(all, apart) {
  /** @type {T[]} */
  const kept = [];
  for (const one of all) if (!kept.length || one.at_m - kept[kept.length - 1].at_m >= apart) kept.push(one);
  return kept;
}

/**
 * @param {{to_m: number}[]} stretched
 * @param {number} metres
 */
function indexAt(stretched, metres) {
  let [low, high] = [0, stretched.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (stretched[middle].to_m > metres) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** @param {Record<string, number>} metres */
function mostOf(metres) {
  let [most, least] = ['unknown', 0];
  for (const [word, m] of Object.entries(metres)) if (m > least) [most, least] = [word, m];
  return most;
}
