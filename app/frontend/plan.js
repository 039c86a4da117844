// What somebody asks for. Its form in the address bar is in plan-link.js, what is asked of the server in plan-request.js.

/**
 * @typedef {'fietsen' | 'wandelen' | 'toegankelijk'} Mode
 * @typedef {'free' | 'junctions' | 'pick'} Network  Over any way, along the node network, or from junctions that one
 *   picks oneself.
 * @typedef {[number, number]} Lonlat  Longitude, latitude.
 * @typedef {'place' | 'junction' | 'shape'} PointKind  Somewhere to come past; a numbered junction; a point that only
 *   holds the line.
 * @typedef {{at: Lonlat, kind: PointKind, name: string}} ViaPoint
 * @typedef {{kind: string, every_m: number} | {kind: string, from: number, to: number}} Need
 *
 * @typedef {object} Plan
 * @property {Mode} mode
 * @property {Lonlat | null} start  null: anywhere, surprise me.
 * @property {string} place  Name of the start, as it was searched or tapped; may be empty.
 * @property {boolean} startJunction  Whether the start is a numbered junction.
 * @property {Lonlat | null} end  null: back to the start, or with `open` at the last point.
 * @property {string} endPlace
 * @property {boolean} open  Whether a way through points ends at the last of them.
 * @property {number} km
 * @property {number | null} minutes  A time instead of the length.
 * @property {Record<string, number>} themes  Theme to weight.
 * @property {Network} network
 * @property {ViaPoint[]} via
 * @property {boolean} exact  Through the points and no farther; else the length is filled up.
 * @property {number | null} fill  The leg that takes what is left of the length; null: the last.
 * @property {string} date  ISO day or empty.
 * @property {string} depart  Time or empty.
 * @property {'adult' | 'family'} audience
 * @property {string[]} avoid
 * @property {boolean} dog
 * @property {Need[]} needs
 * @property {string[]} events
 * @property {number} seed
 * @property {number} choice  Which of the tours found, from 0.
 */

/**
 * Lengths in kilometres that a mode takes, and where its slider starts.
 * @type {Record<Mode, {min: number, max: number, usual: number}>}
 */
export const LENGTHS = {
  fietsen: { min: 2, max: 200, usual: 35 },
  wandelen: { min: 1, max: 60, usual: 10 },
  toegankelijk: { min: 1, max: 60, usual: 5 },
};
/**
 * Minutes that a time slider offers, by mode.
 * @type {Record<Mode, {min: number, max: number, usual: number}>}
 */
export const TIMES = {
  fietsen: { min: 30, max: 600, usual: 120 },
  wandelen: { min: 30, max: 480, usual: 120 },
  toegankelijk: { min: 30, max: 300, usual: 75 },
};

/** @type {Mode[]} */
export const MODES = ['fietsen', 'wandelen', 'toegankelijk'];
export const AVOIDABLE = ['unpaved', 'steps', 'ferries', 'busy'];
export const MAX_VIA = 98;
export const MAX_EVENTS = 5;

/** @returns {Plan} */
export function emptyPlan() {
  return {
    mode: 'fietsen',
    start: null,
    place: '',
    startJunction: false,
    end: null,
    endPlace: '',
    open: false,
    km: LENGTHS.fietsen.usual,
    minutes: null,
    themes: {},
    network: 'free',
    via: [],
    exact: false,
    fill: null,
    date: '',
    depart: '',
    audience: 'adult',
    avoid: [],
    dog: false,
    needs: [],
    events: [],
    seed: 1,
    choice: 0,
  };
}

/**
 * The same plan in another mode: a length that makes no sense there becomes the usual one.
 * @param {Plan} plan
 * @param {Mode} mode
 * @returns {Plan}
 */
export function inMode(plan, mode) {
  if (mode === plan.mode) return plan;
  const wasUsual = plan.km === LENGTHS[plan.mode].usual;
  const { min, max, usual } = LENGTHS[mode];
  const fits = plan.km >= min && plan.km <= max && !wasUsual;
  // Nobody who rode 80 km means to walk them.
  const sensible = mode === 'fietsen' || plan.km <= 30;
  const minutes = plan.minutes === null ? null : clamp(plan.minutes, TIMES[mode].min, TIMES[mode].max);
  return withoutShape({ ...plan, mode, minutes, km: fits && sensible ? plan.km : usual });
}

/**
 * The plan without the points that only held a line, free to be filled up to its length again.
 * @param {Plan} plan
 * @returns {Plan}
 */
export function withoutShape(plan) {
  const via = plan.via.filter((point) => point.kind !== 'shape');
  const exact = plan.network === 'pick' && via.length > 0;
  return { ...plan, via, exact, open: exact && plan.open, fill: null };
}

/**
 * The plan as it is asked for with other wishes: who had drawn a line lets it go, who keeps a part goes on keeping it.
 * @param {Plan} plan
 * @returns {Plan}
 */
export function released(plan) {
  return plan.exact ? withoutShape(plan) : plan;
}

/**
 * The plan that comes by events in time: along the network or past places as it was, but through no drawn line or
 * picked junctions, which leave nothing to time.
 * @param {Plan} plan
 * @param {string[]} ids
 * @param {string} [date]  ISO day of the events; on another day than the plan's, what was chosen there falls away.
 * @returns {Plan}
 */
export function withEvents(plan, ids, date = plan.date) {
  const network = plan.network === 'pick' ? 'junctions' : plan.network;
  const chosen = date === plan.date ? plan.events : [];
  const events = [...new Set([...chosen, ...ids])].slice(-MAX_EVENTS);
  return { ...withoutShape({ ...plan, network }), date, events };
}

/**
 * Whether a plan goes through given points and no farther.
 * @param {Plan} plan
 */
export function isExact(plan) {
  return plan.exact && plan.start !== null && plan.via.length + Number(plan.end !== null) > 0;
}

/**
 * The points of a plan in the order of travel, the way home included.
 * @param {Plan} plan
 * @returns {Lonlat[]}
 */
export function pointsOf(plan) {
  if (!plan.start) return [];
  const last = plan.end ?? (plan.open ? null : plan.start);
  return [plan.start, ...plan.via.map((point) => point.at), ...(last ? [last] : [])];
}

/**
 * Degrees to five decimals, a metre or so: what a link holds.
 * @param {Lonlat} lonlat
 * @returns {Lonlat}
 */
export function rounded([lon, lat]) {
  return [Number(lon.toFixed(5)), Number(lat.toFixed(5))];
}

/**
 * @param {number} value
 * @param {number} min
 * @param {number} max
 */
function clamp(value, min, max) {
  return Math.min(Math.max(value, min), max);
}
