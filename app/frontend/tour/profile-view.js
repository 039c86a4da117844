// The tour from left to right: junctions, height, surface, landscape, traffic, facilities, and a cursor through all.

import { parts } from '../composition.js';
import { h } from '../dom.js';
import * as format from '../format.js';
import { page, word } from '../page.js';
import { legend } from '../panel/composition-bar.js';
import * as data from './profile-data.js';

/**
 * @typedef {import('./profile-data.js').Profile} Profile
 * @typedef {import('../tour-types.js').TourProperties} TourProperties
 * @typedef {import('../texts/index.js').Texts} Texts
 */

const COLUMNS = /** @type {const} */ (['surface', 'landscape', 'traffic_stress']);
const MOST_MARKS = 7;
/** Labels of junctions keep this part of the width apart. */
const LABEL_SHARE = 1 / 13;

export class ProfileView {
  /**
   * @param {object} options
   * @param {Profile} options.profile
   * @param {TourProperties} options.tour
   * @param {Texts} options.text
   * @param {(metres: number) => void} options.onMove  The cursor was moved here.
   */
  constructor({ profile, tour, text, onMove }) {
    this.profile = profile;
    this.tour = tour;
    this.text = text;
    this.onMove = onMove;
    this.metres = 0;
    this.known = COLUMNS.filter((column) =>
      column === 'landscape' ? data.isLandscapeKnown(profile.landscape) : data.isKnown(profile[column]),
    );
    this.cursor = h('div', { class: 'profile-cursor' });
    this.band = h('div', { class: 'profile-band', hidden: true });
    this.readout = h('p', { class: 'profile-readout', 'aria-hidden': 'true' });
    this.slider = this.makeSlider();
    this.element = h(
      'section',
      { class: 'profile', 'aria-labelledby': 'profile-title' },
      h('h2', { id: 'profile-title' }, text('way.profile')),
      h('p', { class: 'quiet', id: 'profile-help' }, text('way.profile.help')),
      this.readout,
      this.slider,
      this.legends(),
    );
    this.moveTo(0);
  }

  makeSlider() {
    const slider = h(
      'div',
      {
        class: 'profile-strips',
        id: 'profile',
        role: 'slider',
        tabindex: 0,
        'aria-label': this.text('way.profile.label'),
        'aria-describedby': 'profile-help',
        'aria-valuemin': 0,
        'aria-valuemax': Math.round(this.tour.length_m),
      },
      this.junctionRow(),
      this.heightRow(),
      this.known.flatMap((column) => this.columnRow(column)),
      this.facilityRow(),
      this.axis(),
      this.band,
      this.cursor,
    );
    slider.addEventListener('keydown', (event) => this.pressed(event));
    const follow = (/** @type {PointerEvent} */ event) => this.pointed(event);
    slider.addEventListener('pointerdown', (event) => {
      slider.setPointerCapture(event.pointerId);
      follow(event);
    });
    slider.addEventListener('pointermove', (event) => {
      if (event.pointerType === 'mouse' || slider.hasPointerCapture(event.pointerId)) follow(event);
    });
    return slider;
  }

  /**
   * Puts the cursor somewhere without telling anybody.
   * @param {number} metres
   */
  moveTo(metres) {
    this.metres = Math.min(Math.max(metres, 0), this.tour.length_m);
    this.cursor.style.left = this.place(this.metres);
    const said = this.said();
    this.readout.textContent = said;
    this.slider.setAttribute('aria-valuenow', String(Math.round(this.metres)));
    this.slider.setAttribute('aria-valuetext', said);
  }

  /**
   * Marks a stretch, and the facilities of a kind.
   * @param {{from: number, to: number, kind: string} | null} stretch
   */
  mark(stretch) {
    this.band.hidden = !stretch;
    if (stretch) {
      this.band.style.left = this.place(stretch.from);
      this.band.style.width = this.place(stretch.to - stretch.from);
    }
    for (const tick of this.slider.querySelectorAll('.profile-tick')) {
      const faded = stretch && /** @type {HTMLElement} */ (tick).dataset.kind !== stretch.kind;
      tick.classList.toggle('faded', Boolean(faded));
    }
  }

  /** What there is at the cursor, in words. */
  said() {
    const { profile, metres } = this;
    const words = this.known.map((column) => {
      const what =
        column === 'landscape'
          ? data.landscapeAt(profile.landscape, metres)
          : data.whatAt(profile[column], metres);
      return word(column, what);
    });
    const next = this.tour.junctions.find(({ at_m: at }) => at >= metres - 1);
    const above = data.heightAt(profile.height, metres);
    const parts = [format.length(metres, page.lang), ...words];
    if (above !== null) parts.push(this.text('way.height.at', { metres: Math.round(above) }));
    if (next) parts.push(this.text('way.next.junction', { number: next.ref }));
    return parts.join(' · ');
  }

  junctionRow() {
    const { junctions, length_m: length, mode } = this.tour;
    if (!junctions.length) return null;
    const labelled = new Set(data.spread(junctions, length * LABEL_SHARE));
    return h(
      'div',
      { class: `profile-row profile-junctions strip-${mode === 'fietsen' ? 'rcn' : 'rwn'}` },
      junctions.map((junction) => {
        const mark = h(
          'span',
          { class: labelled.has(junction) ? 'profile-number' : 'profile-dot' },
          labelled.has(junction) && junction.ref,
        );
        mark.style.left = this.place(junction.at_m);
        return mark;
      }),
    );
  }

  heightRow() {
    const { height } = this.profile;
    if (height.length < 2) return null;
    const all = height.map(({ above_start_m: above }) => above);
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const y = (/** @type {number} */ above) => 100 - ((above - low) / Math.max(high - low, 10)) * 92;
    const points = height.map(
      ({ at_m: at, above_start_m: above }) =>
        `${((at / this.tour.length_m) * 1000).toFixed(1)},${y(above).toFixed(1)}`,
    );
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 1000 100');
    svg.setAttribute('preserveAspectRatio', 'none');
    svg.setAttribute('aria-hidden', 'true');
    const area = document.createElementNS('http://www.w3.org/2000/svg', 'polygon');
    area.setAttribute('points', `0,100 ${points.join(' ')} 1000,100`);
    svg.append(area);
    const name = this.text('way.height.range', { low: Math.round(low), high: Math.round(high) });
    return [
      h('div', { class: 'profile-name' }, name),
      h('div', { class: 'profile-row profile-height' }, svg),
    ];
  }

  /** @param {typeof COLUMNS[number]} column */
  columnRow(column) {
    const row = h('div', { class: 'profile-row profile-strip' });
    let from = 0;
    const { profile } = this;
    const pieces =
      column === 'landscape'
        ? profile.landscape
        : profile[column].map(({ to_m, what }) => ({ to_m, metres: { [what]: 1 } }));
    for (const { to_m: to, metres } of pieces) {
      const all = Object.values(metres).reduce((sum, m) => sum + m, 0) || 1;
      let top = 0;
      for (const [what, m] of Object.entries(metres).sort(([a], [b]) => a.localeCompare(b))) {
        const part = h('span', { class: `profile-part tone-${column}-${what}` });
        Object.assign(part.style, {
          left: this.place(from),
          width: this.place(to - from),
          top: `${top * 100}%`,
          height: `${(m / all) * 100}%`,
        });
        top += m / all;
        row.append(part);
      }
      from = to;
    }
    return [h('div', { class: 'profile-name' }, this.text(`way.column.${column}`)), row];
  }

  facilityRow() {
    const all = Object.entries(this.profile.facilities).flatMap(([kind, at]) => at.map((m) => ({ kind, m })));
    if (!all.length) return null;
    return [
      h('div', { class: 'profile-name' }, this.text('way.column.facilities')),
      h(
        'div',
        { class: 'profile-row profile-facilities' },
        all.map(({ kind, m }) => {
          const tick = h('span', { class: 'profile-tick', 'data-kind': kind });
          tick.style.left = this.place(m);
          return tick;
        }),
      ),
    ];
  }

  axis() {
    const length = this.tour.length_m;
    return h(
      'div',
      { class: 'profile-row profile-axis' },
      data.axisMarks(length, MOST_MARKS).map((metres, i, all) => {
        const name = metres / 1000;
        const unit = i === all.length - 1 ? `${name} km` : String(name);
        const mark = h(
          'span',
          {},
          new Intl.NumberFormat(page.lang).format(name) + unit.slice(String(name).length),
        );
        mark.style.left = this.place(metres);
        return mark;
      }),
    );
  }

  legends() {
    const { text } = this;
    const unknown = COLUMNS.filter((column) => !this.known.includes(column));
    return [
      ...this.known.map((column) =>
        h(
          'div',
          { class: 'composition' },
          h('h3', {}, text(`way.column.${column}`)),
          legend(column, parts(this.tour[column]), text),
        ),
      ),
      unknown.length > 0 &&
        h(
          'p',
          { class: 'quiet' },
          text('way.unknown', {
            what: unknown
              .map((column) => text(`way.column.${column}`).toLocaleLowerCase(page.lang))
              .join(', '),
          }),
        ),
    ].filter((one) => one !== false);
  }

  /** @param {number} metres */
  place(metres) {
    return `${((metres / this.tour.length_m) * 100).toFixed(3)}%`;
  }

  /** @param {PointerEvent} event */
  pointed(event) {
    const { left, width } = this.slider.getBoundingClientRect();
    this.go(((event.clientX - left) / width) * this.tour.length_m);
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const length = this.tour.length_m;
    const step = length > 20_000 ? 250 : 100;
    const to = /** @type {Record<string, number>} */ ({
      ArrowRight: this.metres + step,
      ArrowUp: this.metres + step,
      ArrowLeft: this.metres - step,
      ArrowDown: this.metres - step,
      PageUp: this.metres + step * 10,
      PageDown: this.metres - step * 10,
      Home: 0,
      End: length,
    })[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.go(to);
  }

  /** @param {number} metres */
  go(metres) {
    this.moveTo(metres);
    this.onMove(this.metres);
  }
}
