/** @type {import('../index.js').Catalogue} */
export const nl = {
  'agenda.map': 'Kaart met de activiteiten van deze lijst',
  'agenda.more': 'en anderen',
};
