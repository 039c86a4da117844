/** @type {import('../index.js').Catalogue} */
export const de = {
  'map.title': 'Karte. Tippe, um einen Startpunkt zu wählen.',
  'map.tour': 'Karte mit der Runde',
  'map.start': 'Startpunkt, zum Verschieben ziehen',
  'map.failed': 'Die Karte kann hier nicht gezeichnet werden. Planen geht trotzdem: Suche einen Startpunkt.',
  'map.more': 'und andere',
};
