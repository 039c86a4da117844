/** @type {import('../index.js').Catalogue} */
export const en = {
  'map.title': 'Map. Tap to choose a starting point.',
  'map.tour': 'Map with the round trip',
  'map.start': 'Starting point, drag to move',
  'map.failed': 'The map cannot be drawn here. Planning works all the same: search for a starting point.',
  'map.more': 'and others',
};
