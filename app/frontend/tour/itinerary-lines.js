// The tour as lines of text: turns and junctions, and between them all that the map and the profile show.

import { stretches } from './profile-data.js';

/**
 * @typedef {import('./profile-data.js').Profile} Profile
 * @typedef {import('../tour-types.js').TourProperties} TourProperties
 * @typedef {import('../tour-types.js').Instruction} Instruction
 * @typedef {import('../tour-types.js').Stop} Stop
 * @typedef {{at_m: number} & ({kind: 'turn', turn: Instruction} | {kind: 'stop', stop: Stop}
 *   | {kind: 'facilities', kinds: string[]} | {kind: 'surface' | 'traffic', what: string, length_m: number})} Line
 */

/** A change of surface or traffic for less than this is no news. */
const WORTH_A_LINE_M = 250;
/** Facilities this near to each other stand on one line. */
const TOGETHER_M = 60;
const ORDER = ['stop', 'facilities', 'turn', 'surface', 'traffic'];

/**
 * @param {TourProperties} tour
 * @param {Profile} profile
 * @returns {Line[]}
 */
export function itineraryLines(tour, profile) {
  /** @type {Line[]} */
  const lines = [
    ...tour.instructions.map((turn) => ({ at_m: turn.at_m, kind: /** @type {const} */ ('turn'), turn })),
    ...tour.stops.map((stop) => ({ at_m: stop.at_m, kind: /** @type {const} */ ('stop'), stop })),
    ...facilityLines(profile, tour.stops),
    ...changes(profile.surface, 'surface'),
    ...changes(profile.traffic_stress, 'traffic').filter(
      (line) => line.kind === 'traffic' && line.what === 'high',
    ),
  ];
  const last = tour.instructions[tour.instructions.length - 1];
  const rank = (/** @type {Line} */ line) =>
    // The start comes first and the arrival last, whatever else is there.
    line.kind === 'turn' && line.turn === last
      ? 9
      : line.kind === 'turn' && line.at_m === 0
        ? -1
        : ORDER.indexOf(line.kind);
  return lines.sort((a, b) => a.at_m - b.at_m || rank(a) - rank(b));
}

/**
 * @param {Profile} profile
 * @param {Stop[]} stops
 * @returns {Line[]}
 */
function facilityLines(profile, stops) {
  const all = Object.entries(profile.facilities)
    .flatMap(([kind, at]) => at.map((at_m) => ({ kind, at_m })))
    .filter(({ at_m }) => !stops.some((stop) => Math.abs(stop.at_m - at_m) < 1))
    .sort((a, b) => a.at_m - b.at_m);
  /** @type {{at_m: number, kind: 'facilities', kinds: string[]}[]} */
  const lines = [];
  for (const { kind, at_m } of all) {
    const last = lines[lines.length - 1];
    if (!last || at_m - last.at_m > TOGETHER_M) lines.push({ at_m, kind: 'facilities', kinds: [kind] });
    else if (!last.kinds.includes(kind)) last.kinds.push(kind);
  }
  return lines;
}

/**
 * @param {import('./profile-data.js').Run[]} runs
 * @param {'surface' | 'traffic'} kind
 * @returns {Line[]}
 */
function changes(runs, kind) {
  return stretches(runs, WORTH_A_LINE_M)
    .filter(({ what }) => what !== 'unknown')
    .map(({ from_m, to_m, what }) => ({ at_m: from_m, kind, what, length_m: to_m - from_m }));
}
