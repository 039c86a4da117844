// A tour's own page: the tour in full beside its map.

import { byId } from './dom.js';
import { page } from './page.js';
import { tourDetails } from './panel/tour-details.js';
import { showAttribution } from './map/attribution.js';
import { common } from './texts/common/index.js';
import { textsIn } from './texts/index.js';
import { map as mapTexts } from './texts/map/index.js';
import { tour as tourTexts } from './texts/tour/index.js';

/** @typedef {import('./tour-types.js').TourFeature} TourFeature */

const text = textsIn(page.lang, common, mapTexts, tourTexts);

/** @param {TourFeature} tour */
async function showMap(tour) {
  try {
    const { MapView } = await import('./map/map-view.js');
    const map = new MapView({
      container: byId('map'),
      worker: document.body.dataset.worker ?? '',
      basemap: page.basemap,
      bbox: tour.bbox,
      mode: tour.properties.mode,
      label: text('map.tour'),
      startLabel: text('tour.start'),
    });
    map.setStart(tour.geometry.coordinates[0]);
    map.showTours([tour], 0);
    byId('zoom-in').addEventListener('click', () => map.zoomBy(1));
    byId('zoom-out').addEventListener('click', () => map.zoomBy(-1));
    await map.drawn;
    map.showTours([tour], 0);
    document.body.classList.add('map-ready');
  } catch {
    document.body.classList.add('without-map');
  }
}

if (page.tour) {
  byId('results').replaceChildren(tourDetails(page.tour, text, { full: true }));
  showMap(page.tour);
}
if (page.region) showAttribution(byId('attribution'), page.region.attribution, text('map.more'));
