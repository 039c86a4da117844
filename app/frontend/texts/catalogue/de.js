/** @type {import('../index.js').Catalogue} */
export const de = {
  'catalogue.map': 'Karte aller Touren dieser Liste',
};
