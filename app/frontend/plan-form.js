// The form and the plan, in step with each other.

import { byId } from './dom.js';
import { page } from './page.js';
import { EventsList } from './panel/events-list.js';
import { JunctionPicker } from './panel/junction-picker.js';
import { LengthSlider } from './panel/length-slider.js';
import { PlaceSearch } from './panel/place-search.js';
import { PointsList, whatIs } from './panel/points-list.js';
import { Wishes } from './panel/wishes.js';
import { TIMES, inMode, released, withEvents, withoutShape } from './plan.js';
import { withPointMoved, withoutPoint } from './reshape.js';

/**
 * @typedef {import('./plan.js').Plan} Plan
 * @typedef {import('./plan.js').Lonlat} Lonlat
 * @typedef {import('./texts/index.js').Texts} Texts
 * @typedef {(news: Partial<Plan>, kind?: string) => void} Change
 */

export class PlanForm {
  /**
   * @param {object} options
   * @param {Texts} options.text
   * @param {() => Plan} options.plan
   * @param {Change} options.change
   * @param {(lonlat: Lonlat) => void} options.reveal  Shows a place on the map.
   * @param {(junction: {number: string, at: Lonlat}) => void} options.pick
   * @param {(at: Lonlat, what: {kind: 'place' | 'junction', name: string}) => void} options.addPoint
   */
  constructor({ text, plan, change, reveal, pick, addPoint }) {
    this.text = text;
    this.plan = plan;
    this.change = change;
    this.form = /** @type {HTMLFormElement} */ (byId('plan-form'));
    this.networkField = byId('network-field');
    this.slider = new LengthSlider(page.lang, (news) => change({ ...released(plan()), ...news }, 'length'));
    const where = () => ({ near: plan().start, mode: plan().mode });
    this.start = new PlaceSearch({
      id: 'start',
      text,
      where,
      onChoose: (start, _, found) => {
        const { kind, name } = whatIs(found);
        change({ start, place: name, startJunction: kind === 'junction' });
        reveal(start);
      },
      onClear: () =>
        change({
          start: null,
          place: '',
          startJunction: false,
          end: null,
          endPlace: '',
          via: [],
          exact: false,
          open: false,
          fill: null,
        }),
      idle: () => text(plan().start ? 'start.move' : 'start.none'),
    });
    this.end = new PlaceSearch({
      id: 'end',
      text,
      where,
      onChoose: (end, endPlace) => {
        change({ end, endPlace, open: false });
        reveal(end);
      },
      onClear: () => change({ end: null, endPlace: '' }),
      idle: () => (plan().start || !plan().end ? '' : text('end.needsStart')),
    });
    this.points = new PointsList({
      text,
      where,
      onAdd: ({ at, kind, name }, found) => {
        const { start } = found.properties;
        if (start) {
          this.events.remember(found.properties.id, name);
          change(withEvents(plan(), [found.properties.id], start.slice(0, 10)));
        } else if (!plan().start) change({ start: at, place: name, startJunction: kind === 'junction' });
        else addPoint(at, { kind: kind === 'junction' ? kind : 'place', name });
        reveal(at);
      },
      onRemove: (position) => change(withoutPoint(plan(), position)),
      onMove: (position, step) => change(withPointMoved(plan(), position, step), 'order'),
      onLetGo: () => change(withoutShape(plan())),
      eventTitle: (id) => this.events.title(id),
      onRemoveEvent: (id) => change({ events: plan().events.filter((other) => other !== id) }),
    });
    this.wishes = new Wishes({ text, lang: page.lang, onChange: (news) => change(news, 'wishes') });
    this.events = new EventsList({
      text,
      onChoose: (events) =>
        change(events.length ? withEvents({ ...plan(), events: [] }, events) : { events }),
      onTitles: () => this.points.show(plan()),
    });
    this.picker = new JunctionPicker({
      text,
      onPick: pick,
      onBack: () => {
        const { via } = plan();
        if (via.length) change({ ...withoutPoint(plan(), via.length - 1), open: via.length > 1 });
        else change({ start: null, place: '', startJunction: false });
      },
      onClose: () => change({ open: false }),
      onFill: () => change({ network: 'junctions', exact: false, open: false, fill: null }),
    });
    this.form.addEventListener('change', (event) => this.changed(/** @type {any} */ (event.target)));
  }

  /** @param {HTMLInputElement} field */
  changed(field) {
    const plan = this.plan();
    if (field.name === 'mode') this.change(inMode(plan, /** @type {any} */ (field.value)));
    else if (field.name === 'by') {
      this.change({ ...released(plan), minutes: field.value === 'min' ? TIMES[plan.mode].usual : null });
    } else if (field.name === 'network') {
      const network = /** @type {import('./plan.js').Network} */ (field.value);
      const next = withoutShape({ ...plan, network, events: network === 'pick' ? [] : plan.events });
      this.change(network === 'pick' && !plan.exact ? { ...next, open: next.via.length > 0 } : next);
    } else if (field.name === 'theme') this.change({ ...released(plan), themes: this.chosenThemes() });
  }

  /** @param {Plan} plan */
  show(plan) {
    this.check('mode', [plan.mode]);
    this.check('by', [plan.minutes === null ? 'km' : 'min']);
    this.check('network', [plan.network]);
    this.check('theme', Object.keys(plan.themes));
    this.slider.show(plan);
    this.showPlace(this.start, plan.start ? plan.place || this.text('start.point') : '', plan.startJunction);
    this.showPlace(this.end, plan.end ? plan.endPlace || this.text('start.point') : '');
    this.wishes.show(plan);
    this.events.show(plan);
    this.points.show(plan);
    this.picker.show(plan);
    this.networkField.hidden = !page.node_networks.includes(plan.mode);
    for (const { name, modes } of page.themes) {
      const field = this.field('theme', name);
      if (field) field.disabled = !modes.includes(plan.mode);
    }
  }

  /**
   * @param {PlaceSearch} search
   * @param {string} name
   * @param {boolean} [junction]
   */
  showPlace(search, name, junction = false) {
    const shown = junction ? this.text('points.junction', { number: name }) : name;
    // What one is typing stays.
    if (document.activeElement === search.input && search.input.value !== '' && !shown) return;
    search.show(shown);
  }

  /**
   * @param {string} name
   * @param {string[]} values
   */
  check(name, values) {
    for (const field of this.form.querySelectorAll(`input[name="${name}"]`)) {
      const input = /** @type {HTMLInputElement} */ (field);
      input.checked = values.includes(input.value);
    }
  }

  /** @returns {Record<string, number>} */
  chosenThemes() {
    const chosen = [...this.form.querySelectorAll('input[name="theme"]:checked:not(:disabled)')];
    const names = chosen.map((field) => /** @type {HTMLInputElement} */ (field).value);
    const { themes } = this.plan();
    return Object.fromEntries(names.map((name) => [name, themes[name] ?? 1]));
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  field(name, value) {
    return /** @type {HTMLInputElement | null} */ (
      this.form.querySelector(`input[name="${name}"][value="${value}"]`)
    );
  }
}
