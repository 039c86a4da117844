// Keeping the address bar in step with a plan, no faster than browsers allow.

/** Safari refuses more than a hundred changes of the address in thirty seconds, and a slider makes them quickly. */
const SHORTEST_PAUSE_MS = 350;

export class AddressBar {
  constructor() {
    this.timer = 0;
    this.writtenAt = -Infinity;
    this.query = '';
  }

  /**
   * Writes a query now, or, shortly after another, as soon as that may be.
   * @param {string} query  Without its question mark.
   */
  write(query) {
    this.query = query;
    window.clearTimeout(this.timer);
    const wait = this.writtenAt + SHORTEST_PAUSE_MS - performance.now();
    if (wait > 0) this.timer = window.setTimeout(() => this.flush(), wait);
    else this.flush();
  }

  flush() {
    this.writtenAt = performance.now();
    history.replaceState(null, '', `?${this.query}`);
  }
}
