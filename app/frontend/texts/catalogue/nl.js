/** @type {import('../index.js').Catalogue} */
export const nl = {
  'catalogue.map': 'Kaart met alle rondjes van deze lijst',
};
