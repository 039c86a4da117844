// The map's small pictures, drawn when the map first asks for one, in the colours of the style.

const RATIO = 2;

/**
 * @typedef {import('./palette.js').Palette} Palette
 * @typedef {(context: CanvasRenderingContext2D, size: number, colours: Palette) => void} Painter
 */

/** @type {Record<string, {size: number, paint: Painter}>} */
const IMAGES = {
  'shield-rcn': { size: 28, paint: (context, size, c) => ring(context, size, c.shield, c.rcn, 2.4) },
  'shield-rwn': { size: 28, paint: (context, size, c) => ring(context, size, c.shield, c.rwn, 2.4) },
  'shield-tour': { size: 32, paint: (context, size, c) => ring(context, size, c.shield, c.tour, 3.2) },
  'dot-rcn': { size: 9, paint: (context, size, c) => ring(context, size, c.shield, c.rcn, 1.6) },
  'dot-rwn': { size: 8, paint: (context, size, c) => ring(context, size, c.shield, c.rwn, 1.5) },
  'poi-sight': { size: 14, paint: (context, size, c) => diamond(context, size, c.tour, c.halo) },
  'poi-horeca': { size: 13, paint: (context, size, c) => ring(context, size, '#c58a3d', c.halo, 1.5) },
  'poi-facility': { size: 10, paint: (context, size, c) => ring(context, size, '#4b86a8', c.halo, 1.5) },
  stop: { size: 18, paint: (context, size, c) => ring(context, size, c.tour, c.halo, 2.4) },
  arrow: { size: 12, paint: (context, size, c) => chevron(context, size, c.tourArrow) },
};

/**
 * @param {string} name
 * @param {Palette} colours
 * @returns {{data: ImageData, pixelRatio: number} | null}  null for a name that is not ours.
 */
export function drawImage(name, colours) {
  const image = IMAGES[name];
  if (!image) return null;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = image.size * RATIO;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.scale(RATIO, RATIO);
  image.paint(context, image.size, colours);
  return { data: context.getImageData(0, 0, canvas.width, canvas.height), pixelRatio: RATIO };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} size
 * @param {string} fill
 * @param {string} stroke
 * @param {number} width
 */
function ring(context, size, fill, stroke, width) {
  context.beginPath();
  context.arc(size / 2, size / 2, (size - width) / 2 - 0.5, 0, 2 * Math.PI);
  paint(context, fill, stroke, width);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} size
 * @param {string} fill
 * @param {string} stroke
 */
function diamond(context, size, fill, stroke) {
  const [near, middle, far] = [2, size / 2, size - 2];
  context.beginPath();
  context.moveTo(middle, near);
  context.lineTo(far, middle);
  context.lineTo(middle, far);
  context.lineTo(near, middle);
  context.closePath();
  paint(context, fill, stroke, 1.5);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} size
 * @param {string} stroke
 */
function chevron(context, size, stroke) {
  context.beginPath();
  context.moveTo(size * 0.36, size * 0.24);
  context.lineTo(size * 0.64, size / 2);
  context.lineTo(size * 0.36, size * 0.76);
  context.lineCap = context.lineJoin = 'round';
  context.strokeStyle = stroke;
  context.lineWidth = 2;
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} fill
 * @param {string} stroke
 * @param {number} width
 */
function paint(context, fill, stroke, width) {
  context.fillStyle = fill;
  context.strokeStyle = stroke;
  context.lineWidth = width;
  context.fill();
  context.stroke();
}
