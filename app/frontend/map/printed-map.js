// The map on paper: printers get a picture of it, since what WebGL has drawn is gone by then.

import { isDark } from '../tone.js';

export class PrintedMap {
  /**
   * @param {import('./map-view.js').MapView} view
   * @param {HTMLElement} container
   */
  constructor(view, container) {
    this.view = view;
    this.container = container;
    /** @type {HTMLImageElement | null} */
    this.picture = null;
    window.addEventListener('beforeprint', () => this.show());
    window.addEventListener('afterprint', () => this.remove());
  }

  show() {
    this.remove();
    const picture = document.createElement('img');
    picture.className = 'printed-map';
    picture.alt = this.view.map.getCanvas().getAttribute('aria-label') ?? '';
    picture.src = pictureOf(this.view);
    this.container.append(picture);
    this.picture = picture;
  }

  remove() {
    this.picture?.remove();
    this.picture = null;
  }
}

/**
 * The map as it is on the screen, in light colours: paper is white.
 * @param {import('./map-view.js').MapView} view
 * @param {string} [format]
 * @param {number} [quality]
 */
export function pictureOf(view, format = 'image/png', quality) {
  const { map } = view;
  const dark = isDark();
  if (dark) view.dressForPaper(true);
  // Drawn and read in one go: afterwards the drawing may be thrown away.
  map.redraw();
  const picture = map.getCanvas().toDataURL(format, quality);
  if (dark) view.dressForPaper(false);
  return picture;
}
