/** @type {import('../index.js').Catalogue} */
export const de = {
  'route.map': 'Karte der Route. Tippe auf die Linie: erst den Anfang deines Stücks, dann das Ende.',
  'route.start': 'Anfang der Route',
  'route.part': 'Dieses Stück ist {length} lang.',
};
