// Taking a tour in hand: its line dragged, turned round, a part of it kept. From a plan to the next plan.

import { distance } from './along.js';
import { MAX_VIA, pointsOf, rounded } from './plan.js';

/**
 * @typedef {import('./plan.js').Plan} Plan
 * @typedef {import('./plan.js').Lonlat} Lonlat
 * @typedef {import('./plan.js').ViaPoint} ViaPoint
 * @typedef {import('./along.js').Track} Track
 * @typedef {{points: Lonlat[], at_m: number[], kept_share: number}} Shape  The points that hold a tour's line.
 * @typedef {ViaPoint & {metres: number}} Held  A point on a tour, and where along it.
 */

/** A point so near to another one holds nothing that the other does not. */
const SAME_PLACE_M = 60;
/** On both sides of where a line is dragged it is held at least so far away. */
const ROOM_M = 700;

/**
 * The points of a plan and those that hold its tour's line, in the order of travel, without start and end.
 * @param {Plan} plan
 * @param {Track} track
 * @param {Shape} shape
 * @returns {Held[]}
 */
export function heldPoints(plan, track, shape) {
  /** @type {Held[]} */
  const named = [];
  let from = 0;
  for (const point of plan.via.filter(({ kind }) => kind !== 'shape')) {
    // In their order: a line may come past the same place twice.
    const near = track.nearest(point.at, from);
    from = near.metres;
    named.push({ ...point, metres: near.metres });
  }
  const stretch = shape.at_m.length ? track.length / Math.max(shape.at_m[shape.at_m.length - 1], 1) : 1;
  const holding = shape.points
    .map((at, i) => ({ at, kind: /** @type {const} */ ('shape'), name: '', metres: shape.at_m[i] * stretch }))
    .slice(1, -1)
    .filter(({ metres }) => named.every((point) => Math.abs(point.metres - metres) > SAME_PLACE_M));
  return [...named, ...holding].sort((a, b) => a.metres - b.metres);
}

/**
 * The plan with its line dragged somewhere else.
 * @param {Plan} plan
 * @param {Track} track
 * @param {Held[]} held
 * @param {number} grabbed  Metres along the line where it was taken.
 * @param {Lonlat} to  Where it was let go.
 * @param {{kind?: import('./plan.js').PointKind, name?: string}} [what]  What is there.
 * @returns {Plan}
 */
export function dragged(plan, track, held, grabbed, to, { kind = 'shape', name = '' } = {}) {
  const room = Math.max(ROOM_M, 1.3 * distance(track.at(grabbed), to));
  const [before, after] = [grabbed - room, grabbed + room];
  // What one named stays; what only held the line makes way around the place.
  const kept = held.filter((point) => point.kind !== 'shape' || Math.abs(point.metres - grabbed) > room);
  /** @type {Held[]} */
  const added = [{ at: rounded(to), kind, name, metres: grabbed }];
  for (const metres of [before, after]) {
    const inside = metres > SAME_PLACE_M && metres < track.length - SAME_PLACE_M;
    const free = kept.every((point) => Math.abs(point.metres - metres) > room / 2);
    // Beyond the place the line stays what it was.
    if (inside && free) added.push({ at: rounded(track.at(metres)), kind: 'shape', name: '', metres });
  }
  return through(plan, [...kept, ...added]);
}

/**
 * The plan that goes through points and no farther.
 * @param {Plan} plan
 * @param {Held[]} points
 * @returns {Plan}
 */
export function through(plan, points) {
  const inOrder = [...points].sort((a, b) => a.metres - b.metres);
  return { ...plan, exact: true, fill: null, events: [], via: thinned(inOrder).map(plain) };
}

/**
 * The plan the other way round.
 * @param {Plan} plan
 * @returns {Plan}
 */
export function reversed(plan) {
  const via = [...plan.via].reverse();
  const fill = plan.fill === null ? null : plan.via.length - plan.fill;
  if (plan.end && plan.start) {
    const ends = { start: plan.end, place: plan.endPlace, end: plan.start, endPlace: plan.place };
    return { ...plan, ...ends, startJunction: false, via, fill };
  }
  if (plan.open && plan.start && via.length) {
    const [first, ...rest] = via;
    const last = {
      at: plan.start,
      kind: plan.startJunction ? /** @type {const} */ ('junction') : /** @type {const} */ ('place'),
      name: plan.place,
    };
    const start = { start: first.at, place: first.name, startJunction: first.kind === 'junction' };
    return { ...plan, ...start, via: [...rest, last], fill };
  }
  return { ...plan, via, fill };
}

/**
 * The plan that keeps a part of its tour and leaves the rest to be found anew, to the length that was asked for.
 * @param {Plan} plan
 * @param {Track} track
 * @param {Held[]} held
 * @param {number} from  Metres.
 * @param {number} to  Metres; below `from` where the part goes over the start.
 * @returns {Plan}
 */
export function keptPart(plan, track, held, from, to) {
  const overStart = to < from;
  const inPart = (/** @type {number} */ metres) =>
    overStart ? metres > from || metres < to : metres > from && metres < to;
  /** @type {Held[]} */
  const ends = [from, to]
    .filter((metres) => metres > SAME_PLACE_M && metres < track.length - SAME_PLACE_M)
    .map((metres) => ({ at: rounded(track.at(metres)), kind: 'shape', name: '', metres }));
  const points = [...ends, ...held.filter(({ kind, metres }) => kind !== 'shape' || inPart(metres))];
  points.sort((a, b) => a.metres - b.metres);
  const via = thinned(points);
  return {
    ...plan,
    exact: false,
    open: false,
    events: [],
    via: via.map(plain),
    fill: freeLeg(via, track, from, to),
  };
}

/**
 * The leg that is left free: after the part, or before it where there is more of the tour.
 * @param {Held[]} via
 * @param {Track} track
 * @param {number} from
 * @param {number} to
 */
function freeLeg(via, track, from, to) {
  const stops = [0, ...via.map(({ metres }) => metres), track.length];
  const overStart = to < from;
  let best = { leg: 0, metres: -1 };
  for (let i = 0; i < stops.length - 1; i++) {
    const middle = (stops[i] + stops[i + 1]) / 2;
    const kept = overStart ? middle > from || middle < to : middle > from && middle < to;
    const metres = stops[i + 1] - stops[i];
    if (!kept && metres > best.metres) best = { leg: i, metres };
  }
  return best.leg;
}

/**
 * Where a place fits best among the points of a plan: between those two to which it is the shortest way round.
 * @param {Plan} plan
 * @param {Lonlat} place
 * @returns {number}  Position among the via points.
 */
export function bestPosition(plan, place) {
  const points = pointsOf(plan);
  let best = { position: plan.via.length, extra: Infinity };
  for (let i = 0; i < points.length - 1; i++) {
    const extra =
      distance(points[i], place) + distance(place, points[i + 1]) - distance(points[i], points[i + 1]);
    if (extra < best.extra - 0.01) best = { position: i, extra };
  }
  return best.position;
}

/**
 * @param {Plan} plan
 * @param {ViaPoint} point
 * @param {number} [position]
 * @returns {Plan}
 */
export function withPoint(plan, point, position = bestPosition(plan, point.at)) {
  if (plan.via.length >= MAX_VIA) return plan;
  const via = plan.via.toSpliced(position, 0, { ...point, at: rounded(point.at) });
  const fill = plan.fill !== null && plan.fill >= position ? plan.fill + 1 : plan.fill;
  return { ...plan, events: [], via, fill };
}

/**
 * @param {Plan} plan
 * @param {number} position
 * @returns {Plan}
 */
export function withoutPoint(plan, position) {
  const via = plan.via.toSpliced(position, 1);
  const exact = plan.exact && via.length + Number(plan.end !== null) > 0;
  const fill = plan.fill !== null && plan.fill > position ? plan.fill - 1 : plan.fill;
  return { ...plan, via, exact, open: exact && plan.open, fill };
}

/**
 * @param {Plan} plan
 * @param {number} position
 * @param {-1 | 1} step
 * @returns {Plan}
 */
export function withPointMoved(plan, position, step) {
  const there = position + step;
  if (there < 0 || there >= plan.via.length) return plan;
  const via = [...plan.via];
  [via[position], via[there]] = [via[there], via[position]];
  return { ...plan, via };
}

/**
 * As many points as a link may have: those that only hold the line make way first.
 * @param {Held[]} points
 */
function thinned(points) {
  const kept = [...points];
  while (kept.length > MAX_VIA) {
    const spare = kept.findIndex((point, i) => point.kind === 'shape' && i % 2 === 1);
    kept.splice(spare < 0 ? kept.length - 1 : spare, 1);
  }
  return kept;
}

/**
 * @param {Held} point
 * @returns {ViaPoint}
 */
function plain({ at, kind, name }) {
  return { at, kind, name };
}
