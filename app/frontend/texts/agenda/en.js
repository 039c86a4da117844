/** @type {import('../index.js').Catalogue} */
export const en = {
  'agenda.map': 'Map of the events in this list',
  'agenda.more': 'and others',
};
