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
  stop: { size: 18, paint: (context, size, c) => ring(context, size, c.tour, c.halo, 2.4) },
  closed: { size: 20, paint: (context, size, c) => noEntry(context, size, c) },
  reported: { size: 20, paint: (context, size, c) => warning(context, size, c) },
  'hatch-closed': { size: 10, paint: (context, size, c) => hatch(context, size, c.closed) },
  arrow: { size: 12, paint: (context, size, c) => chevron(context, size, c.tourArrow) },
};

/** Signs of facilities, drawn on a field of 20 by 20; letters where a picture would say less. */
/** @type {Record<string, string | {letter: string}>} */
const SIGNS = {
  bench: 'M4.5 11h11M5.5 7.5h9M6 11v4M14 11v4',
  picnic_table: 'M5 7h10M3.5 11h3M13.5 11h3M8 7l-2.5 8M12 7l2.5 8',
  toilet: { letter: 'WC' },
  drinking_water: 'M10 4.5c2.4 3 3.7 4.9 3.7 6.8a3.7 3.7 0 0 1-7.4 0c0-1.9 1.3-3.8 3.7-6.8z',
  shelter: 'M4 10l6-4.5 6 4.5M6 9.5V15M14 9.5V15',
  bicycle_repair: 'M13.8 5.2a3 3 0 0 0-3.8 3.8l-4.8 4.8 1 1L11 10a3 3 0 0 0 3.8-3.8l-1.7 1.7-1-1z',
  charging: 'M11 4.5 6.5 11h3L9 15.5 13.5 9h-3z',
  parking: { letter: 'P' },
  information_board: { letter: 'i' },
  top: { letter: 'T' },
  rest_point: 'M6 8h7v3a3 3 0 0 1-3 3H9a3 3 0 0 1-3-3zM13 9h1.5a1 1 0 0 1 0 3H13',
};
const SIGN_FIELD = 20;

/**
 * @param {string} name
 * @param {Palette} colours
 * @returns {{data: ImageData, pixelRatio: number} | null}  null for a name that is not ours.
 */
export function drawImage(name, colours) {
  const [, facility] = /^facility-(.*)$/.exec(name) ?? [];
  const image =
    facility === undefined
      ? IMAGES[name]
      : {
          size: 17,
          paint: (
            /** @type {CanvasRenderingContext2D} */ context,
            /** @type {number} */ size,
            /** @type {Palette} */ c,
          ) => sign(context, size, facility, c),
        };
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
 * @param {string} facility
 * @param {Palette} c
 */
function sign(context, size, facility, c) {
  context.beginPath();
  context.roundRect(0.75, 0.75, size - 1.5, size - 1.5, 4);
  paint(context, c.facility, c.halo, 1.5);
  const drawn = SIGNS[facility];
  context.fillStyle = context.strokeStyle = c.facilitySign;
  if (typeof drawn === 'string') {
    context.scale(size / SIGN_FIELD, size / SIGN_FIELD);
    context.lineWidth = 1.7;
    context.lineCap = context.lineJoin = 'round';
    context.stroke(new Path2D(drawn));
  } else if (drawn) {
    context.font = `700 ${drawn.letter.length > 1 ? 7 : 10}px sans-serif`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(drawn.letter, size / 2, size / 2 + 0.5);
  }
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
 * The sign that everybody knows: a bar on red.
 * @param {CanvasRenderingContext2D} context
 * @param {number} size
 * @param {Palette} c
 */
function noEntry(context, size, c) {
  ring(context, size, c.closed, c.halo, 1.6);
  context.fillStyle = c.closedBar;
  context.fillRect(size * 0.26, size * 0.42, size * 0.48, size * 0.16);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} size
 * @param {Palette} c
 */
function warning(context, size, c) {
  context.beginPath();
  context.moveTo(size / 2, 2);
  context.lineTo(size - 1.5, size - 2.5);
  context.lineTo(1.5, size - 2.5);
  context.closePath();
  context.lineJoin = 'round';
  paint(context, c.reported, c.reportedSign, 1.6);
  context.fillStyle = c.reportedSign;
  context.fillRect(size / 2 - 0.9, size * 0.36, 1.8, size * 0.26);
  context.fillRect(size / 2 - 0.9, size * 0.69, 1.8, 1.8);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} size
 * @param {string} stroke
 */
function hatch(context, size, stroke) {
  context.beginPath();
  for (const from of [-size, 0, size]) {
    context.moveTo(from, size);
    context.lineTo(from + size, 0);
  }
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
