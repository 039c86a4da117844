// What somebody asks for, and its form in the address bar: a link is a plan.

/**
 * @typedef {'fietsen' | 'wandelen' | 'toegankelijk'} Mode
 * @typedef {'free' | 'junctions'} Network
 * @typedef {[number, number]} Lonlat  Longitude, latitude.
 *
 * @typedef {object} Plan
 * @property {Mode} mode
 * @property {Lonlat | null} start  null: anywhere, surprise me.
 * @property {string} place  Name of the start, as it was searched or tapped; may be empty.
 * @property {number} km
 * @property {Record<string, number>} themes  Theme to weight.
 * @property {Network} network
 * @property {number} seed
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

/** @type {Mode[]} */
export const MODES = ['fietsen', 'wandelen', 'toegankelijk'];

const ALTERNATIVES = 3;
const MAX_SEED = 2 ** 31 - 1;
const OURS = ['mode', 'start', 'place', 'km', 'themes', 'network', 'seed'];

/** @returns {Plan} */
export function emptyPlan() {
  return {
    mode: 'fietsen',
    start: null,
    place: '',
    km: LENGTHS.fietsen.usual,
    themes: {},
    network: 'free',
    seed: 1,
  };
}

/**
 * The same plan in another mode: a length that makes no sense there becomes the usual one.
 * @param {Plan} plan
 * @param {Mode} mode
 * @returns {Plan}
 */
export function inMode(plan, mode) {
  const wasUsual = plan.km === LENGTHS[plan.mode].usual;
  const { min, max, usual } = LENGTHS[mode];
  const fits = plan.km >= min && plan.km <= max && !wasUsual;
  // Nobody who rode 80 km means to walk them.
  const sensible = mode === 'fietsen' || plan.km <= 30;
  return { ...plan, mode, km: fits && sensible ? plan.km : usual };
}

/**
 * Writes a plan into a query, leaving parameters that are not ours (such as `lang`) where they are.
 * @param {Plan} plan
 * @param {string} [search]  The query so far.
 */
export function toQuery(plan, search = '') {
  const query = new URLSearchParams(search);
  for (const name of OURS) query.delete(name);
  query.set('mode', plan.mode);
  if (plan.start) query.set('start', plan.start.map((degrees) => degrees.toFixed(5)).join(','));
  if (plan.start && plan.place) query.set('place', plan.place);
  query.set('km', String(plan.km));
  const themes = Object.entries(plan.themes).map(([name, weight]) =>
    weight === 1 ? name : `${name}:${weight}`,
  );
  if (themes.length) query.set('themes', themes.join(','));
  if (plan.network !== 'free') query.set('network', plan.network);
  if (plan.seed !== 1) query.set('seed', String(plan.seed));
  // Commas and colons are allowed as they are, and a link with them can be read.
  return query.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
}

/**
 * Reads a plan from a query. Whatever cannot be meant keeps its default and is named in `ignored`.
 * @param {string} search
 * @returns {{plan: Plan, asked: boolean, ignored: string[]}}  `asked`: whether the query held a plan at all.
 */
export function fromQuery(search) {
  const query = new URLSearchParams(search);
  const plan = emptyPlan();
  /** @type {string[]} */
  const ignored = [];
  /**
   * @param {string} name
   * @param {(text: string) => boolean} read  Takes a value over; false where it makes no sense.
   */
  const take = (name, read) => {
    const text = query.get(name);
    if (text !== null && !read(text)) ignored.push(name);
  };
  take('mode', (text) => {
    const mode = MODES.find((each) => each === text);
    if (mode) Object.assign(plan, { mode, km: LENGTHS[mode].usual });
    return Boolean(mode);
  });
  take('start', (text) => {
    plan.start = readLonlat(text);
    return plan.start !== null;
  });
  take('place', (text) => {
    plan.place = plan.start ? text.slice(0, 80) : '';
    return true;
  });
  take('km', (text) => {
    const km = text.trim() === '' ? NaN : Number(text);
    const { min, max } = LENGTHS[plan.mode];
    if (!(km >= min && km <= max)) return false;
    plan.km = Math.round(km * 10) / 10;
    return true;
  });
  take('themes', (text) => {
    plan.themes = readThemes(text);
    return text === '' || Object.keys(plan.themes).length > 0;
  });
  take('network', (text) => {
    if (text === 'junctions') plan.network = text;
    return text === 'free' || text === 'junctions';
  });
  take('seed', (text) => {
    if (!/^\d{1,10}$/.test(text) || Number(text) > MAX_SEED) return false;
    plan.seed = Number(text);
    return true;
  });
  return { plan, asked: query.has('mode') || query.has('start') || query.has('km'), ignored };
}

/**
 * The body of `POST /tours`.
 * @param {Plan} plan
 * @param {string} lang
 */
export function toRequest(plan, lang) {
  return {
    mode: plan.mode,
    start: plan.start,
    distance_km: plan.km,
    themes: plan.themes,
    network: plan.network,
    seed: plan.seed,
    alternatives: ALTERNATIVES,
    lang,
  };
}

/**
 * @param {string} text
 * @returns {Lonlat | null}
 */
function readLonlat(text) {
  const parts = text.split(',');
  const [lon, lat] = parts.map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (parts.length !== 2 || !(Math.abs(lon) <= 180) || !(Math.abs(lat) <= 90)) return null;
  return [lon, lat];
}

/**
 * @param {string} text
 * @returns {Record<string, number>}
 */
function readThemes(text) {
  /** @type {Record<string, number>} */
  const themes = {};
  for (const part of text.split(',')) {
    const [name, weight = '1'] = part.split(':');
    if (/^[a-z]+$/.test(name) && Number(weight) > 0 && Number(weight) <= 10) themes[name] = Number(weight);
  }
  return themes;
}
