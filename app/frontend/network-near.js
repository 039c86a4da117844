// The node network around a point: which junctions there are, and which come next.

import { networkWithin } from './api.js';
import { distance } from './along.js';

/**
 * @typedef {import('./plan.js').Lonlat} Lonlat
 * @typedef {{number: string, at: Lonlat, metres: number}} Near  A junction, and how far it is from where one stands.
 * @typedef {{number: string, at: Lonlat}} Junction
 * @typedef {{from: string, to: string, metres: number, ends: [Lonlat, Lonlat]}} Section
 */

/** What is loaded around a point, in degrees: about nine kilometres each way. */
const REACH = { lon: 0.14, lat: 0.085 };
/** Where a section ends this near to a junction it ends there. */
const AT_JUNCTION_M = 60;
/** One number on several posts of one crossing: nobody counts these as sections. */
const SAME_CROSSING_M = 250;
const MOST_NEAR = 8;

export class NetworkNear {
  constructor() {
    /** @type {Junction[]} */
    this.junctions = [];
    /** @type {Section[]} */
    this.sections = [];
    this.mode = '';
    /** @type {[number, number, number, number] | null} */
    this.box = null;
  }

  /**
   * Loads what lies around a point, unless it is there already.
   * @param {string} mode
   * @param {Lonlat} at
   * @param {AbortSignal} signal
   */
  async load(mode, [lon, lat], signal) {
    const inside =
      this.box &&
      mode === this.mode &&
      lon - REACH.lon / 2 > this.box[0] &&
      lon + REACH.lon / 2 < this.box[2] &&
      lat - REACH.lat / 2 > this.box[1] &&
      lat + REACH.lat / 2 < this.box[3];
    if (inside) return;
    /** @type {[number, number, number, number]} */
    const box = [lon - REACH.lon, lat - REACH.lat, lon + REACH.lon, lat + REACH.lat];
    const features = await networkWithin(mode, box, signal);
    this.mode = mode;
    this.box = box;
    this.read(features);
  }

  /** @param {any[]} features  As the API gives them. */
  read(features) {
    this.junctions = features
      .filter(({ properties, geometry }) => properties.kind === 'junction' && geometry && properties.ref)
      .map(({ properties, geometry }) => ({ number: properties.ref, at: geometry.coordinates }));
    this.sections = features
      .filter(({ properties, geometry }) => properties.kind === 'section' && geometry)
      .map(({ properties, geometry }) => {
        const lines = geometry.type === 'LineString' ? [geometry.coordinates] : geometry.coordinates;
        const last = lines[lines.length - 1];
        return {
          from: properties.from_ref ?? '',
          to: properties.to_ref ?? '',
          metres: properties.length_m ?? 0,
          ends: [lines[0][0], last[last.length - 1]],
        };
      });
  }

  /**
   * The junctions at the other ends of the sections that begin at one, the nearest first.
   * @param {Junction} here
   * @returns {Near[]}
   */
  next(here) {
    const posts = [here.at, ...this.twins(here).map(({ at }) => at)];
    /** @type {Map<string, Near>} */
    const found = new Map();
    for (const section of this.sections) {
      for (const [end, other, number] of /** @type {[Lonlat, Lonlat, string][]} */ ([
        [section.ends[0], section.ends[1], this.otherNumber(section, here.number)],
        [section.ends[1], section.ends[0], this.otherNumber(section, here.number)],
      ])) {
        if (!posts.some((post) => distance(post, end) < AT_JUNCTION_M)) continue;
        if (!number || (number === here.number && section.metres < SAME_CROSSING_M)) continue;
        const at = this.junctionAt(number, other)?.at ?? other;
        const key = `${number} ${at.map((degrees) => degrees.toFixed(3))}`;
        const known = found.get(key);
        if (!known || section.metres < known.metres) found.set(key, { number, at, metres: section.metres });
      }
    }
    return [...found.values()].sort((a, b) => a.metres - b.metres);
  }

  /**
   * The junctions nearest to a point.
   * @param {Lonlat} at
   * @returns {Near[]}
   */
  around(at) {
    return this.junctions
      .map((junction) => ({ ...junction, metres: distance(at, junction.at) }))
      .sort((a, b) => a.metres - b.metres)
      .slice(0, MOST_NEAR);
  }

  /**
   * The nearest junction with a number.
   * @param {string} number
   * @param {Lonlat} at
   * @returns {Near | null}
   */
  numbered(number, at) {
    const wanted = number.trim().replace(/^0+(?=\d)/, '');
    const found = this.junctions
      .filter((junction) => junction.number.replace(/^0+(?=\d)/, '') === wanted)
      .map((junction) => ({ ...junction, metres: distance(at, junction.at) }))
      .filter(({ metres }) => metres > AT_JUNCTION_M)
      .sort((a, b) => a.metres - b.metres);
    return found[0] ?? null;
  }

  /**
   * Other posts with the same number at the same crossing.
   * @param {Junction} here
   */
  twins(here) {
    return this.junctions.filter(
      ({ number, at }) => number === here.number && distance(at, here.at) < SAME_CROSSING_M,
    );
  }

  /**
   * @param {string} number
   * @param {Lonlat} at
   */
  junctionAt(number, at) {
    return this.junctions.find(
      (junction) => junction.number === number && distance(junction.at, at) < 2 * AT_JUNCTION_M,
    );
  }

  /**
   * @param {Section} section
   * @param {string} number
   */
  otherNumber(section, number) {
    return section.from === number ? section.to : section.to === number ? section.from : '';
  }
}
