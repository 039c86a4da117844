/** @type {import('../index.js').Catalogue} */
export const de = {
  'agenda.map': 'Karte der Veranstaltungen dieser Liste',
  'agenda.more': 'und weitere',
};
