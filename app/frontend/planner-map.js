// The planner's map: what a tap means, the plan's points on it, the tours. Without WebGL everything else still works.

import { Track } from './along.js';
import { byId } from './dom.js';
import { page, word } from './page.js';
import { MapCard } from './map/map-card.js';
import { rounded } from './plan.js';
import { withoutPoint } from './reshape.js';

/**
 * @typedef {import('./plan.js').Plan} Plan
 * @typedef {import('./plan.js').Lonlat} Lonlat
 * @typedef {import('./map/map-view.js').MapView} MapView
 * @typedef {import('./map/map-view.js').Tap} Tap
 * @typedef {import('./map/point-markers.js').Shown} Shown
 * @typedef {import('./tour-types.js').TourFeature} TourFeature
 * @typedef {import('./texts/index.js').Texts} Texts
 */

/** A point farther than this from the line holds nothing of it yet: the answer is still to come. */
const FAR_M = 400;

export class PlannerMap {
  /**
   * @param {object} options
   * @param {Texts} options.text
   * @param {() => Plan} options.plan
   * @param {(news: Partial<Plan>) => void} options.change
   * @param {(index: number) => void} options.choose
   * @param {(lonlat: Lonlat, place: string, junction: boolean) => void} options.startAt
   * @param {(junction: {number: string, at: Lonlat}) => void} options.pick
   * @param {(at: Lonlat, what: {kind: 'place' | 'junction', name: string}) => void} options.addPoint
   * @param {(grabbed: number, to: Lonlat) => void} options.drop
   */
  constructor(options) {
    this.options = options;
    /** @type {MapView | null} */
    this.view = null;
    /** @type {TourFeature[]} */
    this.tours = [];
    this.chosen = 0;
    this.card = new MapCard(options.text);
    this.hint = byId('map-hint');
    this.firstHint = this.hint.textContent ?? '';
    this.say(options.plan());
  }

  async begin() {
    if (!page.region) return;
    const { text, plan, choose, drop } = this.options;
    try {
      const { MapView } = await import('./map/map-view.js');
      this.view = new MapView({
        container: byId('map'),
        worker: document.body.dataset.worker ?? '',
        basemap: page.basemap,
        background: page.background,
        bbox: page.region.bbox,
        mode: plan().mode,
        label: text('map.title'),
        onTap: (tap) => this.tapped(tap),
        onTourTap: choose,
        onLineDrop: drop,
        points: {
          onMove: (index, to) => this.moved(index, to),
          onRemove: (index) => this.removed(index),
          onTap: (index) => this.pointTapped(index),
        },
      });
    } catch {
      // No WebGL: everything but the map works.
      this.hint.textContent = text('map.failed');
      document.body.classList.add('without-map');
      return;
    }
    const { view } = this;
    this.show(plan());
    view.showTours(this.tours, this.chosen);
    const { start } = plan();
    if (start && !this.tours.length) view.reveal(start);
    view.fitTours();
    byId('zoom-in').addEventListener('click', () => view.zoomBy(1));
    byId('zoom-out').addEventListener('click', () => view.zoomBy(-1));
    await view.drawn;
    view.showTours(this.tours, this.chosen);
    document.body.classList.add('map-ready');
    view.askHindrances(page.lang, text);
  }

  /** @param {Plan} plan */
  show(plan) {
    this.say(plan);
    this.view?.setMode(plan.mode);
    this.view?.setPoints(this.points(plan));
  }

  /**
   * @param {TourFeature[]} tours
   * @param {number} chosen
   */
  showTours(tours, chosen) {
    this.tours = tours;
    this.chosen = chosen;
    this.view?.showTours(tours, chosen);
    this.view?.showLine('kept', []);
    this.view?.setPoints(this.points(this.options.plan()));
  }

  fitTours() {
    this.view?.fitTours({ growing: this.options.plan().network === 'pick' });
  }

  /** @param {Lonlat} lonlat */
  reveal(lonlat) {
    this.view?.reveal(lonlat);
  }

  /**
   * Shows the part of the chosen tour that is to be kept; without metres none.
   * @param {number} [from]
   * @param {number} [to]
   */
  showPart(from, to) {
    const tour = this.tours[this.chosen];
    if (!tour || from === undefined || to === undefined) {
      this.view?.showLine('kept', []);
      return;
    }
    const track = new Track(tour.geometry.coordinates);
    const line =
      to >= from ? track.between(from, to) : [...track.between(from, track.length), ...track.between(0, to)];
    this.view?.showLine('kept', line);
  }

  /**
   * What there is to do on the map now.
   * @param {Plan} plan
   */
  say(plan) {
    const { text } = this.options;
    if (document.body.classList.contains('without-map')) return;
    const picking = plan.network === 'pick';
    document.body.classList.toggle('picking', picking);
    document.body.classList.toggle('has-start', plan.start !== null && !(picking && plan.via.length === 0));
    this.hint.textContent = picking ? text('pick.hint') : this.firstHint;
  }

  /**
   * @param {Plan} plan
   * @returns {Shown[]}
   */
  points(plan) {
    const { text } = this.options;
    /** @type {Shown[]} */
    const list = [];
    if (!plan.start) return list;
    list.push({ at: plan.start, kind: 'start', label: text('map.start'), text: '' });
    let number = 0;
    for (const { at, kind, name } of plan.via) {
      if (kind === 'shape') list.push({ at: this.onLine(at), kind, label: text('map.shape'), text: '' });
      else {
        number += 1;
        const said =
          kind === 'junction' ? text('points.junction', { number: name }) : name || text('start.point');
        list.push({
          at,
          kind,
          label: text('map.via', { number, name: said }),
          text: kind === 'junction' ? name : String(number),
        });
      }
    }
    if (plan.end) list.push({ at: plan.end, kind: 'end', label: text('map.end'), text: '' });
    return list;
  }

  /**
   * A point that holds the line, where the line is: ways do not go everywhere.
   * @param {Lonlat} at
   */
  onLine(at) {
    const line = this.tours[this.chosen]?.geometry.coordinates;
    if (!line) return at;
    const track = new Track(line);
    const { metres, away } = track.nearest(at);
    return away < FAR_M ? rounded(track.at(metres)) : at;
  }

  /** @param {Tap} tap */
  tapped({ lonlat, junction, place }) {
    const { text, plan, startAt, pick, addPoint, change } = this.options;
    const now = plan();
    this.card.close();
    if (now.network === 'pick') {
      if (junction) pick(junction);
      else if (!now.start) startAt(lonlat, '', false);
      return;
    }
    const at = place?.at ?? junction?.at ?? lonlat;
    const name = place?.name ?? junction?.number ?? '';
    const isJunction = !place && junction !== null;
    if (!now.start) {
      startAt(at, name, isJunction);
      return;
    }
    const title = isJunction ? text('points.junction', { number: name }) : name || text('card.point');
    const about = place ? word('category', place.category) : '';
    this.card.show(title, about, [
      {
        id: 'card-via',
        name: text('card.via'),
        act: () => addPoint(at, { kind: isJunction ? 'junction' : 'place', name }),
      },
      { id: 'card-start', name: text('card.start'), act: () => startAt(at, name, isJunction) },
      {
        id: 'card-end',
        name: text('card.end'),
        act: () =>
          change({
            end: rounded(at),
            endPlace: isJunction ? text('points.junction', { number: name }) : name,
            open: false,
          }),
      },
    ]);
  }

  /**
   * @param {number} index  Among the points shown.
   * @param {Lonlat} to
   */
  moved(index, to) {
    const { plan, change } = this.options;
    const now = plan();
    const at = rounded(to);
    if (index === 0) change({ start: at, place: '', startJunction: false });
    else if (index > now.via.length) change({ end: at, endPlace: '' });
    else {
      // What was moved is no longer the place that it was.
      const via = now.via.map((point, i) =>
        i === index - 1
          ? {
              at,
              kind: point.kind === 'place' ? /** @type {const} */ ('place') : /** @type {const} */ ('shape'),
              name: '',
            }
          : point,
      );
      change({ via });
    }
  }

  /** @param {number} index */
  removed(index) {
    const { plan, change } = this.options;
    const now = plan();
    if (index > now.via.length) change({ end: null, endPlace: '' });
    else if (index > 0) change(withoutPoint(now, index - 1));
  }

  /** @param {number} index */
  pointTapped(index) {
    const { text, plan } = this.options;
    const now = plan();
    if (index === 0) return;
    if (now.network === 'pick' && index <= now.via.length) {
      const { kind, name, at } = now.via[index - 1];
      if (kind === 'junction') this.options.pick({ number: name, at });
      return;
    }
    const shown = this.points(now)[index];
    this.card.show(shown.label, '', [
      { id: 'card-remove', name: text('card.remove'), act: () => this.removed(index) },
    ]);
  }
}
