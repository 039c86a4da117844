// The slider for the length: its stops are kilometres that make sense for the mode.

import { byId } from '../dom.js';
import * as format from '../format.js';
import { lengthStops, nearestStop } from '../length-scale.js';
import { LENGTHS } from '../plan.js';

/** @typedef {import('../plan.js').Plan} Plan */

export class LengthSlider {
  /**
   * @param {string} lang
   * @param {(km: number) => void} onChange
   */
  constructor(lang, onChange) {
    this.lang = lang;
    this.input = /** @type {HTMLInputElement} */ (byId('length'));
    this.output = byId('length-value');
    this.ends = [byId('length-least'), byId('length-most')];
    /** @type {number[]} */
    this.stops = [];
    this.input.addEventListener('input', () => {
      const km = this.stops[Number(this.input.value)];
      this.write(km);
      onChange(km);
    });
  }

  /** @param {Plan} plan */
  show({ mode, km }) {
    const { min, max } = LENGTHS[mode];
    this.stops = lengthStops(min, max);
    this.input.max = String(this.stops.length - 1);
    this.input.value = String(nearestStop(this.stops, km));
    this.ends[0].textContent = format.wishedLength(min, this.lang);
    this.ends[1].textContent = format.wishedLength(max, this.lang);
    this.write(km);
  }

  /** @param {number} km */
  write(km) {
    const text = format.wishedLength(km, this.lang);
    this.output.textContent = text;
    this.input.setAttribute('aria-valuetext', text);
    const filled = Number(this.input.value) / Math.max(Number(this.input.max), 1);
    this.input.style.setProperty('--filled', `${filled * 100}%`);
  }
}
