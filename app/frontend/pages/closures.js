// Closing ways: a line or an area drawn on the map, or typed, in force at once.

import { ApiError } from '../api.js';
import { askFeatures, remove, send } from '../desk/calls.js';
import { readLonlat, writeLonlat } from '../desk/question.js';
import { byId, h } from '../dom.js';
import { length } from '../format.js';
import { showAttribution } from '../map/attribution.js';
import { common } from '../texts/common/index.js';
import { desk } from '../texts/desk/index.js';
import { textsIn } from '../texts/index.js';
import { map as mapTexts } from '../texts/map/index.js';

/**
 * @typedef {import('../desk/question.js').Lonlat} Lonlat
 * @typedef {{id: string, geometry: any, properties: {id: string, first_day: string | null, last_day: string | null,
 *   note: string, modes: string[], closed_m: number, detour: any}}} Closure
 */

const page = JSON.parse(document.getElementById('page')?.textContent ?? '{}');
const text = textsIn(page.lang, common, mapTexts, desk);

class Closures {
  constructor() {
    /** @type {Lonlat[]} */
    this.points = [];
    /** @type {import('../desk/desk-map.js').DeskMap | null} */
    this.map = null;
    this.form = /** @type {HTMLFormElement | null} */ (document.getElementById('closure-form'));
    this.form?.addEventListener('submit', (event) => {
      event.preventDefault();
      this.close();
    });
    this.form?.addEventListener('change', () => this.readPoints());
    document.getElementById('points-undo')?.addEventListener('click', () => {
      this.points = this.points.slice(0, -1);
      this.showPoints();
    });
    this.load();
  }

  field(/** @type {string} */ name) {
    return /** @type {HTMLInputElement} */ (this.form?.elements.namedItem(name));
  }

  readPoints() {
    const lines = this.field('points')
      .value.split(/[\n;]/)
      .filter((line) => line.trim());
    this.points = lines.map(readLonlat).filter((point) => point !== null);
    this.showDrawn();
  }

  showPoints() {
    this.field('points').value = this.points.map(writeLonlat).join('\n');
    this.showDrawn();
  }

  /** @returns {any} */
  geometry() {
    const area = this.field('shape').value === 'area';
    if (this.points.length < (area ? 3 : 2)) return null;
    if (!area) return { type: 'LineString', coordinates: this.points };
    return { type: 'Polygon', coordinates: [[...this.points, this.points[0]]] };
  }

  showDrawn() {
    const shape = this.geometry();
    const features = shape ? [{ type: 'Feature', geometry: shape, properties: {} }] : [];
    this.map?.show('chosen', features);
    this.map?.showAdded(this.points);
    byId('points-count').textContent = this.points.length
      ? text('closure.points', { count: this.points.length })
      : '';
  }

  async close() {
    const geometry = this.geometry();
    if (!geometry) return this.say(text('closure.few'), true);
    const modes = [...document.querySelectorAll('input[name="modes"]:checked')].map(
      (box) => /** @type {HTMLInputElement} */ (box).value,
    );
    try {
      const made = await send('/closures', {
        geometry,
        modes,
        first_day: this.field('first_day').value || null,
        last_day: this.field('last_day').value || null,
        note: this.field('note').value,
        lang: page.lang,
      });
      this.points = [];
      this.form?.reset();
      this.showPoints();
      this.say(text('closure.done', { length: length(made.properties.closed_m, page.lang) }), false);
      await this.load();
    } catch (error) {
      this.complain(error);
    }
    return undefined;
  }

  /** @param {string} name */
  async reopen(name) {
    try {
      await remove(`/closures/${encodeURIComponent(name)}`);
      await this.load();
    } catch (error) {
      this.complain(error);
    }
  }

  async load() {
    try {
      this.show(await askFeatures('/closures'));
    } catch (error) {
      this.complain(error);
    }
  }

  /** @param {Closure[]} closures */
  show(closures) {
    this.closures = closures;
    this.showClosures();
    const list = byId('closure-list');
    if (!closures.length) {
      list.replaceChildren(h('li', { class: 'quiet' }, text('closure.none')));
      return;
    }
    list.replaceChildren(
      ...closures.map((closure) => {
        const p = closure.properties;
        const name = p.note || `${text('closure.nameless')} ${p.id}`;
        const show = h('button', { type: 'button', class: 'row-button' }, name);
        show.addEventListener('click', () => this.map?.fit(closure.geometry));
        const days = [
          p.first_day && text('closure.from', { day: p.first_day }),
          p.last_day && text('closure.until', { day: p.last_day }),
          length(p.closed_m, page.lang),
        ];
        const parts = [show, h('span', { class: 'under' }, days.filter(Boolean).join(' · '))];
        const entry = h('li', {}, h('span', { class: 'gone-name' }, parts));
        if (this.form) {
          const open = h(
            'button',
            { type: 'button', class: 'text-button', 'aria-label': `${text('closure.reopen')}: ${name}` },
            text('closure.reopen'),
          );
          open.addEventListener('click', () => this.reopen(p.id));
          entry.append(open);
        }
        return entry;
      }),
    );
  }

  /** @param {unknown} error */
  complain(error) {
    const known = error instanceof ApiError ? error : new ApiError('server', '');
    const fields = known.fields.map(({ detail }) => detail).join('; ');
    this.say(fields || known.message || text(`error.${known.kind}`), true);
  }

  /**
   * @param {string} words
   * @param {boolean} wrong
   */
  say(words, wrong) {
    const place = byId('closure-note');
    place.textContent = words;
    place.className = wrong ? 'notice notice-error' : 'notice';
    place.hidden = false;
  }

  showClosures() {
    this.map?.showHindrances({ closures: this.closures ?? [], reports: [] }, { lang: page.lang, text });
  }

  async showMap() {
    try {
      const { DeskMap } = await import('../desk/desk-map.js');
      this.map = new DeskMap({
        container: byId('map'),
        worker: document.body.dataset.worker ?? '',
        basemap: page.basemap,
        bbox: page.region.bbox,
        mode: 'wandelen',
        label: text('closure.map'),
        markerLabel: text('report.here'),
        onPlace: (lonlat) => {
          this.points = [...this.points, lonlat];
          this.showPoints();
        },
        onMove: (index, lonlat) => {
          this.points = this.points.map((each, i) => (i === index ? lonlat : each));
          this.showPoints();
        },
      });
    } catch {
      document.body.classList.add('without-map');
      return;
    }
    const { map } = this;
    map.placing = Boolean(this.form);
    byId('zoom-in').addEventListener('click', () => map.zoomBy(1));
    byId('zoom-out').addEventListener('click', () => map.zoomBy(-1));
    await map.drawn;
    this.showClosures();
    if (this.form) this.showDrawn();
    document.body.classList.add('map-ready');
  }
}

if (page.region) {
  showAttribution(byId('attribution'), page.region.attribution, text('map.more'));
  new Closures().showMap();
}
