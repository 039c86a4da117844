// Planning as riders do it: from number to number, by tapping them on the map or choosing the next from a list.

import { byId, h, icon } from '../dom.js';
import * as format from '../format.js';
import { NetworkNear } from '../network-near.js';
import { page } from '../page.js';

/**
 * @typedef {import('../plan.js').Plan} Plan
 * @typedef {import('../plan.js').Lonlat} Lonlat
 * @typedef {import('../network-near.js').Near} Near
 * @typedef {import('../network-near.js').Junction} Junction
 * @typedef {import('../texts/index.js').Texts} Texts
 */

export class JunctionPicker {
  /**
   * @param {object} options
   * @param {Texts} options.text
   * @param {(junction: Junction) => void} options.onPick
   * @param {() => void} options.onBack  The last one is taken out again.
   * @param {() => void} options.onClose  Back to the first one.
   * @param {() => void} options.onFill  The rest is found by the planner, to the length asked for.
   */
  constructor(options) {
    this.options = options;
    this.box = byId('picker');
    this.near = new NetworkNear();
    this.request = new AbortController();
  }

  /** @param {Plan} plan */
  async show(plan) {
    this.request.abort();
    this.box.hidden = plan.network !== 'pick';
    if (this.box.hidden) return;
    const { text } = this.options;
    const last = lastPoint(plan);
    if (!last) {
      this.box.replaceChildren(h('p', { class: 'quiet' }, text('pick.start')));
      return;
    }
    this.draw(plan, last, null);
    this.request = new AbortController();
    const { signal } = this.request;
    try {
      await this.near.load(plan.mode, last.at, signal);
      if (!signal.aborted)
        this.draw(
          plan,
          last,
          last.number ? this.near.next(/** @type {Junction} */ (last)) : this.near.around(last.at),
        );
    } catch (error) {
      if (/** @type {Error} */ (error).name !== 'AbortError') this.draw(plan, last, []);
    }
  }

  /**
   * @param {Plan} plan
   * @param {{at: Lonlat, number: string}} last
   * @param {Near[] | null} choices  null: not known yet.
   */
  draw(plan, last, choices) {
    const { text } = this.options;
    const hadFocus = this.box.contains(document.activeElement) ? document.activeElement?.id : '';
    const numbers = picked(plan);
    const closed = !plan.open && plan.via.length > 1;
    const parts = [
      numbers.length
        ? h(
            'ol',
            { class: `strip strip-${plan.mode === 'fietsen' ? 'rcn' : 'rwn'}`, id: 'picked' },
            numbers.map((number) => h('li', {}, h('span', { class: 'strip-number' }, number))),
          )
        : h('p', { class: 'quiet' }, text('pick.first')),
      !closed && this.nextOnes(last, choices),
      !closed && this.byNumber(last),
      h(
        'div',
        { class: 'actions' },
        numbers.length > 0 && this.button('pick-back', 'undo', text('pick.back'), this.options.onBack),
        plan.open &&
          plan.via.length > 1 &&
          this.button('pick-close', 'mark', text('pick.close'), this.options.onClose),
        plan.via.length > 0 &&
          this.button(
            'pick-fill',
            'dice',
            text('pick.fill', { length: format.wishedLength(plan.km, page.lang) }),
            this.options.onFill,
          ),
      ),
    ];
    this.box.replaceChildren(...parts.filter((part) => part !== false));
    if (hadFocus) (document.getElementById(hadFocus) ?? this.box.querySelector('button'))?.focus();
  }

  /**
   * @param {{at: Lonlat, number: string}} last
   * @param {Near[] | null} choices
   */
  nextOnes(last, choices) {
    const { text, onPick } = this.options;
    const title = last.number ? text('pick.next', { number: last.number }) : text('pick.near');
    if (choices && !choices.length) return h('p', { class: 'quiet' }, text('pick.none'));
    return h(
      'div',
      { class: 'next-junctions' },
      h('h3', { class: 'field-name' }, title),
      h(
        'ul',
        {},
        (choices ?? []).map(({ number, at, metres }, i) => {
          const length = format.length(metres, page.lang);
          const choice = h(
            'button',
            {
              type: 'button',
              class: 'next-junction',
              id: `next-${i}`,
              'aria-label': text('pick.choice', { number, length }),
            },
            h('span', { class: 'strip-number small' }, number),
            h('span', {}, length),
          );
          choice.addEventListener('click', () => onPick({ number, at }));
          return h('li', {}, choice);
        }),
      ),
    );
  }

  /** @param {{at: Lonlat, number: string}} last */
  byNumber(last) {
    const { text, onPick } = this.options;
    const input = h('input', {
      class: 'box',
      id: 'pick-number',
      type: 'text',
      inputmode: 'numeric',
      maxlength: 4,
      autocomplete: 'off',
      'aria-describedby': 'pick-said',
    });
    const said = h('span', { class: 'field-note', id: 'pick-said', role: 'status' });
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      const found = this.near.numbered(input.value, last.at);
      if (found) onPick({ number: found.number, at: found.at });
      else said.textContent = text('pick.unknown', { number: input.value });
    });
    return h(
      'div',
      { class: 'by-number' },
      h('label', { for: 'pick-number' }, text('pick.number')),
      input,
      said,
    );
  }

  /**
   * @param {string} id
   * @param {string} sign
   * @param {string} label
   * @param {() => void} act
   */
  button(id, sign, label, act) {
    const button = h('button', { type: 'button', class: 'button', id }, icon(sign), label);
    button.addEventListener('click', act);
    return button;
  }
}

/** @param {Plan} plan */
function lastPoint(plan) {
  const last = plan.via[plan.via.length - 1];
  if (last) return { at: last.at, number: last.kind === 'junction' ? last.name : '' };
  return plan.start && { at: plan.start, number: plan.startJunction ? plan.place : '' };
}

/**
 * @param {Plan} plan
 * @returns {string[]}
 */
function picked(plan) {
  const numbers = plan.via.filter(({ kind }) => kind === 'junction').map(({ name }) => name);
  if (plan.startJunction) numbers.unshift(plan.place);
  if (plan.startJunction && !plan.open && numbers.length > 2) numbers.push(plan.place);
  return numbers;
}
