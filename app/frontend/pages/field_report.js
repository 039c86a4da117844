// The form to report something: a place by a tap on the map or from the device. Works without this script too.

import { byId } from '../dom.js';
import { page } from '../page.js';
import { common } from '../texts/common/index.js';
import { desk } from '../texts/desk/index.js';
import { textsIn } from '../texts/index.js';
import { map as mapTexts } from '../texts/map/index.js';

const text = textsIn(page.lang, common, mapTexts, desk);
const lon = /** @type {HTMLInputElement} */ (byId('lon'));
const lat = /** @type {HTMLInputElement} */ (byId('lat'));
const note = byId('place-note');

/** @returns {[number, number] | null} */
function place() {
  const [x, y] = [lon.value, lat.value].map((value) => (value.trim() === '' ? NaN : Number(value)));
  return Math.abs(x) <= 180 && Math.abs(y) <= 90 ? [x, y] : null;
}

async function showMap() {
  if (!page.region) return;
  try {
    const { DeskMap } = await import('../desk/desk-map.js');
    const map = new DeskMap({
      container: byId('map'),
      worker: document.body.dataset.worker ?? '',
      basemap: page.basemap,
      bbox: page.region.bbox,
      mode: 'wandelen',
      label: text('report.map'),
      startLabel: text('report.here'),
      onPlace: (lonlat) => choose(lonlat),
    });
    map.placing = true;
    /** @param {[number, number]} lonlat */
    const choose = ([x, y]) => {
      lon.value = x.toFixed(5);
      lat.value = y.toFixed(5);
      map.setStart([x, y]);
      note.textContent = '';
    };
    const show = () => {
      const given = place();
      map.setStart(given);
      if (given) map.reveal(given);
    };
    lon.addEventListener('change', show);
    lat.addEventListener('change', show);
    show();
    byId('locate').addEventListener('click', () => locate(choose, show));
    await map.drawn;
    document.body.classList.add('map-ready');
  } catch {
    document.body.classList.add('without-map');
  }
}

/**
 * @param {(lonlat: [number, number]) => void} choose
 * @param {() => void} show
 */
function locate(choose, show) {
  if (!navigator.geolocation) {
    note.textContent = text('report.noLocation');
    return;
  }
  navigator.geolocation.getCurrentPosition(
    ({ coords: { longitude, latitude } }) => {
      choose([longitude, latitude]);
      show();
    },
    () => (note.textContent = text('report.noLocation')),
    { timeout: 10_000, enableHighAccuracy: true },
  );
}

showMap();
