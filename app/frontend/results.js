// The tours found, or why there are none: cards, what can be done with the chosen one, and everything about it.

import { byId, h, icon } from './dom.js';
import { emptyNotice, errorNotice } from './panel/notice.js';
import { tourCards } from './panel/tour-cards.js';
import { tourDetails } from './panel/tour-details.js';

/**
 * @typedef {import('./tour-types.js').TourFeature} TourFeature
 * @typedef {import('./asker.js').Answer} Answer
 * @typedef {import('./texts/index.js').Texts} Texts
 */

export class Results {
  /**
   * @param {object} options
   * @param {Texts} options.text
   * @param {(index: number) => void} options.onChoose
   * @param {() => void} options.onRetry
   * @param {(answer: Answer, chosen: number) => (Node | null | false)[]} options.tools  What can be done with the
   *   chosen tour.
   */
  constructor(options) {
    this.options = options;
    this.box = byId('results');
    this.status = byId('status');
    /** @type {Answer | null} */
    this.answer = null;
    this.chosen = 0;
  }

  get tours() {
    return this.answer?.tours ?? [];
  }

  /** @returns {TourFeature | null} */
  get tour() {
    return this.tours[this.chosen] ?? null;
  }

  busy() {
    const { text } = this.options;
    // At once, with the click that asks: what stays in sight changes then and not under one's eyes later.
    document.body.classList.add('has-results');
    this.box.setAttribute('aria-busy', 'true');
    this.status.textContent = text('plan.busy');
    if (!this.tours.length) this.showPlaceholders();
  }

  /**
   * @param {Answer} answer
   * @param {number} chosen
   */
  show(answer, chosen) {
    const { text } = this.options;
    document.body.classList.toggle('has-results', answer.tours.length > 0);
    this.answer = answer;
    this.chosen = Math.min(chosen, Math.max(answer.tours.length - 1, 0));
    this.box.removeAttribute('aria-busy');
    this.status.textContent = this.countText();
    if (answer.tours.length) this.draw();
    else this.box.replaceChildren(emptyNotice(answer.detail, text));
  }

  /** @param {unknown} error */
  fail(error) {
    const { text, onRetry } = this.options;
    document.body.classList.remove('has-results');
    this.answer = null;
    this.box.removeAttribute('aria-busy');
    this.status.textContent = '';
    this.box.replaceChildren(errorNotice(error, text, onRetry));
  }

  clear() {
    document.body.classList.remove('has-results');
    this.answer = null;
    this.box.removeAttribute('aria-busy');
    this.box.replaceChildren();
  }

  draw() {
    const { text, tools, onChoose } = this.options;
    const { answer, tour } = this;
    if (!answer || !tour) return;
    const focused = document.activeElement?.id ?? '';
    this.box.replaceChildren(
      h('div', { class: 'results-head' }, h('h2', {}, this.countText())),
      ...(answer.exact ? [] : [tourCards(answer.tours, this.chosen, text, onChoose)]),
      h(
        'div',
        { class: 'tools', role: 'group', 'aria-label': text('tools.title') },
        ...tools(answer, this.chosen),
      ),
      tourDetails(tour, text, { full: false }),
    );
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  /** @param {number} index */
  choose(index) {
    if (index === this.chosen || !this.tours[index]) return;
    this.chosen = index;
    const radio = /** @type {HTMLInputElement | undefined} */ (
      this.box.querySelectorAll('input[name="tour"]')[index]
    );
    if (radio) radio.checked = true;
    const { text, tools } = this.options;
    if (!this.answer) return;
    this.box
      .querySelector('.tools')
      ?.replaceChildren(...tools(this.answer, index).filter((node) => node instanceof Node));
    this.box
      .querySelector('.tour-details')
      ?.replaceWith(tourDetails(this.tours[index], text, { full: false }));
  }

  countText() {
    const { text } = this.options;
    const count = this.tours.length;
    if (!count) return text('empty.title');
    if (this.answer?.exact) return text('plan.own');
    return count === 1 ? text('plan.found.one') : text('plan.found.many', { count });
  }

  showPlaceholders() {
    const { text } = this.options;
    const card = () => h('div', { class: 'tour-card placeholder' });
    this.box.replaceChildren(
      h('div', { class: 'results-head' }, h('h2', {}, text('plan.busy'))),
      h('div', { class: 'tour-cards' }, card(), card(), card()),
    );
  }

  /** @param {boolean} calm  Without motion. */
  reveal(calm) {
    this.box.scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'start' });
  }
}

/**
 * @param {string} id
 * @param {string} sign
 * @param {string} label
 * @param {() => void} act
 */
export function toolButton(id, sign, label, act) {
  const button = h('button', { type: 'button', class: 'button button-small', id }, icon(sign), label);
  button.addEventListener('click', act);
  return button;
}
