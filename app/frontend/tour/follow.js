// On the way: the phone's position on the tour, the next junction in big type. The position stays in this page.

import { h, icon } from '../dom.js';
import * as format from '../format.js';
import { page } from '../page.js';
import { sign } from '../panel/tour-details.js';
import { Progress, wind } from './progress.js';

/**
 * @typedef {import('../tour-types.js').TourFeature} TourFeature
 * @typedef {import('../texts/index.js').Texts} Texts
 * @typedef {import('./tour-map.js').TourMap} TourMap
 * @typedef {import('./progress.js').Whereabouts} Whereabouts
 */

const SOON_M = 100;
const NOT_TOO_OLD_MS = 5000;

export class Follow {
  /**
   * @param {object} options
   * @param {TourFeature} options.tour
   * @param {Texts} options.text
   * @param {() => TourMap | null} options.map
   * @param {HTMLElement} options.pane  What the map lies in.
   * @param {HTMLElement} options.rest  What is out of reach meanwhile.
   * @param {(metres: number) => void} options.onMove
   * @param {() => void} options.onEnd
   */
  constructor(options) {
    this.options = options;
    this.progress = new Progress(options.tour);
    this.watch = 0;
    /** @type {WakeLockSentinel | null} */
    this.lock = null;
    this.said = '';
    this.next = h('div', { class: 'way-next' });
    this.notice = h('p', { class: 'way-notice', role: 'alert', hidden: true });
    this.voice = h('p', { class: 'unseen', role: 'status' });
    this.bar = h('div', { class: 'way-bar', 'aria-hidden': 'true' }, h('span'));
    this.figures = h('p', { class: 'way-figures', id: 'way-figures' });
    this.sheet = this.makeSheet();
    this.seen = () => {
      if (document.visibilityState === 'visible' && this.watch) this.stayAwake();
    };
  }

  makeSheet() {
    const { text } = this.options;
    const stop = button('way-stop', 'close', text('way.stop'), () => this.stop());
    const centre = button('way-centre', 'locate', text('way.centre'), () => this.centre());
    return h(
      'div',
      { class: 'way', id: 'way', role: 'region', 'aria-label': text('way.follow') },
      h('div', { class: 'way-top' }, this.next, this.notice),
      this.voice,
      h(
        'div',
        { class: 'way-foot' },
        this.bar,
        this.figures,
        h('div', { class: 'way-buttons' }, centre, stop),
      ),
    );
  }

  start() {
    const { pane, rest, text } = this.options;
    document.body.classList.add('following');
    rest.inert = true;
    pane.append(this.sheet);
    this.next.replaceChildren(h('p', { class: 'way-waiting' }, text('way.waiting')));
    this.watch = navigator.geolocation.watchPosition(
      (position) => this.moved(position),
      (error) => this.failed(error),
      { enableHighAccuracy: true, maximumAge: NOT_TOO_OLD_MS },
    );
    this.stayAwake();
    document.addEventListener('visibilitychange', this.seen);
    this.sheet.querySelector('button')?.focus();
    this.centre();
    window.dispatchEvent(new Event('resize'));
  }

  stop() {
    navigator.geolocation.clearWatch(this.watch);
    this.watch = 0;
    this.lock?.release().catch(() => {});
    this.lock = null;
    document.removeEventListener('visibilitychange', this.seen);
    document.body.classList.remove('following');
    this.options.rest.inert = false;
    this.sheet.remove();
    this.options.map()?.hideYou();
    window.dispatchEvent(new Event('resize'));
    this.options.onEnd();
  }

  /** The screen stays on where the browser lets it. */
  async stayAwake() {
    try {
      this.lock = (await navigator.wakeLock?.request('screen')) ?? null;
    } catch {
      // On low battery it may not; one taps the screen then.
    }
  }

  centre() {
    const map = this.options.map();
    if (map) map.centred = true;
    if (this.at) map?.showYou(this.at, null);
  }

  /** @param {GeolocationPosition} position */
  moved({ coords }) {
    const { text, map, onMove } = this.options;
    /** @type {import('../plan.js').Lonlat} */
    const at = [coords.longitude, coords.latitude];
    this.at = at;
    const where = this.progress.update(at, coords.accuracy);
    map()?.showYou(at, where.off ? where.on_line : null);
    onMove(where.at_m);
    const off = where.off
      ? text('way.off', {
          length: format.length(where.away_m, page.lang),
          wind: text(`way.wind.${wind(at, where.on_line)}`),
        })
      : '';
    this.notify(off);
    this.show(where);
  }

  /** @param {Whereabouts} where */
  show(where) {
    const { text, tour } = this.options;
    const { next } = where;
    const length = format.length(where.next_in_m, page.lang);
    this.next.replaceChildren(
      ...(where.arrived || !next
        ? [h('p', { class: 'way-text' }, text('way.arrived'))]
        : [
            next.junction
              ? h(
                  'p',
                  { class: 'way-junction' },
                  h('span', { class: 'unseen' }, text('way.junction')),
                  next.junction,
                )
              : h('p', { class: 'way-sign', 'aria-hidden': 'true' }, sign(next)),
            h('p', { class: 'way-distance' }, length),
            h('p', { class: 'way-text' }, next.text),
            where.after && h('p', { class: 'way-after' }, text('way.then', { what: where.after.text })),
          ].filter((part) => part !== null)),
    );
    const share = where.at_m / tour.properties.length_m;
    /** @type {HTMLElement} */ (this.bar.firstElementChild).style.width = `${share * 100}%`;
    this.figures.textContent = text('way.togo', { length: format.length(where.to_go_m, page.lang) });
    // Said once per turn, and once more when it is near: not at every step.
    const soon = where.next_in_m <= SOON_M;
    const key = where.arrived ? 'arrived' : `${next?.at_m} ${soon}`;
    if (key !== this.said) {
      this.said = key;
      this.voice.textContent = where.arrived ? text('way.arrived') : `${length}: ${next?.text ?? ''}`;
    }
  }

  /** @param {GeolocationPositionError} error */
  failed(error) {
    const { text } = this.options;
    const denied = error.code === error.PERMISSION_DENIED;
    this.notify(text(denied ? 'way.denied' : 'way.nowhere'));
    if (denied) this.next.replaceChildren();
  }

  /** @param {string} message */
  notify(message) {
    if (this.notice.textContent !== message) this.notice.textContent = message;
    this.notice.hidden = !message;
  }
}

/**
 * @param {string} id
 * @param {string} sign
 * @param {string} label
 * @param {() => void} act
 */
function button(id, sign, label, act) {
  const made = h('button', { type: 'button', class: 'button', id }, icon(sign), h('span', {}, label));
  made.addEventListener('click', act);
  return made;
}
