/** @type {import('../index.js').Catalogue} */
export const en = {
  'map.title': 'Map. Tap to choose a starting point; drag the line of a round trip to move it.',
  'map.tour': 'Map with the round trip',
  'map.start': 'Starting point. Drag it, or move it with the arrow keys and Enter.',
  'map.failed': 'The map cannot be drawn here. Planning works all the same: search for a starting point.',
  'map.more': 'and others',
  'map.end': 'End. Drag it, or move it with the arrow keys and Enter; Delete removes it.',
  'map.via': '{number}. {name}. Drag it, or move it with the arrow keys and Enter; Delete removes it.',
  'map.shape':
    'Point that holds the line. Drag it, or move it with the arrow keys and Enter; Delete removes it.',
  'map.closed': 'Closed',
  'map.closed.from': 'from {day}',
  'map.closed.until': 'until {day}',
  'map.closed.open': 'until further notice',
  'map.detour': 'Way round',
  'map.reported': 'reported on {day}',
  'map.photo': 'See the photo',
  'map.close': 'Close',
};
