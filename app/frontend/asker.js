// Asking the server for what a plan wants: not at every step of a slider, and never for what is known.

import { askFor } from './api.js';
import { isExact } from './plan.js';
import { toRequest } from './plan-request.js';

/**
 * @typedef {import('./plan.js').Plan} Plan
 * @typedef {import('./tour-types.js').TourFeature} TourFeature
 * @typedef {{tours: TourFeature[], detail: string, exact: boolean}} Answer  `exact`: the way through given points.
 */

/** A slider gives many values on its way; asking for each would only make the last one wait. */
const CHANGE_PAUSE_MS = 140;
const KEPT_ANSWERS = 30;

export class Asker {
  /**
   * @param {string} lang
   * @param {object} handlers
   * @param {() => void} handlers.onBusy
   * @param {(answer: Answer) => void} handlers.onAnswer
   * @param {(error: unknown) => void} handlers.onError
   */
  constructor(lang, handlers) {
    this.lang = lang;
    this.handlers = handlers;
    this.request = new AbortController();
    this.timer = 0;
    /** @type {Map<string, Answer>} */
    this.known = new Map();
  }

  /**
   * Drops the question before, if it is still open, and asks.
   * @param {Plan} plan
   * @param {{now?: boolean}} [options]
   */
  ask(plan, { now = false } = {}) {
    this.stop();
    const { call, body } = toRequest(plan, this.lang);
    const key = call + JSON.stringify(body);
    const known = this.known.get(key);
    if (known) this.handlers.onAnswer(known);
    else {
      this.handlers.onBusy();
      this.timer = window.setTimeout(
        () => this.send(call, body, key, isExact(plan)),
        now ? 0 : CHANGE_PAUSE_MS,
      );
    }
  }

  stop() {
    this.request.abort();
    window.clearTimeout(this.timer);
  }

  /**
   * @param {'tours' | 'routes'} call
   * @param {object} body
   * @param {string} key
   * @param {boolean} exact
   */
  async send(call, body, key, exact) {
    const request = new AbortController();
    this.request = request;
    try {
      const answer = { ...(await askFor(call, body, request.signal)), exact };
      this.known.set(key, answer);
      const oldest = this.known.keys().next().value;
      if (this.known.size > KEPT_ANSWERS && oldest !== undefined) this.known.delete(oldest);
      if (!request.signal.aborted) this.handlers.onAnswer(answer);
    } catch (error) {
      if (!request.signal.aborted) this.handlers.onError(error);
    }
  }
}
