/** @type {import('../index.js').Catalogue} */
export const nl = {
  'route.map': 'Kaart van de route. Tik op de lijn: eerst het begin van je stuk, dan het eind.',
  'route.start': 'Begin van de route',
  'route.part': 'Dit stuk is {length}.',
};
