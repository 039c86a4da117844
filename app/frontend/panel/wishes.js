// What few ask for: day and time, with whom, what to keep away from, what one needs on the way.

import { byId } from '../dom.js';
import { day } from '../format.js';
import { word } from '../page.js';

/**
 * @typedef {import('../plan.js').Plan} Plan
 * @typedef {import('../plan.js').Need} Need
 * @typedef {import('../texts/index.js').Texts} Texts
 */

export class Wishes {
  /**
   * @param {object} options
   * @param {Texts} options.text
   * @param {string} options.lang
   * @param {(news: Partial<Plan>) => void} options.onChange
   */
  constructor({ text, lang, onChange }) {
    this.text = text;
    this.lang = lang;
    this.box = /** @type {HTMLDetailsElement} */ (byId('wishes'));
    this.date = /** @type {HTMLInputElement} */ (byId('date'));
    this.depart = /** @type {HTMLInputElement} */ (byId('depart'));
    /** @type {Need[]} */
    this.others = [];
    this.box.addEventListener('change', (event) => {
      const field = /** @type {HTMLInputElement} */ (event.target);
      if (field === this.date) onChange({ date: field.value, events: [] });
      else if (field === this.depart) onChange({ depart: field.value });
      else if (field.name === 'audience') onChange({ audience: field.checked ? 'family' : 'adult' });
      else if (field.name === 'dog') onChange({ dog: field.checked });
      else if (field.name === 'avoid') onChange({ avoid: this.checked('avoid') });
      else if (field.name === 'need') onChange({ needs: this.needs() });
    });
  }

  /** @param {Plan} plan */
  show(plan) {
    this.date.value = plan.date;
    this.depart.value = plan.depart;
    const needs = plan.needs.map(needValue);
    for (const input of this.inputs()) {
      if (input.name === 'audience') input.checked = plan.audience === 'family';
      else if (input.name === 'dog') input.checked = plan.dog;
      else if (input.name === 'avoid') input.checked = plan.avoid.includes(input.value);
      else if (input.name === 'need') input.checked = needs.includes(input.value);
    }
    for (const select of this.selects()) {
      const wanted = needs.find((value) => value.startsWith(`${select.dataset.kind}:`)) ?? '';
      select.value = [...select.options].some(({ value }) => value === wanted) ? wanted : '';
    }
    const offered = [
      ...this.inputs().map(({ value }) => value),
      ...this.selects().flatMap(({ options }) => [...options].map(({ value }) => value)),
    ];
    // What a link asks for and the form does not offer stays.
    this.others = plan.needs.filter((need) => !offered.includes(needValue(need)));
    const summary = this.summary(plan);
    byId('wishes-summary').textContent = summary;
  }

  /** Opens the box, where a link asks for what is in it. */
  open() {
    this.box.open = true;
  }

  /** @param {Plan} plan */
  summary(plan) {
    const list = [];
    if (plan.date) {
      list.push(day(plan.date, this.lang));
      if (plan.depart) list.push(plan.depart);
    }
    if (plan.audience === 'family') list.push(this.text('wish.family'));
    if (plan.dog) list.push(this.text('wish.dog'));
    list.push(...plan.avoid.map((name) => this.text(`wish.avoid.${name}`)));
    list.push(...plan.needs.map(({ kind }) => word('facility', kind)));
    if (plan.end) list.push(this.text('wish.end', { place: plan.endPlace || this.text('start.point') }));
    return list.join(' · ');
  }

  /** @returns {Need[]} */
  needs() {
    const values = [...this.checked('need'), ...this.selects().map(({ value }) => value)].filter(Boolean);
    return [...values.map(readNeed), ...this.others];
  }

  /** @param {string} name */
  checked(name) {
    return this.inputs()
      .filter((input) => input.name === name && input.checked)
      .map(({ value }) => value);
  }

  /** @returns {HTMLInputElement[]} */
  inputs() {
    return [...this.box.querySelectorAll('input[type="checkbox"]')].map((e) => /** @type {any} */ (e));
  }

  /** @returns {HTMLSelectElement[]} */
  selects() {
    return [...this.box.querySelectorAll('select')];
  }
}

/** @param {Need} need */
function needValue(need) {
  return 'every_m' in need ? `${need.kind}:${need.every_m}` : `${need.kind}:${need.from}-${need.to}`;
}

/**
 * @param {string} value  Of the form's own options.
 * @returns {Need}
 */
function readNeed(value) {
  const [kind, size] = value.split(':');
  const [from, to] = size.split('-').map(Number);
  return to === undefined ? { kind, every_m: from } : { kind, from, to };
}
