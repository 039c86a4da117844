// Putting a tour away on the device: its page, the files of the page, the map along it. The service worker serves them
// when there is no network.

/**
 * @typedef {object} Keep  What the server says is needed.
 * @property {string} page  Address of the tour's page.
 * @property {string[]} files
 * @property {string | null} map
 * @property {string} version  Of the map's data.
 * @property {number} bytes
 * @typedef {{title: string, at: number, version: string, pinned: boolean, files: string[]}} Entry
 */

export const CACHE = 'tours-1';
const INDEX = 'kept-tours';
/** Tours that were only looked at stay as long as they are among the last few. */
const MOST_UNPINNED = 5;

export function canKeep() {
  return 'serviceWorker' in navigator && 'caches' in window && window.isSecureContext;
}

/** @returns {Record<string, Entry>}  Address of the page to what is kept of it. */
export function keptTours() {
  try {
    return JSON.parse(localStorage.getItem(INDEX) ?? '{}');
  } catch {
    return {};
  }
}

export class Keeper {
  /**
   * @param {Keep} keep
   * @param {string} title
   */
  constructor(keep, title) {
    this.keep = keep;
    this.title = title;
  }

  get entry() {
    return keptTours()[this.keep.page];
  }

  /** Whether it was put away for the way, with its map. */
  get isPinned() {
    return Boolean(this.entry?.pinned);
  }

  /** Registers the worker and keeps the page as one goes; renews what was kept of an earlier state. */
  async start() {
    await navigator.serviceWorker.register('/sw.js');
    const { entry } = this;
    if (entry?.pinned && entry.version !== this.keep.version) await this.pin();
    else await this.put(Boolean(entry?.pinned));
  }

  /** Keeps all that one needs on the way. */
  async pin() {
    const cache = await caches.open(CACHE);
    if (this.keep.map) {
      const answer = await fetch(this.keep.map, { cache: 'no-cache' });
      if (!answer.ok) throw new Error(`the map answered ${answer.status}`);
      await cache.put(this.keep.map, answer);
    }
    await this.put(true);
    // Asked for, not needed: without it the browser may clear things when the device is full.
    await navigator.storage?.persist?.().catch(() => false);
  }

  async remove() {
    const cache = await caches.open(CACHE);
    if (this.keep.map) await cache.delete(this.keep.map);
    await this.put(false);
  }

  /** @returns {Promise<Blob | null>} */
  async map() {
    if (!this.keep.map || !canKeep()) return null;
    const kept = await caches.open(CACHE).then((cache) => cache.match(/** @type {string} */ (this.keep.map)));
    return kept ? kept.blob() : null;
  }

  /**
   * @param {boolean} pinned
   */
  async put(pinned) {
    const { page, files, version } = this.keep;
    const cache = await caches.open(CACHE);
    const missing = [];
    for (const file of files) if (!(await cache.match(file))) missing.push(file);
    await cache.addAll(missing);
    const answer = await fetch(`${page}${location.search}`, { headers: { Accept: 'text/html' } });
    if (!answer.ok) return;
    await cache.put(page, answer);
    const entries = keptTours();
    entries[page] = { title: this.title, at: Date.now(), version, pinned, files };
    const unpinned = Object.entries(entries)
      .filter(([, entry]) => !entry.pinned)
      .sort(([, a], [, b]) => b.at - a.at);
    for (const [old] of unpinned.slice(MOST_UNPINNED)) {
      delete entries[old];
      await cache.delete(old);
    }
    localStorage.setItem(INDEX, JSON.stringify(entries));
    await this.prune(cache, entries);
  }

  /**
   * Removes files of earlier builds that no kept page asks for any more.
   * @param {Cache} cache
   * @param {Record<string, Entry>} entries
   */
  async prune(cache, entries) {
    const wanted = new Set(Object.values(entries).flatMap(({ files }) => files));
    for (const request of await cache.keys()) {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith('/static/') && !wanted.has(pathname)) await cache.delete(request);
    }
  }
}
