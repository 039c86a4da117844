// Lengths, times and shares, written the way a language does.

/** @type {Record<string, {hours: string, minutes: string}>} */
const UNITS = {
  nl: { hours: 'u', minutes: 'min' },
  en: { hours: 'h', minutes: 'min' },
  de: { hours: 'Std.', minutes: 'Min.' },
};
/** Keeps a number and its unit on one line. */
const SPACE = '\u00a0';

/**
 * @param {number} metres
 * @param {string} lang
 * @returns {string}  `850 m`, `35,2 km`
 */
export function length(metres, lang) {
  if (metres < 995) return `${decimal(Math.round(metres / 10) * 10, lang)}${SPACE}m`;
  return `${decimal(metres / 1000, lang, 1)}${SPACE}km`;
}

/**
 * @param {number} km
 * @param {string} lang
 * @returns {string}  A round length as it was asked for: `35 km`, `2,5 km`
 */
export function wishedLength(km, lang) {
  return `${new Intl.NumberFormat(lang, { maximumFractionDigits: 1 }).format(km)}${SPACE}km`;
}

/**
 * @param {number} seconds
 * @param {string} lang
 * @returns {string}  `45 min`, `2 u 20 min`; to the five minutes from one hour on, since nobody rides to the minute
 */
export function duration(seconds, lang) {
  const units = UNITS[lang] ?? UNITS.nl;
  const exact = Math.round(seconds / 60);
  const minutes = exact >= 60 ? Math.round(exact / 5) * 5 : exact;
  const parts = [];
  if (minutes >= 60) parts.push(`${Math.floor(minutes / 60)}${SPACE}${units.hours}`);
  if (minutes % 60 || minutes < 60) parts.push(`${minutes % 60}${SPACE}${units.minutes}`);
  return parts.join(SPACE);
}

/**
 * @param {string} date  ISO day.
 * @param {string} lang
 * @returns {string}  `za 15 mei`
 */
export function day(date, lang) {
  const options = /** @type {const} */ ({ weekday: 'short', day: 'numeric', month: 'short' });
  return new Intl.DateTimeFormat(lang, options).format(new Date(`${date}T12:00:00`));
}

/**
 * @param {string} moment  Local date and time as ISO text.
 * @param {string} lang
 * @returns {string}  `za 15 mei, 09:25`
 */
export function moment(moment, lang) {
  return `${day(moment.slice(0, 10), lang)}, ${moment.slice(11, 16)}`;
}

/**
 * @param {number} part  Between 0 and 1.
 * @param {string} lang
 */
export function share(part, lang) {
  if (part > 0 && part < 0.01) return `<${SPACE}${percent(0.01, lang)}`;
  return percent(part, lang);
}

/**
 * @param {number} part
 * @param {string} lang
 */
function percent(part, lang) {
  return new Intl.NumberFormat(lang, { style: 'percent', maximumFractionDigits: 0 }).format(part);
}

/**
 * @param {number} value
 * @param {string} lang
 * @param {number} [digits]
 */
function decimal(value, lang, digits = 0) {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(lang, options).format(value);
}
