// The text beside the map of a tour's page: facts, warnings, junctions, the profile, stops, facilities, the way in words.

import { h, icon } from '../dom.js';
import * as format from '../format.js';
import { page, themeTitle, word } from '../page.js';
import { junctionStrip } from '../panel/junction-strip.js';
import { actions, figures, notes, sign } from '../panel/tour-details.js';
import { itineraryLines } from './itinerary-lines.js';

/**
 * @typedef {import('../tour-types.js').TourFeature} TourFeature
 * @typedef {import('../tour-types.js').TourProperties} TourProperties
 * @typedef {import('../tour-types.js').Stop} Stop
 * @typedef {import('./profile-data.js').Profile} Profile
 * @typedef {import('../texts/index.js').Texts} Texts
 * @typedef {{from: number, to: number, kind: string}} Gap
 */

/**
 * @param {object} options
 * @param {TourFeature} options.feature
 * @param {Profile} options.profile
 * @param {HTMLElement} options.profileView
 * @param {HTMLElement | null} options.wayBox  Following and keeping.
 * @param {Texts} options.text
 * @param {(gap: Gap | null) => void} options.onGap
 * @param {(metres: number) => void} options.onPoint  A line of the text is pointed at.
 */
export function tourSheet({ feature, profile, profileView, wayBox, text, onGap, onPoint }) {
  const tour = feature.properties;
  return h(
    'article',
    { class: 'tour-details' },
    h('h1', { class: 'tour-title' }, icon(tour.mode, 'icon tour-mode'), h('span', {}, tour.title)),
    figures(tour, text),
    actions(tour, text, true),
    wayBox,
    h('h2', { class: 'unseen' }, text('tour.facts')),
    notes(tour, text),
    junctionStrip(tour, text),
    profileView,
    themes(tour, text),
    stops(tour, text),
    facilities(tour, text, onGap),
    itinerary(tour, profile, text, onPoint),
  );
}

/**
 * @param {TourProperties} tour
 * @param {Texts} text
 */
function themes(tour, text) {
  const list = Object.entries(tour.themes).filter(([, { why }]) => why.length > 0);
  if (!list.length) return null;
  return h(
    'section',
    { class: 'highlights' },
    h('h2', {}, text('tour.themes')),
    h(
      'dl',
      { class: 'theme-list' },
      list.map(([name, { why }]) => {
        const drawn = page.themes.find((theme) => theme.name === name)?.icon;
        return h(
          'div',
          { class: 'theme-row' },
          drawn ? icon(`theme-${drawn}`, 'theme-scene') : null,
          h('dt', {}, themeTitle(name)),
          h('dd', {}, why.map((reason) => reason.text).join(' · ')),
        );
      }),
    ),
  );
}

/**
 * @param {TourProperties} tour
 * @param {Texts} text
 */
function stops(tour, text) {
  if (!tour.stops.length) return null;
  return h(
    'section',
    { class: 'stops-part' },
    h('h2', {}, text('way.stops')),
    h(
      'ol',
      { class: 'stops' },
      tour.stops.map((stop) =>
        h(
          'li',
          {},
          h('span', { class: 'stop-at' }, format.length(stop.at_m, page.lang)),
          h(
            'span',
            {},
            stop.url
              ? h('a', { class: 'stop-name', href: stop.url, rel: 'noopener noreferrer' }, stopName(stop))
              : h('span', { class: 'stop-name' }, stopName(stop)),
            stop.name && h('span', { class: 'quiet stop-kind' }, kindOf(stop)),
            h('span', { class: 'quiet stop-times' }, times(stop, text)),
          ),
        ),
      ),
    ),
  );
}

/** @param {Stop} stop */
function stopName(stop) {
  return stop.name || kindOf(stop);
}

/** @param {Stop} stop */
function kindOf(stop) {
  const category = page.words?.category?.[stop.kind];
  return category ?? word('group', stop.kind);
}

/**
 * When one is there, and when it is open.
 * @param {Stop} stop
 * @param {Texts} text
 */
function times(stop, text) {
  const parts = [];
  if (stop.arrive) {
    const [from, to] = [clock(stop.arrive), clock(stop.leave)];
    parts.push(to && to !== from ? text('way.stop.stay', { from, to }) : text('way.stop.at', { time: from }));
  }
  if (stop.open_from && stop.open_until) {
    parts.push(text('way.stop.open', { from: clock(stop.open_from), until: clock(stop.open_until) }));
  }
  return parts.join(' · ');
}

/** @param {string | null} moment */
function clock(moment) {
  return moment ? moment.slice(11, 16) : '';
}

/**
 * How many of each kind, and the longest stretch without, to be seen on the map.
 * @param {TourProperties} tour
 * @param {Texts} text
 * @param {(gap: Gap | null) => void} onGap
 */
function facilities(tour, text, onGap) {
  const all = Object.entries(tour.facilities).filter(([, { count }]) => count > 0);
  const none = Object.entries(tour.facilities).filter(([, { count }]) => !count);
  if (!all.length && !none.length) return null;
  /** @type {HTMLElement[]} */
  const buttons = [];
  const rows = all.map(([kind, { count, longest_gap_m: gap, gap_from_m: from, gap_to_m: to }]) => {
    const stretch = text('way.gap', {
      length: format.length(gap, page.lang),
      what: word('facility', kind),
      from: kilometres(from),
      to: kilometres(to),
    });
    const button = h(
      'button',
      { type: 'button', class: 'gap-button', 'aria-pressed': 'false', 'data-kind': kind },
      icon('mark'),
      h('span', {}, stretch),
    );
    button.addEventListener('click', () => {
      const on = button.getAttribute('aria-pressed') !== 'true';
      for (const other of buttons) other.setAttribute('aria-pressed', 'false');
      button.setAttribute('aria-pressed', String(on));
      onGap(on ? { from, to, kind } : null);
    });
    buttons.push(button);
    return h(
      'li',
      {},
      h('span', { class: 'facility-count' }, count),
      h('span', { class: 'facility-name' }, word('facility', kind)),
      button,
    );
  });
  return h(
    'section',
    { class: 'facilities' },
    h('h2', {}, text('tour.facilities')),
    all.length > 0 && h('p', { class: 'quiet' }, text('way.gap.help')),
    all.length > 0 && h('ul', { class: 'gap-list' }, rows),
    none.length > 0 &&
      h(
        'p',
        { class: 'quiet' },
        text('way.none', { what: none.map(([kind]) => word('facility', kind)).join(', ') }),
      ),
  );
}

/** @param {number} metres */
function kilometres(metres) {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(page.lang, digits).format(metres / 1000);
}

/**
 * @param {TourProperties} tour
 * @param {Profile} profile
 * @param {Texts} text
 * @param {(metres: number) => void} onPoint
 */
function itinerary(tour, profile, text, onPoint) {
  const lines = itineraryLines(tour, profile).map((line) => {
    const row = h(
      'li',
      { class: `line-${line.kind}` },
      h('span', { class: 'itinerary-at' }, format.length(line.at_m, page.lang)),
      lineSign(line),
      h('span', { class: 'itinerary-text' }, lineText(line, text)),
    );
    // For the mouse only: the keyboard has the profile, which goes everywhere on the tour.
    row.addEventListener('pointerenter', (event) => event.pointerType === 'mouse' && onPoint(line.at_m));
    return row;
  });
  return h('section', { class: 'itinerary' }, h('h2', {}, text('tour.itinerary')), h('ol', {}, lines));
}

/** @param {import('./itinerary-lines.js').Line} line */
function lineSign(line) {
  if (line.kind === 'turn') return sign(line.turn);
  const dot = h('span', { class: `line-dot line-dot-${line.kind}` });
  if (line.kind === 'surface') dot.classList.add(`tone-surface-${line.what}`);
  if (line.kind === 'traffic') dot.classList.add(`tone-traffic_stress-${line.what}`);
  return h('span', { class: 'itinerary-sign' }, dot);
}

/**
 * @param {import('./itinerary-lines.js').Line} line
 * @param {Texts} text
 */
function lineText(line, text) {
  switch (line.kind) {
    case 'turn':
      return line.turn.text;
    case 'stop': {
      const when = times(line.stop, text);
      return [stopName(line.stop), line.stop.name && kindOf(line.stop), when].filter(Boolean).join(' · ');
    }
    case 'facilities':
      return line.kinds.map((kind) => word('facility', kind)).join(', ');
    case 'surface':
      return text('way.line.for', {
        what: word('surface', line.what),
        length: format.length(line.length_m, page.lang),
      });
    case 'traffic':
      return text('way.line.for', {
        what: word('traffic_stress', line.what),
        length: format.length(line.length_m, page.lang),
      });
  }
}
