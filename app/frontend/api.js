// The calls of the API that the pages make, and what can go wrong with them.

/**
 * @typedef {import('./tour-types.js').TourFeature} TourFeature
 * @typedef {import('./tour-types.js').TourCollection} TourCollection
 * @typedef {import('./tour-types.js').PlaceFeature} PlaceFeature
 * @typedef {{field: string, detail: string}} FieldError
 */

const BASE = '/api/v1';

/** An answer that is not what was asked for, with the server's own words where it gave any. */
export class ApiError extends Error {
  /**
   * @param {'offline' | 'invalid' | 'missing' | 'busy' | 'server'} kind
   * @param {string} detail
   * @param {FieldError[]} [fields]
   */
  constructor(kind, detail, fields = []) {
    super(detail);
    this.kind = kind;
    this.fields = fields;
  }
}

/**
 * Asks for tours, or for the way through points.
 * @param {'tours' | 'routes'} name
 * @param {object} body
 * @param {AbortSignal} signal
 * @returns {Promise<{tours: TourFeature[], detail: string}>}  `detail`: why there is none, in the server's words.
 */
export async function askFor(name, body, signal) {
  const answer = await call(`/${name}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  });
  const tours = name === 'tours' ? answer.features : answer.geometry ? [answer] : [];
  return { tours, detail: answer.detail ?? answer.reason ?? '' };
}

/**
 * The points that hold a tour's line.
 * @param {string} tourId
 * @param {AbortSignal} signal
 * @returns {Promise<import('./reshape.js').Shape>}
 */
export function shapeOf(tourId, signal) {
  return call(`/tours/${encodeURIComponent(tourId)}/shape`, { signal });
}

/**
 * Junctions and sections of a mode's node network within a box.
 * @param {string} mode
 * @param {[number, number, number, number]} bbox
 * @param {AbortSignal} signal
 * @returns {Promise<any[]>}
 */
export async function networkWithin(mode, bbox, signal) {
  const query = new URLSearchParams({ mode, bbox: bbox.map((degrees) => degrees.toFixed(4)).join(',') });
  return (await call(`/junctions?${query}`, { signal })).features;
}

/**
 * What is on on a day.
 * @param {string} day  ISO date.
 * @param {string} lang
 * @param {AbortSignal} signal
 * @returns {Promise<any[]>}
 */
export async function eventsOn(day, lang, signal) {
  const query = new URLSearchParams({ from: day, to: day, lang });
  return (await call(`/events?${query}`, { signal })).features;
}

/**
 * What is closed now or later, and what people reported.
 * @param {string} lang
 * @returns {Promise<import('./map/hindrances.js').Hindrances>}
 */
export async function hindrancesNow(lang) {
  const [closures, reports] = await Promise.all([
    call('/closures', {}),
    call(`/field-reports?${new URLSearchParams({ lang })}`, {}),
  ]);
  return { closures: closures.features, reports: reports.features };
}

/**
 * @param {string} text
 * @param {string} lang
 * @param {{near: [number, number] | null, mode: string}} where  Of things alike, what is near comes first.
 * @param {AbortSignal} signal
 * @returns {Promise<PlaceFeature[]>}
 */
export async function searchPlaces(text, lang, { near, mode }, signal) {
  const query = new URLSearchParams({ q: text, limit: '8', lang, mode });
  if (near) query.set('near', near.join(','));
  return (await call(`/places?${query}`, { signal })).features;
}

/**
 * Where a tour's file of a format is.
 * @param {string} tourId
 * @param {'gpx' | 'pdf' | 'fit' | 'tcx' | 'kml' | 'ics'} ending
 */
export function fileAddress(tourId, ending) {
  return `${BASE}/tours/${encodeURIComponent(tourId)}.${ending}`;
}

/**
 * @param {string} path
 * @param {RequestInit} options
 * @returns {Promise<any>}
 */
async function call(path, options) {
  let answer;
  try {
    answer = await fetch(BASE + path, options);
  } catch (error) {
    if (/** @type {Error} */ (error).name === 'AbortError') throw error;
    throw new ApiError('offline', '');
  }
  if (!answer.ok) throw await problem(answer);
  try {
    return await answer.json();
  } catch (error) {
    if (/** @type {Error} */ (error).name === 'AbortError') throw error;
    throw new ApiError('server', '');
  }
}

/** @param {Response} answer */
async function problem(answer) {
  const kind =
    answer.status === 404
      ? 'missing'
      : answer.status === 503 || answer.status === 429
        ? 'busy'
        : answer.status < 500
          ? 'invalid'
          : 'server';
  try {
    const { detail = '', errors = [] } = await answer.json();
    return new ApiError(kind, detail, errors);
  } catch {
    // A proxy in between answers in HTML; the status says enough.
    return new ApiError(kind, '');
  }
}
