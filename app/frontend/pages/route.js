// A known route's page: the map and the profile that point at each other, and the part that one wants to plan along.

import { byId, h } from '../dom.js';
import * as format from '../format.js';
import { showAttribution } from '../map/attribution.js';
import { KeptTiles } from '../map/kept-tiles.js';
import { page } from '../page.js';
import { common } from '../texts/common/index.js';
import { textsIn } from '../texts/index.js';
import { map as mapTexts } from '../texts/map/index.js';
import { route as routeTexts } from '../texts/route/index.js';
import { tour as tourTexts } from '../texts/tour/index.js';
import { way } from '../texts/way/index.js';
import { sum } from '../tour/profile-data.js';
import { ProfileView } from '../tour/profile-view.js';

const text = textsIn(page.lang, common, mapTexts, tourTexts, way, routeTexts);
const { route, profile } = /** @type {any} */ (page);
/** The route with what the profile and the map ask of a tour. */
const drawn = {
  ...route,
  properties: {
    ...route.properties,
    mode: route.properties.mode || 'wandelen',
    junctions: [],
    stops: [],
    surface: sum(profile.surface),
    traffic_stress: sum(profile.traffic_stress),
    landscape: landscape(),
  },
};
const [from, to] = ['from-km', 'to-km'].map((id) => /** @type {HTMLInputElement} */ (byId(id)));
/** @type {import('../tour/tour-map.js').TourMap | null} */
let map = null;
/** The field that the next tap on the line fills. */
let next = from;

const view = new ProfileView({
  profile,
  tour: drawn.properties,
  text,
  onMove: (metres) => map?.point(metres),
});
byId('profile-place').replaceWith(view.element);

function landscape() {
  /** @type {Record<string, number>} */
  const all = {};
  for (const { metres } of profile.landscape)
    for (const [word, m] of Object.entries(metres)) all[word] = (all[word] ?? 0) + Number(m);
  return all;
}

/** @param {HTMLInputElement} input */
function metresOf(input) {
  const km = Number(input.value.trim().replace(',', '.'));
  return Number.isFinite(km) && input.value.trim() ? km * 1000 : null;
}

function showPart() {
  const [a, b] = [metresOf(from), metresOf(to)];
  const length = drawn.properties.length_m;
  const some = a !== null && b !== null && Math.abs(a - b) >= 100 && Math.min(a, b) < length;
  const whole = some && Math.abs(Math.abs(a - b) - length) < 100;
  byId('part-said').textContent = some
    ? text('route.part', {
        length: format.length(Math.abs(Math.min(b, length) - Math.min(a, length)), page.lang),
      })
    : '';
  const [low, high] = some ? [Math.min(a, b), Math.min(Math.max(a, b), length)] : [0, 0];
  const part = some && !whole ? { from: low, to: high, kind: '' } : null;
  view.mark(part);
  if (part) for (const tick of view.slider.querySelectorAll('.faded')) tick.classList.remove('faded');
  map?.mark(part);
}

/**
 * A tap on the line is the beginning, the next one the end.
 * @param {number} metres
 */
function choose(metres) {
  view.moveTo(metres);
  map?.point(metres);
  next.value = (metres / 1000).toFixed(1).replace('.', page.lang === 'en' ? '.' : ',');
  next = next === from ? to : from;
  showPart();
}

async function showMap() {
  try {
    const { TourMap } = await import('../tour/tour-map.js');
    const made = new TourMap({
      container: byId('map'),
      worker: document.body.dataset.worker ?? '',
      basemap: page.basemap,
      background: page.background,
      kept: new KeptTiles(),
      tour: drawn,
      labels: {
        map: text('route.map'),
        start: text('route.start'),
        cursor: text('way.cursor'),
        you: text('way.you'),
      },
      onLine: (metres) => {
        view.moveTo(metres);
        map?.point(metres);
      },
      onTap: choose,
    });
    map = made;
    byId('zoom-in').addEventListener('click', () => made.view.zoomBy(1));
    byId('zoom-out').addEventListener('click', () => made.view.zoomBy(-1));
    await made.drawn;
    document.body.classList.add('map-ready');
    made.view.askHindrances(page.lang, text);
  } catch {
    document.body.classList.add('without-map');
    byId('map').replaceChildren(h('p', { class: 'map-failed', role: 'status' }, text('way.map.failed')));
  }
}

for (const input of [from, to]) input.addEventListener('change', showPart);
showMap();
if (page.region) showAttribution(byId('attribution'), page.region.attribution, text('map.more'));
