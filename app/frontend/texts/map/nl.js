/** @type {import('../index.js').Catalogue} */
export const nl = {
  'map.title': 'Kaart. Tik om een startpunt te kiezen.',
  'map.tour': 'Kaart met het rondje',
  'map.start': 'Startpunt, sleep om te verplaatsen',
  'map.failed': 'De kaart kan hier niet getekend worden. Plannen lukt wel: zoek een startpunt.',
  'map.more': 'en anderen',
};
