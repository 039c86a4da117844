/** @type {import('../index.js').Catalogue} */
export const en = {
  'error.title': 'That did not work',
  'error.offline': 'No connection to the server. Check your network and try again.',
  'error.busy': 'The server is not ready yet. Try again in a few seconds.',
  'error.server': 'Something went wrong on the server. Try again; if it stays, please report it.',
  'error.invalid': 'This wish cannot be met. Change what is named below.',
  'error.retry': 'Try again',
  'error.field.start': 'Starting point',
  'error.field.distance_km': 'Length',
  'error.field.themes': 'Themes',
  'error.field.mode': 'Cycling or walking',
  'error.field.network': 'Network',
  'error.noRegion': 'No data is loaded yet. Try again in a minute.',
};
