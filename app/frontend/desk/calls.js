// The desk's calls of the API.

import { ApiError } from '../api.js';
import { toRequest } from './question.js';

/**
 * @typedef {import('./question.js').Question} Question
 *
 * @typedef {object} StretchFigures
 * @property {number} length_m
 * @property {number | null} longest_distance_m
 * @property {string | null} from_junction
 * @property {string | null} to_junction
 * @property {string} municipality
 *
 * @typedef {{type: 'Feature', id: number, geometry: any, properties: StretchFigures}} StretchFeature
 * @typedef {{type: 'Feature', geometry: {type: 'Point', coordinates: [number, number]}, properties: {rank: number,
 *   closed_m: number, gain_m: number, candidate: string, name: string, municipality: string, people?: number | null,
 *   cost?: number | null}}} SiteFeature
 * @typedef {{routes: {ref: string, name: string}[], areas: string[], population: number | null, beds: number | null,
 *   people: number, expected_use: number | null, use_loops: number, absent: number,
 *   verdict: 'absent' | 'unmapped' | 'unclear', mapped: number, expected: number, surveyed: number, recent: number,
 *   last_edit: string}} Detail
 * @typedef {{norm_m: number, norm_type: 'spacing' | 'reach', norm_source: string | null, norm_kind: string | null,
 *   network: string, network_m: number, within_norm_share: number | null, gap_m: number, unreachable_m: number,
 *   in_data: boolean, facilities: number, on_network: number, off_network: number,
 *   added_off_network: [number, number][], off_network_places: {id: string, name: string, lon: number, lat: number}[], detail?: string}} Summary
 * @typedef {{features: StretchFeature[], worst: StretchFeature[], sites: SiteFeature[], details: Detail[],
 *   summary: Summary}} DeskCoverage
 * @typedef {{type: 'Feature', id: string, geometry: {type: 'Point', coordinates: [number, number]},
 *   properties: {id: string, name: string, on_network: boolean, gone?: boolean}}} FacilityFeature
 */

const BASE = '/api/v1';

/**
 * @param {Question} question
 * @param {string} lang
 * @param {AbortSignal} signal
 * @param {{sites?: number, details?: number, lines?: boolean}} [more]
 * @returns {Promise<DeskCoverage>}
 */
export function askCoverage(question, lang, signal, more = {}) {
  return call('/desk/coverage', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...toRequest(question, lang), ...more }),
    signal,
  });
}

/**
 * @param {string} facility
 * @param {string} mode
 * @returns {Promise<FacilityFeature[]>}
 */
export async function askFacilities(facility, mode) {
  return (await call(`/desk/facilities?${new URLSearchParams({ facility, mode })}`)).features;
}

/** @param {string} path */
export async function askFeatures(path) {
  return (await call(path)).features;
}

/**
 * @param {string} path
 * @param {object} body
 */
export function send(path, body) {
  return call(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...token() },
    body: JSON.stringify(body),
  });
}

/** @param {string} path */
export function remove(path) {
  return call(path, { method: 'DELETE', headers: token() });
}

/** What shows that a change comes from our own page. */
function token() {
  const meta = document.querySelector('meta[name="csrf-token"]');
  return { 'X-CSRFToken': meta?.getAttribute('content') ?? '' };
}

/**
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<any>}
 */
async function call(path, options = {}) {
  let answer;
  try {
    answer = await fetch(BASE + path, options);
  } catch (error) {
    if (/** @type {Error} */ (error).name === 'AbortError') throw error;
    throw new ApiError('offline', '');
  }
  if (answer.ok) return answer.json();
  const told = await answer.json().catch(() => ({}));
  const kind =
    answer.status === 503 || answer.status === 429 ? 'busy' : answer.status < 500 ? 'invalid' : 'server';
  throw new ApiError(kind, told.detail ?? '', told.errors ?? []);
}
