/** @type {import('../index.js').Catalogue} */
export const nl = {
  'map.title': 'Kaart. Tik om een startpunt te kiezen; sleep de lijn van een rondje om het te verleggen.',
  'map.tour': 'Kaart met het rondje',
  'map.start': 'Startpunt. Sleep het, of verplaats het met de pijltjes en Enter.',
  'map.failed': 'De kaart kan hier niet getekend worden. Plannen lukt wel: zoek een startpunt.',
  'map.more': 'en anderen',
  'map.end': 'Eindpunt. Sleep het, of verplaats het met de pijltjes en Enter; Delete haalt het weg.',
  'map.via': '{number}. {name}. Sleep het, of verplaats het met de pijltjes en Enter; Delete haalt het weg.',
  'map.shape':
    'Punt dat de lijn vasthoudt. Sleep het, of verplaats het met de pijltjes en Enter; Delete haalt het weg.',
  'map.closed': 'Afgesloten',
  'map.closed.from': 'vanaf {day}',
  'map.closed.until': 'tot en met {day}',
  'map.closed.open': 'tot nader bericht',
  'map.detour': 'Omleiding',
  'map.reported': 'gemeld op {day}',
  'map.photo': 'Foto bekijken',
  'map.close': 'Sluiten',
};
