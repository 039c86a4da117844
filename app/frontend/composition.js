// What a tour is made of, as shares for a bar and its legend.

/**
 * @typedef {object} Part
 * @property {string} word  The class, a word of the dataset's vocabulary; `other` for the small rest.
 * @property {number} metres
 * @property {number} share  Between 0 and 1.
 */

const SMALLEST_SHARE = 0.02;
const MOST_PARTS = 6;

/**
 * Turns metres by class into parts, the largest first, what is unknown last; slivers are put together.
 * @param {Record<string, number>} metresByClass
 * @returns {Part[]}
 */
export function parts(metresByClass) {
  const total = Object.values(metresByClass).reduce((sum, metres) => sum + metres, 0);
  if (!(total > 0)) return [];
  const all = Object.entries(metresByClass)
    .filter(([, metres]) => metres > 0)
    .map(([word, metres]) => ({ word, metres, share: metres / total }))
    .sort((a, b) => Number(a.word === 'unknown') - Number(b.word === 'unknown') || b.metres - a.metres);
  const shown = all.filter(
    (part, i) => part.word === 'unknown' || (part.share >= SMALLEST_SHARE && i < MOST_PARTS),
  );
  const rest = all.filter((part) => !shown.includes(part));
  if (rest.length === 1) shown.splice(insertionPoint(shown), 0, rest[0]);
  if (rest.length > 1) {
    const metres = rest.reduce((sum, part) => sum + part.metres, 0);
    shown.splice(insertionPoint(shown), 0, { word: 'other', metres, share: metres / total });
  }
  return shown;
}

/**
 * Tells whether nothing is known: a bar of one grey part says less than a sentence.
 * @param {Part[]} list
 */
export function isUnknown(list) {
  return list.length === 0 || (list.find((part) => part.word === 'unknown')?.share ?? 0) > 0.98;
}

/** @param {Part[]} list */
function insertionPoint(list) {
  const unknown = list.findIndex((part) => part.word === 'unknown');
  return unknown < 0 ? list.length : unknown;
}
