// The officers' desk: where a facility is missing, and what would change if one stood elsewhere.

import { AddressBar } from '../address-bar.js';
import { ApiError } from '../api.js';
import { byId, h } from '../dom.js';
import { askCoverage, askFacilities } from '../desk/calls.js';
import { ends, percent, siteTable, stretchTable } from '../desk/lists.js';
import { MOST_SITES, fromQuery, hasWhatIf, readLonlat, toQuery, writeLonlat } from '../desk/question.js';
import { length } from '../format.js';
import { showAttribution } from '../map/attribution.js';
import { common } from '../texts/common/index.js';
import { desk as deskTexts } from '../texts/desk/index.js';
import { textsIn } from '../texts/index.js';
import { map as mapTexts } from '../texts/map/index.js';

/**
 * @typedef {import('../desk/question.js').Question} Question
 * @typedef {import('../desk/question.js').Lonlat} Lonlat
 * @typedef {import('../desk/calls.js').DeskCoverage} DeskCoverage
 * @typedef {import('../desk/calls.js').StretchFeature} StretchFeature
 * @typedef {import('../desk/calls.js').FacilityFeature} FacilityFeature
 * @typedef {{facility: string, mode: string, norm_m: number, type: string, source: string, kind: string,
 *   kind_text: string, note: string}} Norm
 * @typedef {{lang: string, basemap: string, region: {bbox: [number, number, number, number], attribution: string[]},
 *   facilities: {name: string, title: string}[], norms: Norm[], municipalities: string[],
 *   words: Record<string, Record<string, string>>}} DeskPage
 */

const SHOWN = 40;
const PAUSE_MS = 150;

/** @type {DeskPage} */
const page = JSON.parse(document.getElementById('page')?.textContent ?? '{}');
const text = textsIn(page.lang, common, mapTexts, deskTexts);
const speech = { lang: page.lang, text, words: page.words };
const metres = (/** @type {number} */ value) => length(value, page.lang);

class Desk {
  constructor() {
    const known = {
      facilities: page.facilities.map((each) => each.name),
      municipalities: page.municipalities,
    };
    const { question, ignored } = fromQuery(location.search, known);
    /** @type {Question} */
    this.question = question;
    /** Whether the map is to move to the gaps that come next. */
    this.fitNext = question.municipality !== '';
    this.address = new AddressBar();
    this.request = new AbortController();
    this.timer = 0;
    /** @type {DeskCoverage | null} */
    this.found = null;
    /** Metres of gap as things stand, while a what-if is shown.
     * @type {{key: string, gapM: number, share: number | null} | null} */
    this.before = null;
    /** @type {FacilityFeature[]} */
    this.facilities = [];
    this.facilitiesOf = '';
    /** @type {import('../desk/desk-map.js').DeskMap | null} */
    this.map = null;
    this.form = /** @type {HTMLFormElement} */ (byId('desk-form'));
    this.listen();
    this.showForm();
    if (ignored.length) this.say('url-notice', text('url.ignored', { names: ignored.join(', ') }));
    this.ask();
  }

  listen() {
    this.form.addEventListener('submit', (event) => event.preventDefault());
    this.form.addEventListener('change', (event) =>
      this.changed(/** @type {HTMLInputElement} */ (event.target)),
    );
    byId('norm-reset').addEventListener('click', () => this.change({ normM: null, normType: null }));
    byId('add-form').addEventListener('submit', (event) => {
      event.preventDefault();
      const field = /** @type {HTMLInputElement} */ (byId('add-place'));
      const point = readLonlat(field.value);
      this.say('add-note', point ? '' : text('desk.whatIf.badPlace'));
      if (!point) return;
      field.value = '';
      this.add(point);
    });
    byId('sites-form').addEventListener('submit', (event) => {
      event.preventDefault();
      const field = /** @type {HTMLInputElement} */ (byId('sites-count'));
      this.change({ sites: Math.min(MOST_SITES, Math.max(1, Math.round(Number(field.value) || 0))) });
    });
    byId('what-if-clear').addEventListener('click', () => this.change({ added: [], removed: [] }));
    byId('facility-filter').addEventListener('input', () => this.showFacilityList());
    byId('placing').addEventListener('change', (event) => {
      const on = /** @type {HTMLInputElement} */ (event.target).checked;
      if (this.map) this.map.placing = on;
      document.body.classList.toggle('is-placing', on);
    });
  }

  /** @param {HTMLInputElement} field */
  changed(field) {
    const { name, value } = field;
    if (name === 'facility')
      this.change({ facility: value, normM: null, normType: null, removed: [], added: [] });
    else if (name === 'mode') {
      this.change({ mode: /** @type {any} */ (value), normM: null, normType: null });
      this.map?.setMode(/** @type {any} */ (value));
    } else if (name === 'municipality') {
      this.fitNext = true;
      this.change({ municipality: value });
    } else if (name === 'norm') {
      const asked = Math.round(Number(value));
      const fits = asked >= 50 && asked <= 100_000;
      field.setCustomValidity(fits ? '' : text('desk.norm.range'));
      field.reportValidity();
      if (fits) this.change({ normM: asked, normType: this.normType() });
    } else if (name === 'norm_type') {
      this.change({ normM: this.normM(), normType: /** @type {any} */ (value) });
    }
  }

  /** @param {Partial<Question>} news */
  change(news) {
    this.question = { ...this.question, ...news };
    this.address.write(toQuery(this.question, location.search));
    this.showForm();
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.ask(), PAUSE_MS);
  }

  /** @param {Lonlat} point */
  add([lon, lat]) {
    const point = /** @type {Lonlat} */ ([Number(lon.toFixed(5)), Number(lat.toFixed(5))]);
    this.change({ added: [...this.question.added, point] });
  }

  /** @param {string} id */
  toggle(id) {
    const { removed } = this.question;
    this.change({ removed: removed.includes(id) ? removed.filter((each) => each !== id) : [...removed, id] });
  }

  /** @returns {Norm | undefined} */
  regionNorm() {
    const { facility, mode } = this.question;
    return page.norms.find((norm) => norm.facility === facility && norm.mode === mode);
  }

  normM() {
    return this.question.normM ?? this.regionNorm()?.norm_m ?? 5000;
  }

  normType() {
    return /** @type {'spacing' | 'reach'} */ (
      this.question.normType ?? this.regionNorm()?.type ?? 'spacing'
    );
  }

  async ask() {
    this.request.abort();
    this.request = new AbortController();
    const { signal } = this.request;
    const asked = { ...this.question, normM: this.normM(), normType: this.normType() };
    const ownNorm = this.question.normM === null && this.regionNorm();
    const question = ownNorm ? { ...asked, normM: null, normType: null } : asked;
    byId('figures').setAttribute('aria-busy', 'true');
    try {
      this.loadFacilities();
      await this.askBefore(question, signal);
      // The figures first: they change at once. Then what takes longer, lines and lists.
      this.found = await askCoverage(question, page.lang, signal, { lines: false });
      this.showFigures();
      this.found = await askCoverage(question, page.lang, signal, { sites: question.sites, details: SHOWN });
      this.showLists();
      this.showMapData();
    } catch (error) {
      if (/** @type {Error} */ (error).name === 'AbortError') return;
      this.showError(error);
    } finally {
      if (!signal.aborted) byId('figures').removeAttribute('aria-busy');
    }
  }

  /**
   * What holds without the what-ifs, asked once per question.
   * @param {Question} question
   * @param {AbortSignal} signal
   */
  async askBefore(question, signal) {
    const plain = { ...question, added: [], removed: [], sites: 0 };
    const key = toQuery(plain);
    if (!hasWhatIf(question) || this.before?.key === key) return;
    const { summary } = await askCoverage(plain, page.lang, signal, { lines: false });
    this.before = { key, gapM: summary.gap_m, share: summary.within_norm_share };
  }

  async loadFacilities() {
    const { facility, mode } = this.question;
    const of = `${facility} ${mode}`;
    if (this.facilitiesOf === of) return this.showFacilities();
    this.facilitiesOf = of;
    try {
      const facilities = await askFacilities(facility, mode);
      if (this.facilitiesOf !== of) return undefined;
      this.facilities = facilities;
    } catch {
      this.facilities = [];
    }
    return this.showFacilities();
  }

  showForm() {
    const { question } = this;
    const norm = this.regionNorm();
    for (const field of this.form.elements) {
      const input = /** @type {HTMLInputElement} */ (field);
      if (input.name === 'mode') input.checked = input.value === question.mode;
      else if (input.name === 'norm') {
        if (document.activeElement !== input || !input.validationMessage) input.value = String(this.normM());
      } else if (input.name === 'norm_type') input.value = this.normType();
      else if (input.name === 'facility') input.value = question.facility;
      else if (input.name === 'municipality') input.value = question.municipality;
    }
    const own =
      question.normM !== null && (question.normM !== norm?.norm_m || question.normType !== norm?.type);
    byId('norm-reset').hidden = !own || !norm;
    byId('norm-source').replaceChildren(...this.sourceOfNorm(norm, own));
    this.showWhatIf();
    for (const link of document.querySelectorAll('a[data-report]')) {
      const query = new URLSearchParams({
        facility: question.facility,
        mode: question.mode,
        lang: page.lang,
      });
      if (own || !norm) {
        query.set('norm_m', String(this.normM()));
        query.set('norm_type', this.normType());
      }
      if (question.municipality) query.set('municipality', question.municipality);
      link.setAttribute('href', `${link.getAttribute('data-report')}?${query}`);
    }
  }

  /**
   * @param {Norm | undefined} norm
   * @param {boolean} own
   */
  sourceOfNorm(norm, own) {
    if (own) return [text('desk.norm.own')];
    if (!norm) return [text('desk.norm.none')];
    return [`${norm.source} (${norm.kind_text})`, norm.note ? h('span', { class: 'under' }, norm.note) : ''];
  }

  showFigures() {
    const { summary } = /** @type {DeskCoverage} */ (this.found);
    const place = byId('figures');
    if (!summary.in_data) {
      place.replaceChildren(h('p', { class: 'notice' }, summary.detail ?? ''));
      return;
    }
    const share = summary.within_norm_share;
    const before = hasWhatIf(this.question) ? this.before : null;
    const closed = before ? before.gapM - summary.gap_m : 0;
    place.replaceChildren(
      h(
        'p',
        { class: 'share' },
        h('strong', {}, share === null ? '–' : percent(share, page.lang)),
        ` ${text('desk.within')}`,
        before?.share !== null && before
          ? h('span', { class: 'was' }, text('desk.was', { share: percent(before.share ?? 0, page.lang) }))
          : null,
      ),
      bar(share ?? 0),
      before
        ? h(
            'p',
            { class: 'effect' },
            closed >= 0
              ? text('desk.effect.less', { length: metres(closed) })
              : text('desk.effect.more', { length: metres(-closed) }),
          )
        : '',
      summary.added_off_network.length
        ? h('p', { class: 'wrong' }, text('desk.whatIf.off', { count: summary.added_off_network.length }))
        : '',
      h(
        'dl',
        { class: 'facts' },
        fact(text('desk.network'), metres(summary.network_m)),
        fact(text('desk.gap'), metres(summary.gap_m)),
        fact(text('desk.facilities'), String(summary.facilities)),
        fact(text('desk.off'), String(summary.off_network)),
        summary.unreachable_m ? fact(text('desk.unreachable.length'), metres(summary.unreachable_m)) : null,
      ),
    );
  }

  showLists() {
    const found = /** @type {DeskCoverage} */ (this.found);
    const show = (/** @type {StretchFeature} */ stretch) => this.choose(stretch);
    const gaps = found.features.slice(0, SHOWN);
    fill('gaps-list', gaps, () => stretchTable(gaps, found.details, speech, text('desk.gaps'), show));
    byId('gaps-count').textContent =
      found.features.length > SHOWN
        ? text('desk.gaps.first', { shown: SHOWN, count: found.features.length })
        : text('desk.gaps.count', { count: found.features.length });
    fill('worst-list', found.worst, () => stretchTable(found.worst, [], speech, text('desk.worst'), show));
    const look = gaps
      .map((gap, row) => ({ gap, detail: found.details[row] }))
      .filter(({ detail }) => detail && detail.verdict !== 'absent')
      .sort(
        (a, b) =>
          (1 - b.detail.absent) * b.gap.properties.length_m -
          (1 - a.detail.absent) * a.gap.properties.length_m,
      );
    const looks = look.map(({ gap }) => gap);
    const why = look.map(({ detail }) => detail);
    fill('look-list', looks, () => stretchTable(looks, why, speech, text('desk.look'), show));
    fill('sites-list', found.sites, () =>
      siteTable(
        found.sites,
        found.summary.gap_m,
        speech,
        (site) => this.map?.fit(site.geometry),
        (site) => this.add(site.geometry.coordinates),
      ),
    );
    this.map?.show('sites', found.sites);
    const off = found.summary.off_network_places;
    fill('off-list', off, () =>
      h(
        'ul',
        { class: 'plain-list' },
        off.map((each) => {
          const name = each.name || `${text('desk.nameless')} ${each.id}`;
          const button = h('button', { type: 'button', class: 'row-button' }, name);
          button.addEventListener('click', () =>
            this.map?.fit({ type: 'Point', coordinates: [each.lon, each.lat] }),
          );
          return h('li', {}, button);
        }),
      ),
    );
    byId('status').textContent = text('desk.ready');
  }

  /** @param {StretchFeature} stretch */
  choose(stretch) {
    this.map?.show('chosen', [stretch]);
    this.map?.fit(stretch.geometry);
    byId('status').textContent = text('desk.shown', { name: ends(stretch, text) });
    if (matchMedia('(max-width: 819.98px)').matches) window.scrollTo({ top: 0 });
  }

  showWhatIf() {
    const { added, removed } = this.question;
    const entries = added.map((point, index) => {
      const field = h('input', { class: 'place-field', value: writeLonlat(point), autocomplete: 'off' });
      field.setAttribute('aria-label', text('desk.whatIf.place', { number: index + 1 }));
      field.addEventListener('change', () => {
        const moved = readLonlat(field.value);
        if (moved) this.change({ added: added.map((each, i) => (i === index ? moved : each)) });
        else field.value = writeLonlat(point);
      });
      return h(
        'li',
        {},
        h('span', { class: 'plus', 'aria-hidden': 'true' }, '+'),
        field,
        action(text('desk.whatIf.undo'), text('desk.whatIf.place', { number: index + 1 }), () =>
          this.change({ added: added.filter((_, i) => i !== index) }),
        ),
      );
    });
    const gone = removed.map((id) => {
      const name = this.facilities.find((each) => each.id === id)?.properties.name || id;
      return h(
        'li',
        {},
        h('span', { class: 'plus', 'aria-hidden': 'true' }, '−'),
        h('span', { class: 'gone-name' }, name),
        action(text('desk.whatIf.undo'), name, () => this.toggle(id)),
      );
    });
    byId('what-if-list').replaceChildren(...entries, ...gone);
    byId('what-if-clear').hidden = !hasWhatIf(this.question);
    this.map?.showAdded(added);
  }

  showFacilities() {
    const removed = new Set(this.question.removed);
    for (const each of this.facilities) each.properties.gone = removed.has(each.id);
    this.map?.show('facilities', this.facilities);
    this.showFacilityList();
    this.showWhatIf();
  }

  showFacilityList() {
    const wanted = /** @type {HTMLInputElement} */ (byId('facility-filter')).value.trim().toLowerCase();
    const rows = this.facilities
      .filter(({ id, properties }) => `${properties.name} ${id}`.toLowerCase().includes(wanted))
      .slice(0, SHOWN);
    byId('facility-list').replaceChildren(
      ...rows.map((each) => {
        const name = each.properties.name || `${text('desk.nameless')} ${each.id}`;
        const show = h('button', { type: 'button', class: 'row-button' }, name);
        show.addEventListener('click', () => this.map?.fit(each.geometry));
        const gone = this.question.removed.includes(each.id);
        const verb = gone ? text('desk.whatIf.undo') : text('desk.whatIf.remove');
        const buttons = [action(verb, name, () => this.toggle(each.id))];
        if (!gone) {
          buttons.push(
            action(text('desk.whatIf.move'), name, () =>
              this.change({
                added: [...this.question.added, each.geometry.coordinates],
                removed: [...this.question.removed, each.id],
              }),
            ),
          );
        }
        return h('li', {}, show, h('span', { class: 'row-actions' }, buttons));
      }),
    );
    byId('facility-count').textContent =
      rows.length < this.facilities.length
        ? text('desk.list.first', { shown: rows.length, count: this.facilities.length })
        : '';
  }

  showMapData() {
    if (!this.map || !this.found) return;
    const { features } = this.found;
    this.map.show('gaps', features);
    this.map.show('chosen', []);
    if (this.fitNext && features.length) {
      const lines = features.flatMap(({ geometry }) =>
        geometry.type === 'LineString' ? [geometry.coordinates] : geometry.coordinates,
      );
      this.map.fit({ type: 'MultiLineString', coordinates: lines });
    }
    this.fitNext = false;
  }

  /** @param {unknown} error */
  showError(error) {
    const known = error instanceof ApiError ? error : new ApiError('server', '');
    byId('figures').replaceChildren(
      h('p', { class: 'notice notice-error', role: 'alert' }, known.message || text(`error.${known.kind}`)),
    );
  }

  /**
   * @param {string} id
   * @param {string} words
   */
  say(id, words) {
    const place = byId(id);
    place.textContent = words;
    place.hidden = !words;
  }

  async showMap() {
    try {
      const { DeskMap } = await import('../desk/desk-map.js');
      this.map = new DeskMap({
        container: byId('map'),
        worker: document.body.dataset.worker ?? '',
        basemap: page.basemap,
        bbox: page.region.bbox,
        mode: this.question.mode,
        label: text('desk.map'),
        markerLabel: text('desk.whatIf.added'),
        onPlace: (lonlat) => this.add(lonlat),
        onFacility: (id) => this.toggle(id),
        onGap: (id) => {
          const stretch = this.found?.features[id];
          if (stretch) this.choose(stretch);
        },
        onMove: (index, lonlat) =>
          this.change({ added: this.question.added.map((each, i) => (i === index ? lonlat : each)) }),
      });
    } catch {
      document.body.classList.add('without-map');
      return;
    }
    const { map } = this;
    byId('zoom-in').addEventListener('click', () => map.zoomBy(1));
    byId('zoom-out').addEventListener('click', () => map.zoomBy(-1));
    await map.drawn;
    this.showMapData();
    this.showFacilities();
    if (this.found) map.show('sites', this.found.sites);
    map.askHindrances(page.lang, text);
    document.body.classList.add('map-ready');
  }
}

/**
 * @param {string} id
 * @param {unknown[]} rows
 * @param {() => HTMLElement} make
 */
function fill(id, rows, make) {
  const place = byId(id);
  const section = place.closest('details');
  if (section) section.classList.toggle('is-empty', !rows.length);
  place.replaceChildren(rows.length ? make() : h('p', { class: 'quiet' }, text('desk.nothing')));
}

/** @param {number} share */
function bar(share) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'share-bar');
  svg.setAttribute('viewBox', '0 0 100 4');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  for (const [name, width] of /** @type {[string, number][]} */ ([
    ['bar-gap', 100],
    ['bar-within', 100 * share],
  ])) {
    const rect = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    rect.setAttribute('class', name);
    rect.setAttribute('width', String(width));
    rect.setAttribute('height', '4');
    svg.append(rect);
  }
  return svg;
}

/**
 * @param {string} name
 * @param {string} value
 */
function fact(name, value) {
  return h('div', {}, h('dt', {}, name), h('dd', {}, value));
}

/**
 * @param {string} words
 * @param {string} label  What it is done to.
 * @param {() => void} run
 */
function action(words, label, run) {
  const button = h(
    'button',
    { type: 'button', class: 'text-button', 'aria-label': `${words}: ${label}` },
    words,
  );
  button.addEventListener('click', run);
  return button;
}

if (page.region) {
  showAttribution(byId('attribution'), page.region.attribution, text('map.more'));
  const desk = new Desk();
  desk.showMap();
}
