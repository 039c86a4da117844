// A tour framed by another site: its map, and nothing that would lead a visitor astray there.

import { byId } from '../dom.js';
import { showAttribution } from '../map/attribution.js';
import { page } from '../page.js';
import { common } from '../texts/common/index.js';
import { textsIn } from '../texts/index.js';
import { map as mapTexts } from '../texts/map/index.js';
import { tour as tourTexts } from '../texts/tour/index.js';

const text = textsIn(page.lang, common, mapTexts, tourTexts);

async function showMap() {
  const tour = /** @type {import('../tour-types.js').TourFeature} */ (page.tour);
  const { MapView } = await import('../map/map-view.js');
  const map = new MapView({
    container: byId('map'),
    worker: document.body.dataset.worker ?? '',
    basemap: page.basemap,
    bbox: tour.bbox,
    mode: tour.properties.mode,
    label: text('map.tour'),
    startLabel: text('tour.start'),
  });
  // Who scrolls the page around it wants to get past the map, not into it; the buttons zoom.
  map.map.scrollZoom.disable();
  map.setStart(tour.geometry.coordinates[0]);
  map.showTours([tour], 0);
  byId('zoom-in').addEventListener('click', () => map.zoomBy(1));
  byId('zoom-out').addEventListener('click', () => map.zoomBy(-1));
  await map.drawn;
  map.showTours([tour], 0);
  document.body.classList.add('map-ready');
}

showMap().catch(() => document.body.classList.add('without-map'));
showAttribution(
  byId('attribution'),
  /** @type {{attribution?: string[]}} */ (page).attribution ?? [],
  text('map.more'),
);
