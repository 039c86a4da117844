// The planner's page: what is asked, the tours found for it, and the map, kept in step.

import { Asker } from './asker.js';
import { byId } from './dom.js';
import { page } from './page.js';
import { PlanForm } from './plan-form.js';
import { fromQuery } from './plan-link.js';
import { isExact, rounded } from './plan.js';
import { PlannerMap } from './planner-map.js';
import { emptyNotice } from './panel/notice.js';
import { Reshaper } from './reshaper.js';
import { Results } from './results.js';
import { PlanSession, linkLanguages } from './session.js';
import { showAttribution } from './map/attribution.js';
import { common } from './texts/common/index.js';
import { textsIn } from './texts/index.js';
import { map as mapTexts } from './texts/map/index.js';
import { planner as plannerTexts } from './texts/planner/index.js';
import { tour as tourTexts } from './texts/tour/index.js';

/**
 * @typedef {import('./plan.js').Plan} Plan
 * @typedef {import('./plan.js').Lonlat} Lonlat
 * @typedef {import('./asker.js').Answer} Answer
 */

const text = textsIn(page.lang, common, mapTexts, tourTexts, plannerTexts);

class Planner {
  constructor() {
    const { plan, asked, ignored } = fromQuery(location.search);
    if (plan.network !== 'free' && !page.node_networks.includes(plan.mode)) {
      plan.network = 'free';
      ignored.push('network');
    }
    /** Whether tours were asked for; from then on every change asks again. */
    this.live = asked;
    /** Whether the answer that comes is to be brought into view. */
    this.revealing = false;
    this.session = new PlanSession(plan, (now, before) => this.changed(now, before));
    this.asker = new Asker(page.lang, {
      onBusy: () => this.results.busy(),
      onAnswer: (answer) => this.answered(answer),
      onError: (error) => this.failed(error),
    });
    this.reshaper = new Reshaper({
      text,
      plan: () => this.session.plan,
      tour: () => this.results.tour,
      change: (news) => this.change(news),
      say: (message) => this.say(message),
    });
    this.results = new Results({
      text,
      onChoose: (index) => this.change({ choice: index }),
      onRetry: () => this.ask(true),
      tools: (answer) => this.reshaper.tools(answer, this.map),
    });
    this.map = new PlannerMap({
      text,
      plan: () => this.session.plan,
      change: (news) => this.change(news),
      choose: (index) => this.change({ choice: index }),
      startAt: (lonlat, place, junction) => this.startAt(lonlat, place, junction),
      pick: (junction) => this.reshaper.pick(junction),
      addPoint: (at, what) => this.reshaper.addPoint(at, what),
      drop: (grabbed, to) => this.reshaper.drop(grabbed, to),
    });
    this.form = new PlanForm({
      text,
      plan: () => this.session.plan,
      change: (news, kind) => this.change(news, kind),
      reveal: (lonlat) => this.map.reveal(lonlat),
      pick: (junction) => this.reshaper.pick(junction),
      addPoint: (at, what) => this.reshaper.addPoint(at, what),
    });
    this.listen();
    this.form.show(plan);
    if (plan.date || plan.end || plan.events.length) this.form.wishes.open();
    linkLanguages(location.search);
    if (ignored.length) this.warnOfUrl(ignored);
  }

  listen() {
    byId('plan-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.live = true;
      this.ask(true);
    });
    byId('locate').addEventListener('click', () => this.locate());
    byId('undo').addEventListener('click', () => this.session.go(-1));
    byId('redo').addEventListener('click', () => this.session.go(1));
    document.addEventListener('keydown', (event) => this.pressed(event));
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const typing = target.matches('input:not([type="range"], [type="radio"], [type="checkbox"]), textarea');
    if (!(event.ctrlKey || event.metaKey) || event.altKey || typing) return;
    const key = event.key.toLowerCase();
    if (key === 'z') this.session.go(event.shiftKey ? 1 : -1);
    else if (key === 'y') this.session.go(1);
    else return;
    event.preventDefault();
  }

  /**
   * @param {Partial<Plan>} news
   * @param {string} [kind]
   */
  change(news, kind) {
    const mode = news.mode ?? this.session.plan.mode;
    const onNetwork = page.node_networks.includes(mode) ? {} : /** @type {const} */ ({ network: 'free' });
    this.session.change({ choice: 0, ...news, ...onNetwork }, kind);
  }

  /**
   * @param {Plan} plan
   * @param {Plan} before
   */
  changed(plan, before) {
    this.form.show(plan);
    this.map.show(plan);
    this.showUndo();
    const onlyChoice = JSON.stringify({ ...plan, choice: 0 }) === JSON.stringify({ ...before, choice: 0 });
    if (onlyChoice) {
      this.results.choose(plan.choice);
      this.map.showTours(this.results.tours, this.results.chosen);
      return;
    }
    if (isExact(plan)) this.live = true;
    if (this.live) this.ask(false);
  }

  /** @param {boolean} reveal */
  ask(reveal) {
    const { plan } = this.session;
    this.revealing = reveal;
    if (plan.network === 'pick' && !isExact(plan)) {
      // The first junction is no way yet.
      this.asker.stop();
      this.results.clear();
      this.map.showTours([], 0);
    } else this.asker.ask(plan, { now: reveal });
  }

  /** @param {Answer} answer */
  answered(answer) {
    const hadTour = this.results.tour !== null;
    this.results.show(answer, this.session.plan.choice);
    this.map.showTours(answer.tours, this.results.chosen);
    // Who drags a line looks at where it lies; a way from junction to junction grows out of sight.
    if (!answer.exact || !hadTour || this.session.plan.network === 'pick') this.map.fitTours();
    if (this.revealing) this.results.reveal(calm());
    this.revealing = false;
  }

  /** @param {unknown} error */
  failed(error) {
    this.results.fail(error);
    this.map.showTours([], 0);
    if (this.revealing) this.results.reveal(calm());
  }

  showUndo() {
    const { undo } = this.session;
    for (const [id, can] of /** @type {[string, boolean][]} */ ([
      ['undo', undo.canUndo],
      ['redo', undo.canRedo],
    ])) {
      /** @type {HTMLButtonElement} */ (byId(id)).disabled = !can;
    }
  }

  /** @param {string} message */
  say(message) {
    this.results.status.textContent = message;
  }

  /**
   * @param {Lonlat} lonlat
   * @param {string} [place]
   * @param {boolean} [junction]
   */
  startAt(lonlat, place = '', junction = false) {
    this.change({ start: rounded(lonlat), place, startJunction: junction });
  }

  locate() {
    const { start: search } = this.form;
    if (!navigator.geolocation) {
      search.say(text('locate.failed'));
      return;
    }
    search.say(text('locate.busy'));
    navigator.geolocation.getCurrentPosition(
      ({ coords: { longitude, latitude } }) => this.located([longitude, latitude]),
      (error) => search.say(text(error.code === error.PERMISSION_DENIED ? 'locate.denied' : 'locate.failed')),
      { timeout: 10_000, maximumAge: 60_000, enableHighAccuracy: true },
    );
  }

  /** @param {Lonlat} lonlat */
  located([lon, lat]) {
    const [west, south, east, north] = page.region?.bbox ?? [-180, -90, 180, 90];
    if (lon < west || lon > east || lat < south || lat > north) {
      this.form.start.say(text('locate.outside', { region: page.region?.title ?? '' }));
      return;
    }
    this.startAt([lon, lat], text('start.mine'));
    this.map.reveal([lon, lat]);
  }

  /** @param {string[]} names */
  warnOfUrl(names) {
    const notice = byId('url-notice');
    notice.textContent = text('url.ignored', { names: names.join(', ') });
    notice.hidden = false;
  }

  begin() {
    if (!page.region) {
      byId('results').replaceChildren(emptyNotice(text('error.noRegion'), text));
      return;
    }
    const credits = [...page.region.attribution, ...(page.background ? [page.background.attribution] : [])];
    showAttribution(byId('attribution'), credits, text('map.more'));
    this.map.begin();
    if (this.live) this.ask(false);
  }
}

function calm() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

new Planner().begin();
