// The map on paper: printers get a picture of it, since what WebGL has drawn is gone by then.

export class PrintedMap {
  /**
   * @param {import('maplibre-gl').Map} map
   * @param {HTMLElement} container
   */
  constructor(map, container) {
    this.map = map;
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
    picture.alt = this.map.getCanvas().getAttribute('aria-label') ?? '';
    // Drawn and read in one go: afterwards the drawing may be thrown away.
    this.map.redraw();
    picture.src = this.map.getCanvas().toDataURL('image/png');
    this.container.append(picture);
    this.picture = picture;
  }

  remove() {
    this.picture?.remove();
    this.picture = null;
  }
}
