// A tour's own page: map, profile and text that point at each other, what to keep for the way, and following.

import { byId, h } from './dom.js';
import { page } from './page.js';
import { showAttribution } from './map/attribution.js';
import { KeptTiles } from './map/kept-tiles.js';
import { common } from './texts/common/index.js';
import { textsIn } from './texts/index.js';
import { map as mapTexts } from './texts/map/index.js';
import { tour as tourTexts } from './texts/tour/index.js';
import { way } from './texts/way/index.js';
import { Follow } from './tour/follow.js';
import { Keeper, canKeep } from './tour/keeping.js';
import { ProfileView } from './tour/profile-view.js';
import { tourSheet } from './tour/tour-sheet.js';
import { wayBox } from './tour/way-box.js';

/** @typedef {import('./tour-types.js').TourFeature} TourFeature */
/** @typedef {import('./tour/tour-map.js').TourMap} TourMap */

const text = textsIn(page.lang, common, mapTexts, tourTexts, way);
const kept = new KeptTiles();
/** @type {TourMap | null} */
let map = null;

/** @param {TourFeature} tour */
function show(tour) {
  const { profile, keep } = page;
  const keeper = keep ? new Keeper(keep, tour.properties.title) : null;
  const view = new ProfileView({
    profile,
    tour: tour.properties,
    text,
    onMove: (metres) => map?.point(metres),
  });
  const follow = new Follow({
    tour,
    text,
    map: () => map,
    pane: byId('map').parentElement ?? document.body,
    rest: byId('panel'),
    onMove: (metres) => view.moveTo(metres),
    onEnd: () => {
      map?.showAll();
      box.focus();
    },
  });
  const box = wayBox({
    text,
    keeper,
    onFollow: () => {
      follow.start();
      // Who sets out will be glad of it: the map for where there is no network.
      if (keeper && canKeep() && !keeper.isPinned) keeper.pin().then(useKept, () => {});
    },
    onKept: useKept,
  });
  byId('results').replaceChildren(
    tourSheet({
      feature: tour,
      profile,
      profileView: view.element,
      wayBox: box.element,
      text,
      onGap: (gap) => {
        view.mark(gap);
        map?.mark(gap);
      },
      onPoint: (metres) => {
        view.moveTo(metres);
        map?.point(metres);
      },
    }),
  );

  async function useKept() {
    kept.use(keeper?.isPinned ? await keeper.map() : null);
  }

  const ready = useKept().catch(() => {});
  ready.then(() =>
    showMap(tour, (metres) => {
      view.moveTo(metres);
      map?.point(metres);
    }),
  );
  if (keeper && canKeep()) whenIdle(() => keeper.start().catch(() => {}));
}

/**
 * @param {TourFeature} tour
 * @param {(metres: number) => void} onLine
 */
async function showMap(tour, onLine) {
  try {
    const { TourMap } = await import('./tour/tour-map.js');
    const made = new TourMap({
      container: byId('map'),
      worker: document.body.dataset.worker ?? '',
      basemap: page.basemap,
      background: page.background,
      kept,
      tour,
      labels: {
        map: text('map.tour'),
        start: text('tour.start'),
        cursor: text('way.cursor'),
        you: text('way.you'),
      },
      onLine,
    });
    map = made;
    byId('zoom-in').addEventListener('click', () => made.view.zoomBy(1));
    byId('zoom-out').addEventListener('click', () => made.view.zoomBy(-1));
    await made.drawn;
    document.body.classList.add('map-ready');
    preparePrint(made);
    made.view.askHindrances(page.lang, text);
  } catch {
    document.body.classList.add('without-map');
    byId('map').replaceChildren(h('p', { class: 'map-failed', role: 'status' }, text('way.map.failed')));
  }
}

/**
 * Paper shows a picture of the map as it is on the screen: a canvas prints blank.
 * @param {TourMap} shown
 */
function preparePrint(shown) {
  window.addEventListener('beforeprint', () => {
    const picture = new Image();
    picture.className = 'print-map';
    picture.alt = '';
    picture.src = shown.picture();
    byId('results').before(picture);
  });
  window.addEventListener('afterprint', () => {
    for (const picture of document.querySelectorAll('.print-map')) picture.remove();
  });
}

/** @param {() => void} act */
function whenIdle(act) {
  if ('requestIdleCallback' in window) requestIdleCallback(act, { timeout: 4000 });
  else setTimeout(act, 1500);
}

if (page.tour) show(page.tour);
if (page.region) showAttribution(byId('attribution'), page.region.attribution, text('map.more'));
