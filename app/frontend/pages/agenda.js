// The map beside the agenda's list: a mark for each event, lit together with its entry. The page works without it.

import { byId, h } from '../dom.js';
import { page } from '../page.js';
import { showAttribution } from '../map/attribution.js';
import { agenda } from '../texts/agenda/index.js';
import { textsIn } from '../texts/index.js';

/** @typedef {{id: string, title: string, when: string, lon: number, lat: number, cancelled: boolean}} Listed */

const text = textsIn(page.lang, agenda);
/** @type {Listed[]} */
const events = /** @type {any} */ (page).events ?? [];

/** About 2 km: a single event is shown with some country around it. */
const MARGIN_DEGREES = 0.02;

function bounds() {
  const [lons, lats] = [events.map((event) => event.lon), events.map((event) => event.lat)];
  return /** @type {[number, number, number, number]} */ ([
    Math.min(...lons) - MARGIN_DEGREES,
    Math.min(...lats) - MARGIN_DEGREES,
    Math.max(...lons) + MARGIN_DEGREES,
    Math.max(...lats) + MARGIN_DEGREES,
  ]);
}

/** @param {string} id */
const entryOf = (id) => document.getElementById(`event-${id}`);

/**
 * @param {Listed} event
 * @param {typeof import('maplibre-gl').Marker} Marker
 */
function markerOf(event, Marker) {
  // For pointers: markers of one village lie on each other, and the list beside them has every event with its link.
  const button = h('span', {
    class: `agenda-marker${event.cancelled ? ' cancelled' : ''}`,
    'aria-hidden': 'true',
    title: event.title,
  });
  const entry = entryOf(event.id);
  /** @param {boolean} lit */
  const light = (lit) => {
    button.classList.toggle('lit', lit);
    entry?.classList.toggle('lit', lit);
  };
  for (const element of [button, entry]) {
    for (const name of ['pointerenter', 'focusin']) element?.addEventListener(name, () => light(true));
    for (const name of ['pointerleave', 'focusout']) element?.addEventListener(name, () => light(false));
  }
  button.addEventListener('click', (click) => {
    click.stopPropagation();
    const link = entry?.querySelector('a');
    link?.scrollIntoView({ block: 'center' });
    link?.focus({ preventScroll: true });
  });
  return new Marker({ element: button }).setLngLat([event.lon, event.lat]);
}

async function showMap() {
  if (!events.length) return;
  const frame = byId('map-frame');
  frame.hidden = false;
  try {
    const [{ MapView }, { Marker }] = await Promise.all([
      import('../map/map-view.js'),
      import('maplibre-gl'),
    ]);
    const view = new MapView({
      container: byId('map'),
      worker: document.body.dataset.worker ?? '',
      basemap: page.basemap,
      bbox: bounds(),
      mode: 'fietsen',
      label: text('agenda.map'),
    });
    view.map.scrollZoom.disable();
    for (const event of events) markerOf(event, Marker).addTo(view.map);
    if (page.region) showAttribution(byId('attribution'), page.region.attribution, text('agenda.more'));
    await view.drawn;
    document.body.classList.add('map-ready');
  } catch {
    frame.hidden = true;
  }
}

showMap();
