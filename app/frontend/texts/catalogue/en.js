/** @type {import('../index.js').Catalogue} */
export const en = {
  'catalogue.map': 'Map of all tours on this list',
};
