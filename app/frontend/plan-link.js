// A plan in the address bar: a link is a plan.

import { AVOIDABLE, LENGTHS, MAX_EVENTS, MAX_VIA, MODES, emptyPlan } from './plan.js';

/**
 * @typedef {import('./plan.js').Plan} Plan
 * @typedef {import('./plan.js').Lonlat} Lonlat
 * @typedef {import('./plan.js').ViaPoint} ViaPoint
 * @typedef {import('./plan.js').Need} Need
 */

const MAX_SEED = 2 ** 31 - 1;
const LONGEST_NAME = 80;
const LONGEST_MINUTES = 6000;
/** Letters that stand for what a point is. */
const KINDS = /** @type {const} */ ({ p: 'place', j: 'junction', s: 'shape' });
const OURS = [
  'mode',
  'start',
  'place',
  'end',
  'endplace',
  'open',
  'km',
  'min',
  'themes',
  'network',
  'via',
  'fit',
  'fill',
  'date',
  'depart',
  'audience',
  'avoid',
  'dog',
  'needs',
  'event',
  'seed',
  'choice',
];

/**
 * Writes a plan into a query, leaving parameters that are not ours (such as `lang`) where they are.
 * @param {Plan} plan
 * @param {string} [search]  The query so far.
 */
export function toQuery(plan, search = '') {
  const query = new URLSearchParams(search);
  for (const name of OURS) query.delete(name);
  query.set('mode', plan.mode);
  if (plan.start) {
    query.set('start', degrees(plan.start) + (plan.startJunction ? ',j' : ''));
    if (plan.place) query.set('place', plan.place);
  }
  if (plan.end) {
    query.set('end', degrees(plan.end));
    if (plan.endPlace) query.set('endplace', plan.endPlace);
  }
  if (plan.minutes === null) query.set('km', String(plan.km));
  else query.set('min', String(plan.minutes));
  const themes = Object.entries(plan.themes).map(([name, weight]) =>
    weight === 1 ? name : `${name}:${weight}`,
  );
  if (themes.length) query.set('themes', themes.join(','));
  if (plan.network !== 'free') query.set('network', plan.network);
  if (plan.via.length) query.set('via', plan.via.map(pointText).join(';'));
  if (plan.exact) query.set('fit', 'exact');
  if (plan.open) query.set('open', '1');
  if (plan.fill !== null) query.set('fill', String(plan.fill));
  if (plan.date) query.set('date', plan.date);
  if (plan.depart) query.set('depart', plan.depart);
  if (plan.audience !== 'adult') query.set('audience', plan.audience);
  if (plan.avoid.length) query.set('avoid', plan.avoid.join(','));
  if (plan.dog) query.set('dog', '1');
  if (plan.needs.length) query.set('needs', plan.needs.map(needText).join(','));
  for (const event of plan.events) query.append('event', event);
  if (plan.seed !== 1) query.set('seed', String(plan.seed));
  if (plan.choice) query.set('choice', String(plan.choice + 1));
  // Commas, colons and semicolons are allowed as they are, and a link with them can be read.
  return query.toString().replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%3B', ';');
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
  for (const [name, read] of Object.entries(READERS)) {
    const text = query.get(name);
    if (text !== null && !read(plan, text)) ignored.push(name);
  }
  const events = query.getAll('event').filter((id) => id !== '' && id.length <= 200);
  plan.events = [...new Set(events)].slice(0, MAX_EVENTS);
  if (query.has('event') && plan.events.length < query.getAll('event').length) ignored.push('event');
  settle(plan, ignored);
  const asked = ['mode', 'start', 'km', 'min', 'via', 'event'].some((name) => query.has(name));
  return { plan, asked, ignored };
}

/**
 * What hangs on more than one parameter.
 * @param {Plan} plan
 * @param {string[]} ignored
 */
function settle(plan, ignored) {
  if (!plan.start) {
    plan.place = '';
    plan.startJunction = false;
    for (const name of /** @type {const} */ (['via', 'end'])) {
      if (name === 'via' ? plan.via.length : plan.end) ignored.push(name);
    }
    plan.via = [];
    plan.end = null;
  }
  if (!plan.end) plan.endPlace = '';
  if (!plan.via.length && !plan.end) plan.exact = plan.open = false;
  if (!plan.exact) plan.open = false;
  if (plan.fill !== null && (plan.exact || plan.fill > plan.via.length)) plan.fill = null;
}

/**
 * How each parameter is read, in this order; false where it makes no sense.
 * @type {Record<string, (plan: Plan, text: string) => boolean>}
 */
const READERS = {
  mode(plan, text) {
    const mode = MODES.find((each) => each === text);
    if (mode) Object.assign(plan, { mode, km: LENGTHS[mode].usual });
    return Boolean(mode);
  },
  start(plan, text) {
    const [, place, junction] = /^(.*?)(,j)?$/.exec(text) ?? [];
    plan.start = readLonlat(place ?? '');
    plan.startJunction = plan.start !== null && junction !== undefined;
    return plan.start !== null;
  },
  place(plan, text) {
    plan.place = text.slice(0, LONGEST_NAME);
    return true;
  },
  end(plan, text) {
    plan.end = readLonlat(text);
    return plan.end !== null;
  },
  endplace(plan, text) {
    plan.endPlace = text.slice(0, LONGEST_NAME);
    return true;
  },
  km(plan, text) {
    const km = number(text);
    const { min, max } = LENGTHS[plan.mode];
    if (!(km >= min && km <= max)) return false;
    plan.km = Math.round(km * 10) / 10;
    return true;
  },
  min(plan, text) {
    const minutes = number(text);
    if (!(minutes >= 5 && minutes <= LONGEST_MINUTES)) return false;
    plan.minutes = Math.round(minutes);
    return true;
  },
  themes(plan, text) {
    plan.themes = readThemes(text);
    return text === '' || Object.keys(plan.themes).length > 0;
  },
  network(plan, text) {
    if (text === 'junctions' || text === 'pick') plan.network = text;
    return text === 'free' || text === plan.network;
  },
  via(plan, text) {
    const points = text.split(';').map(readPoint);
    plan.via = points.filter((point) => point !== null).slice(0, MAX_VIA);
    return plan.via.length === points.length;
  },
  fit(plan, text) {
    plan.exact = text === 'exact';
    return plan.exact;
  },
  open(plan, text) {
    plan.open = text === '1';
    return plan.open;
  },
  fill(plan, text) {
    if (!/^\d{1,2}$/.test(text)) return false;
    plan.fill = Number(text);
    return true;
  },
  date(plan, text) {
    if (!isDay(text)) return false;
    plan.date = text;
    return true;
  },
  depart(plan, text) {
    if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) return false;
    plan.depart = text;
    return true;
  },
  audience(plan, text) {
    if (text === 'family') plan.audience = text;
    return text === 'family' || text === 'adult';
  },
  avoid(plan, text) {
    const words = text.split(',');
    plan.avoid = AVOIDABLE.filter((word) => words.includes(word));
    return words.every((word) => AVOIDABLE.includes(word));
  },
  dog(plan, text) {
    plan.dog = text === '1';
    return plan.dog;
  },
  needs(plan, text) {
    const needs = text.split(',').map(readNeed);
    plan.needs = needs.filter((need) => need !== null).slice(0, 10);
    return plan.needs.length === needs.length;
  },
  seed(plan, text) {
    if (!/^\d{1,10}$/.test(text) || Number(text) > MAX_SEED) return false;
    plan.seed = Number(text);
    return true;
  },
  choice(plan, text) {
    if (!/^[1-5]$/.test(text)) return false;
    plan.choice = Number(text) - 1;
    return true;
  },
};

/** @param {Lonlat} lonlat */
function degrees(lonlat) {
  return lonlat.map((value) => value.toFixed(5)).join(',');
}

/** @param {ViaPoint} point */
function pointText({ at, kind, name }) {
  const letter = kind[0];
  // A semicolon would end the point.
  const tail = name && kind !== 'shape' ? `,${name.replaceAll(';', ' ').slice(0, LONGEST_NAME)}` : '';
  return `${degrees(at)},${letter}${tail}`;
}

/**
 * @param {string} text
 * @returns {ViaPoint | null}
 */
function readPoint(text) {
  const [lon, lat, letter = 'p', ...name] = text.split(',');
  const at = readLonlat(`${lon},${lat}`);
  const kind = KINDS[/** @type {keyof typeof KINDS} */ (letter)];
  return at && kind ? { at, kind, name: name.join(',').slice(0, LONGEST_NAME) } : null;
}

/** @param {Need} need */
function needText(need) {
  return 'every_m' in need ? `${need.kind}:${need.every_m}` : `${need.kind}:${need.from}-${need.to}`;
}

/**
 * @param {string} text
 * @returns {Need | null}
 */
function readNeed(text) {
  const every = /^([a-z_]+):(\d{3,6})$/.exec(text);
  if (every) return Number(every[2]) >= 500 ? { kind: every[1], every_m: Number(every[2]) } : null;
  const part = /^([a-z_]+):([01](?:\.\d+)?)-([01](?:\.\d+)?)$/.exec(text);
  if (!part) return null;
  const [from, to] = [Number(part[2]), Number(part[3])];
  return from < to && to <= 1 ? { kind: part[1], from, to } : null;
}

/**
 * @param {string} text
 * @returns {Lonlat | null}
 */
function readLonlat(text) {
  const parts = text.split(',');
  const [lon, lat] = parts.map(number);
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

/** @param {string} text */
function number(text) {
  return text.trim() === '' ? NaN : Number(text);
}

/** @param {string} text */
function isDay(text) {
  if (!/^20\d\d-\d\d-\d\d$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
