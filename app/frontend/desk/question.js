// What an officer asks, and its form in the address bar: a link is a question with its norm and its what-ifs.

/**
 * @typedef {[number, number]} Lonlat  Longitude, latitude.
 * @typedef {'fietsen' | 'wandelen' | 'toegankelijk'} Mode
 *
 * @typedef {object} Question
 * @property {string} facility
 * @property {Mode} mode
 * @property {number | null} normM  Metres; null: the region's norm.
 * @property {'spacing' | 'reach' | null} normType
 * @property {string} municipality  '' for everywhere.
 * @property {Lonlat[]} added  What if these were there too?
 * @property {string[]} removed  Ids: what if these were gone?
 * @property {number} sites  Places to propose.
 */

/** @type {Mode[]} */
const MODES = ['fietsen', 'wandelen', 'toegankelijk'];
const OURS = ['facility', 'mode', 'norm', 'norm_type', 'municipality', 'add', 'gone', 'sites'];
export const NORM_RANGE_M = { low: 50, high: 100_000 };
export const MOST_SITES = 50;
const MOST_POINTS = 1000;

/** @returns {Question} */
export function emptyQuestion() {
  return {
    facility: 'toilet',
    mode: 'wandelen',
    normM: null,
    normType: null,
    municipality: '',
    added: [],
    removed: [],
    sites: 0,
  };
}

/**
 * Reads a question from a query; whatever cannot be meant keeps its default and is named in `ignored`.
 * @param {string} search
 * @param {{facilities: string[], municipalities: string[]}} known
 * @returns {{question: Question, ignored: string[]}}
 */
export function fromQuery(search, known) {
  const query = new URLSearchParams(search);
  const question = emptyQuestion();
  /** @type {string[]} */
  const ignored = [];
  /**
   * @param {string} name
   * @param {(text: string) => boolean} read
   */
  const take = (name, read) => {
    const text = query.get(name);
    if (text && !read(text)) ignored.push(name);
  };
  take('facility', (text) => {
    if (known.facilities.includes(text)) question.facility = text;
    return question.facility === text;
  });
  take('mode', (text) => {
    question.mode = MODES.find((mode) => mode === text) ?? question.mode;
    return question.mode === text;
  });
  take('norm', (text) => {
    const metres = Number(text);
    if (!(metres >= NORM_RANGE_M.low && metres <= NORM_RANGE_M.high)) return false;
    question.normM = Math.round(metres);
    return true;
  });
  take('norm_type', (text) => {
    if (text !== 'spacing' && text !== 'reach') return false;
    question.normType = text;
    return true;
  });
  take('municipality', (text) => {
    if (known.municipalities.includes(text)) question.municipality = text;
    return question.municipality === text;
  });
  take('add', (text) => {
    const points = text.split(';').map(readLonlat);
    question.added = points.filter((point) => point !== null).slice(0, MOST_POINTS);
    return question.added.length === points.length;
  });
  take('gone', (text) => {
    question.removed = [...new Set(text.split(',').filter((id) => /^[\w-]{1,40}$/.test(id)))].slice(
      0,
      MOST_POINTS,
    );
    return question.removed.length > 0;
  });
  take('sites', (text) => {
    if (!/^\d{1,3}$/.test(text) || Number(text) > MOST_SITES) return false;
    question.sites = Number(text);
    return true;
  });
  return { question, ignored };
}

/**
 * Writes a question into a query, leaving parameters that are not ours where they are.
 * @param {Question} question
 * @param {string} [search]
 */
export function toQuery(question, search = '') {
  const query = new URLSearchParams(search);
  for (const name of OURS) query.delete(name);
  query.set('facility', question.facility);
  query.set('mode', question.mode);
  if (question.normM !== null) query.set('norm', String(question.normM));
  if (question.normType !== null) query.set('norm_type', question.normType);
  if (question.municipality) query.set('municipality', question.municipality);
  if (question.added.length) query.set('add', question.added.map(writeLonlat).join(';'));
  if (question.removed.length) query.set('gone', question.removed.join(','));
  if (question.sites) query.set('sites', String(question.sites));
  return query.toString().replaceAll('%2C', ',').replaceAll('%3B', ';');
}

/**
 * The body of `POST /desk/coverage`.
 * @param {Question} question
 * @param {string} lang
 */
export function toRequest(question, lang) {
  return {
    facility: question.facility,
    mode: question.mode,
    norm_m: question.normM,
    norm_type: question.normType,
    municipality: question.municipality || null,
    added: question.added,
    removed: question.removed,
    lang,
  };
}

/** @param {Question} question */
export function hasWhatIf(question) {
  return question.added.length > 0 || question.removed.length > 0;
}

/** @param {Lonlat} point */
export function writeLonlat([lon, lat]) {
  return `${lon.toFixed(5)},${lat.toFixed(5)}`;
}

/**
 * @param {string} text
 * @returns {Lonlat | null}
 */
export function readLonlat(text) {
  const parts = text.split(',');
  const [lon, lat] = parts.map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (parts.length !== 2 || !(Math.abs(lon) <= 180) || !(Math.abs(lat) <= 90)) return null;
  return [lon, lat];
}
