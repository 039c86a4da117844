// The map over the ready-made tours: all their lines, the one under pointer or focus lit. The page works without it.

import { byId } from '../dom.js';
import { page } from '../page.js';
import { catalogue } from '../texts/catalogue/index.js';
import { textsIn } from '../texts/index.js';

/** @typedef {{id: string, mode: string, line: [number, number][]}} Listed */

const text = textsIn(page.lang, catalogue);
/** @type {Listed[]} */
const tours = /** @type {any} */ (page).tours ?? [];
const COLOURS = { fietsen: '#2b7a5b', wandelen: '#a8581f', toegankelijk: '#2d6da3' };

/** @param {Listed[]} shown */
function bounds(shown) {
  const points = shown.flatMap((tour) => tour.line);
  const [lons, lats] = [points.map((point) => point[0]), points.map((point) => point[1])];
  return /** @type {[number, number, number, number]} */ ([
    Math.min(...lons),
    Math.min(...lats),
    Math.max(...lons),
    Math.max(...lats),
  ]);
}

function lines() {
  return {
    type: 'FeatureCollection',
    features: tours.map((tour, index) => ({
      type: 'Feature',
      id: index,
      properties: { id: tour.id, mode: tour.mode },
      geometry: { type: 'LineString', coordinates: tour.line },
    })),
  };
}

async function showMap() {
  if (!tours.length) return;
  const frame = byId('map-frame');
  frame.hidden = false;
  try {
    const { MapView } = await import('../map/map-view.js');
    const view = new MapView({
      container: byId('map'),
      worker: document.body.dataset.worker ?? '',
      basemap: page.basemap,
      bbox: bounds(tours),
      mode: 'fietsen',
      label: text('catalogue.map'),
    });
    const { map } = view;
    map.scrollZoom.disable();
    const draw = () => {
      if (map.getSource('catalogue')) return;
      map.addSource('catalogue', { type: 'geojson', data: /** @type {any} */ (lines()) });
      /** @type {any} */
      const colour = ['match', ['get', 'mode'], ...Object.entries(COLOURS).flat(), COLOURS.fietsen];
      /** @type {any} */
      const lit = ['boolean', ['feature-state', 'lit'], false];
      map.addLayer({
        id: 'catalogue',
        type: 'line',
        source: 'catalogue',
        layout: { 'line-join': 'round', 'line-cap': 'round' },
        paint: {
          'line-color': colour,
          'line-width': ['case', lit, 5, 2.2],
          'line-opacity': ['case', lit, 1, 0.6],
        },
      });
    };
    map.on('style.load', draw);
    if (map.isStyleLoaded()) draw();
    await view.drawn;
    draw();
    light(map);
  } catch {
    frame.hidden = true;
  }
}

/** @param {import('maplibre-gl').Map} map */
function light(map) {
  /** @type {number | null} */
  let lit = null;
  /** @param {number | null} index */
  const set = (index) => {
    if (index === lit) return;
    if (lit !== null) map.setFeatureState({ source: 'catalogue', id: lit }, { lit: false });
    if (index !== null) map.setFeatureState({ source: 'catalogue', id: index }, { lit: true });
    lit = index;
  };
  tours.forEach((tour, index) => {
    const card = document.getElementById(`card-${tour.id}`);
    for (const name of ['pointerenter', 'focusin']) card?.addEventListener(name, () => set(index));
    for (const name of ['pointerleave', 'focusout']) card?.addEventListener(name, () => set(null));
  });
  map.on('mousemove', 'catalogue', (event) => {
    map.getCanvas().style.cursor = 'pointer';
    set(Number(event.features?.[0]?.id ?? NaN));
  });
  map.on('mouseleave', 'catalogue', () => {
    map.getCanvas().style.cursor = '';
    set(null);
  });
  map.on('click', 'catalogue', (event) => {
    const id = event.features?.[0]?.properties.id;
    const link = document.querySelector(`#card-${id} .card-link`);
    if (link instanceof HTMLElement) {
      link.scrollIntoView({ block: 'center' });
      link.focus({ preventScroll: true });
    }
  });
}

showMap();
