// The planner's page: what is asked, the tours found for it, and the map, kept in step.

import { AddressBar } from './address-bar.js';
import { planTours } from './api.js';
import { byId, h, icon } from './dom.js';
import { page } from './page.js';
import { errorNotice, emptyNotice } from './panel/notice.js';
import { LengthSlider } from './panel/length-slider.js';
import { StartSearch } from './panel/start-search.js';
import { tourCards } from './panel/tour-cards.js';
import { tourDetails } from './panel/tour-details.js';
import { fromQuery, inMode, toQuery, toRequest } from './plan.js';
import { showAttribution } from './map/attribution.js';
import { common } from './texts/common/index.js';
import { textsIn } from './texts/index.js';
import { map as mapTexts } from './texts/map/index.js';
import { planner as plannerTexts } from './texts/planner/index.js';
import { tour as tourTexts } from './texts/tour/index.js';

/**
 * @typedef {import('./plan.js').Plan} Plan
 * @typedef {import('./plan.js').Lonlat} Lonlat
 * @typedef {import('./map/map-view.js').MapView} MapView
 * @typedef {import('./tour-types.js').TourFeature} TourFeature
 */

/** A slider gives many values on its way; asking for each would only make the last one wait. */
const CHANGE_PAUSE_MS = 140;

const text = textsIn(page.lang, common, mapTexts, tourTexts, plannerTexts);

class Planner {
  constructor() {
    const { plan, asked, ignored } = fromQuery(location.search);
    /** @type {Plan} */
    this.plan = plan;
    /** @type {TourFeature[]} */
    this.tours = [];
    this.chosen = 0;
    /** Whether tours were asked for; from then on every change asks again. */
    this.live = asked;
    this.address = new AddressBar();
    this.request = new AbortController();
    this.timer = 0;
    /** @type {MapView | null} */
    this.map = null;
    this.form = /** @type {HTMLFormElement} */ (byId('plan-form'));
    this.results = byId('results');
    this.status = byId('status');
    this.slider = new LengthSlider(page.lang, (km) => this.change({ km }));
    this.search = new StartSearch({
      text,
      onChoose: (start, place) => {
        this.change({ start, place });
        this.map?.reveal(start);
      },
      onClear: () => this.change({ start: null, place: '' }),
    });
    this.listen();
    this.showForm();
    linkLanguages(location.search);
    if (ignored.length) this.warnOfUrl(ignored);
  }

  listen() {
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.live = true;
      this.change({}, { now: true });
    });
    this.form.addEventListener('change', (event) => {
      const field = /** @type {HTMLInputElement} */ (event.target);
      if (field.name === 'mode') {
        this.change(inMode(this.plan, /** @type {any} */ (field.value)));
        this.slider.show(this.plan);
        this.showThemes();
        this.map?.setMode(this.plan.mode);
      } else if (field.name === 'network') {
        this.change({ network: /** @type {any} */ (field.value) });
      } else if (field.name === 'theme') {
        this.change({ themes: this.chosenThemes() });
      }
    });
    byId('locate').addEventListener('click', () => this.locate());
  }

  /** Puts the plan into the form. */
  showForm() {
    this.check('mode', [this.plan.mode]);
    this.check('network', [this.plan.network]);
    this.check('theme', Object.keys(this.plan.themes));
    this.slider.show(this.plan);
    this.search.show(this.plan.start ? this.plan.place || text('start.point') : '');
    this.showThemes();
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

  /** Themes that the mode does not have cannot be chosen. */
  showThemes() {
    for (const { name, modes } of page.themes) {
      const field = /** @type {HTMLInputElement | null} */ (
        this.form.querySelector(`input[name="theme"][value="${name}"]`)
      );
      if (field) field.disabled = !modes.includes(this.plan.mode);
    }
  }

  /** @returns {Record<string, number>} */
  chosenThemes() {
    const chosen = [...this.form.querySelectorAll('input[name="theme"]:checked:not(:disabled)')];
    const names = chosen.map((field) => /** @type {HTMLInputElement} */ (field).value);
    return Object.fromEntries(names.map((name) => [name, this.plan.themes[name] ?? 1]));
  }

  /**
   * Takes over what is new, in the address bar, on the map, and where tours were asked for in a new question.
   * @param {Partial<Plan>} news
   * @param {{now?: boolean}} [options]
   */
  change(news, { now = false } = {}) {
    this.plan = { ...this.plan, ...news };
    const query = toQuery(this.plan, location.search);
    this.address.write(query);
    linkLanguages(query);
    this.map?.setStart(this.plan.start);
    document.body.classList.toggle('has-start', this.plan.start !== null);
    if (!this.live) return;
    this.request.abort();
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.ask(now), now ? 0 : CHANGE_PAUSE_MS);
  }

  /** @param {boolean} moveThere  Whether to bring the results into view. */
  async ask(moveThere) {
    this.request = new AbortController();
    this.results.setAttribute('aria-busy', 'true');
    this.status.textContent = text('plan.busy');
    if (!this.tours.length) this.showPlaceholders();
    try {
      const { signal } = this.request;
      const answer = await planTours(toRequest(this.plan, page.lang), signal);
      this.tours = answer.features;
      this.chosen = 0;
      if (this.tours.length) this.showTours();
      else this.showNotice(emptyNotice(answer.detail ?? answer.reason ?? '', text));
      this.status.textContent = this.countText();
    } catch (error) {
      if (/** @type {Error} */ (error).name === 'AbortError') return;
      this.tours = [];
      this.showNotice(errorNotice(error, text, () => this.ask(true)));
      this.status.textContent = '';
    }
    this.results.removeAttribute('aria-busy');
    this.map?.showTours(this.tours, this.chosen);
    this.map?.fitTours();
    if (moveThere) this.results.scrollIntoView({ behavior: calm() ? 'auto' : 'smooth', block: 'start' });
  }

  countText() {
    const count = this.tours.length;
    if (!count) return text('empty.title');
    return count === 1 ? text('plan.found.one') : text('plan.found.many', { count });
  }

  showTours() {
    this.results.replaceChildren(
      this.resultsHead(),
      tourCards(this.tours, this.chosen, text, (index) => this.choose(index)),
      tourDetails(this.tours[this.chosen], text, { full: false }),
    );
  }

  resultsHead() {
    const again = h('button', { type: 'button', class: 'button button-small', id: 'plan-again' });
    again.append(icon('dice'), text('plan.again'));
    again.addEventListener('click', () => this.change({ seed: this.plan.seed + 1 }, { now: true }));
    return h('div', { class: 'results-head' }, h('h2', {}, this.countText()), again);
  }

  showPlaceholders() {
    const card = () => h('div', { class: 'tour-card placeholder' });
    this.results.replaceChildren(
      h('div', { class: 'results-head' }, h('h2', {}, text('plan.busy'))),
      h('div', { class: 'tour-cards' }, card(), card(), card()),
    );
  }

  /** @param {HTMLElement} notice */
  showNotice(notice) {
    this.results.replaceChildren(notice);
  }

  /** @param {number} index */
  choose(index) {
    this.chosen = index;
    const radio = this.results.querySelectorAll('input[name="tour"]')[index];
    if (radio) /** @type {HTMLInputElement} */ (radio).checked = true;
    this.results
      .querySelector('.tour-details')
      ?.replaceWith(tourDetails(this.tours[index], text, { full: false }));
    this.map?.showTours(this.tours, index);
  }

  /** @param {Lonlat} lonlat */
  startAt([lon, lat], place = '') {
    const start = /** @type {Lonlat} */ ([Number(lon.toFixed(5)), Number(lat.toFixed(5))]);
    this.search.show(place || text('start.point'));
    this.change({ start, place });
  }

  locate() {
    if (!navigator.geolocation) {
      this.search.say(text('locate.failed'));
      return;
    }
    this.search.say(text('locate.busy'));
    navigator.geolocation.getCurrentPosition(
      ({ coords: { longitude, latitude } }) => this.located([longitude, latitude]),
      (error) =>
        this.search.say(text(error.code === error.PERMISSION_DENIED ? 'locate.denied' : 'locate.failed')),
      { timeout: 10_000, maximumAge: 60_000, enableHighAccuracy: true },
    );
  }

  /** @param {Lonlat} lonlat */
  located([lon, lat]) {
    const [west, south, east, north] = page.region?.bbox ?? [-180, -90, 180, 90];
    if (lon < west || lon > east || lat < south || lat > north) {
      this.search.say(text('locate.outside', { region: page.region?.title ?? '' }));
      return;
    }
    this.startAt([lon, lat], text('start.mine'));
    this.map?.reveal([lon, lat]);
  }

  /** @param {string[]} names */
  warnOfUrl(names) {
    const notice = byId('url-notice');
    notice.textContent = text('url.ignored', { names: names.join(', ') });
    notice.hidden = false;
  }

  async showMap() {
    if (!page.region) return;
    try {
      const { MapView } = await import('./map/map-view.js');
      this.map = new MapView({
        container: byId('map'),
        worker: document.body.dataset.worker ?? '',
        basemap: page.basemap,
        bbox: page.region.bbox,
        mode: this.plan.mode,
        label: text('map.title'),
        startLabel: text('map.start'),
        onTap: (lonlat) => this.startAt(lonlat),
        onTourTap: (index) => this.choose(index),
      });
    } catch {
      // No WebGL: everything but the map works.
      byId('map-hint').textContent = text('map.failed');
      document.body.classList.add('without-map');
      return;
    }
    const { map } = this;
    map.setStart(this.plan.start);
    map.showTours(this.tours, this.chosen);
    if (this.plan.start && !this.tours.length) map.reveal(this.plan.start);
    map.fitTours();
    for (const [id, direction] of /** @type {const} */ ([
      ['zoom-in', 1],
      ['zoom-out', -1],
    ])) {
      byId(id).addEventListener('click', () => map.zoomBy(direction));
    }
    await map.drawn;
    map.showTours(this.tours, this.chosen);
    document.body.classList.add('map-ready');
  }
}

/**
 * Whoever changes the language keeps the plan.
 * @param {string} search
 */
function linkLanguages(search) {
  for (const link of document.querySelectorAll('a[data-lang]')) {
    const query = new URLSearchParams(search);
    query.set('lang', link.getAttribute('data-lang') ?? '');
    link.setAttribute('href', `?${query}`);
  }
}

function calm() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

const planner = new Planner();
if (page.region) {
  showAttribution(byId('attribution'), page.region.attribution, text('map.more'));
  document.body.classList.toggle('has-start', planner.plan.start !== null);
  planner.showMap();
  if (planner.live) planner.ask(false);
} else {
  byId('results').replaceChildren(emptyNotice(text('error.noRegion'), text));
}
