/** @type {import('../index.js').Catalogue} */
export const en = {
  'start.none': 'No starting point yet; we will surprise you.',
  'start.move': 'Tap elsewhere on the map, or drag the dot.',
  'start.point': 'Point chosen on the map',
  'start.mine': 'My location',
  'search.none': 'Nothing found. Try another name, or tap the map.',
  'search.failed': 'Search does not work right now. Tap the map to choose a starting point.',
  'search.count': '{count} found, choose with the arrow keys and enter',
  'locate.busy': 'Looking for your location …',
  'locate.denied':
    'Your location is not shared. Allow it in your browser, or choose a starting point on the map.',
  'locate.failed': 'Your location cannot be found now. Choose a starting point on the map.',
  'locate.outside': 'You are outside {region} now. Choose a starting point on the map.',
  'plan.again': 'Other round trips',
  'plan.busy': 'Making round trips …',
  'plan.found.one': '1 round trip found',
  'plan.found.many': '{count} round trips found',
  'plan.choose': 'Choose a round trip',
  'empty.title': 'No round trip found',
  'url.ignored': 'Part of this link could not be read and was skipped: {names}.',
};
