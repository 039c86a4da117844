// The slider for the length or the time: its stops are kilometres, or quarters of an hour, that make sense for the mode.

import { byId } from '../dom.js';
import * as format from '../format.js';
import { lengthStops, nearestStop, timeStops } from '../length-scale.js';
import { LENGTHS, TIMES } from '../plan.js';

/** @typedef {import('../plan.js').Plan} Plan */

export class LengthSlider {
  /**
   * @param {string} lang
   * @param {(news: {km: number, minutes: null} | {minutes: number}) => void} onChange
   */
  constructor(lang, onChange) {
    this.lang = lang;
    this.input = /** @type {HTMLInputElement} */ (byId('length'));
    this.output = byId('length-value');
    this.ends = [byId('length-least'), byId('length-most')];
    /** @type {number[]} */
    this.stops = [];
    this.timed = false;
    this.input.addEventListener('input', () => {
      const value = this.stops[Number(this.input.value)];
      this.write(value);
      onChange(this.timed ? { minutes: value } : { km: value, minutes: null });
    });
  }

  /** @param {Plan} plan */
  show({ mode, km, minutes }) {
    this.timed = minutes !== null;
    const { min, max } = this.timed ? TIMES[mode] : LENGTHS[mode];
    this.stops = this.timed ? timeStops(min, max) : lengthStops(min, max);
    const value = minutes ?? km;
    this.input.max = String(this.stops.length - 1);
    this.input.value = String(nearestStop(this.stops, value));
    this.ends[0].textContent = this.say(min);
    this.ends[1].textContent = this.say(max);
    this.write(value);
  }

  /** @param {number} value */
  write(value) {
    const text = this.say(value);
    this.output.textContent = text;
    this.input.setAttribute('aria-valuetext', text);
    const filled = Number(this.input.value) / Math.max(Number(this.input.max), 1);
    this.input.style.setProperty('--filled', `${filled * 100}%`);
  }

  /** @param {number} value */
  say(value) {
    return this.timed ? format.duration(value * 60, this.lang) : format.wishedLength(value, this.lang);
  }
}
