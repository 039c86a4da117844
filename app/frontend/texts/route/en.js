/** @type {import('../index.js').Catalogue} */
export const en = {
  'route.map': 'Map of the route. Tap the line: first the beginning of your part, then its end.',
  'route.start': 'Beginning of the route',
  'route.part': 'This part is {length}.',
};
