// The part of the base map that was kept for the way comes first; what lies beyond it is asked for as usual.

import { PMTiles } from 'pmtiles';

/**
 * @typedef {import('maplibre-gl').RequestParameters} RequestParameters
 * @typedef {(params: RequestParameters, abort: AbortController) => Promise<{data: any}>} Load
 */

/** Holds the kept part; there may be none yet. */
export class KeptTiles {
  constructor() {
    /** @type {PMTiles | null} */
    this.archive = null;
  }

  /** @param {Blob | null} blob */
  use(blob) {
    this.archive = blob && new PMTiles(new BlobSource(blob));
  }

  /**
   * Puts the kept part before a loader.
   * @param {Load} load
   * @returns {Load}
   */
  before(load) {
    return async (params, abort) => {
      if (!this.archive) return load(params, abort);
      if (params.type === 'json') return { data: await this.about(params.url) };
      const [z, x, y] = params.url.split('/').slice(-3).map(Number);
      const kept = await this.archive.getZxy(z, x, y);
      if (kept) return { data: new Uint8Array(kept.data) };
      try {
        return await load(params, abort);
      } catch (error) {
        if (abort.signal.aborted) throw error;
        // Off the kept part without a network: empty ground, no error.
        return { data: new Uint8Array() };
      }
    };
  }

  /** @param {string} url */
  async about(url) {
    const header = await /** @type {PMTiles} */ (this.archive).getHeader();
    return {
      tiles: [`${url}/{z}/{x}/{y}`],
      minzoom: header.minZoom,
      maxzoom: header.maxZoom,
      bounds: [header.minLon, header.minLat, header.maxLon, header.maxLat],
    };
  }
}

/** An archive that is in memory as a whole. */
class BlobSource {
  /** @param {Blob} blob */
  constructor(blob) {
    this.blob = blob;
  }

  getKey() {
    return 'kept';
  }

  /**
   * @param {number} offset
   * @param {number} length
   */
  async getBytes(offset, length) {
    return { data: await this.blob.slice(offset, offset + length).arrayBuffer() };
  }
}
