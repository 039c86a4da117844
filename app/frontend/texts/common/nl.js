/** @type {import('../index.js').Catalogue} */
export const nl = {
  'error.title': 'Dat lukte niet',
  'error.offline': 'Geen verbinding met de server. Kijk of je netwerk hebt en probeer het opnieuw.',
  'error.busy': 'De server is even niet klaar. Probeer het over een paar tellen opnieuw.',
  'error.server': 'Er ging iets mis op de server. Probeer het opnieuw; blijft het, meld het dan.',
  'error.invalid': 'Deze wens kan niet. Pas aan wat hieronder staat.',
  'error.retry': 'Probeer opnieuw',
  'error.field.start': 'Startpunt',
  'error.field.distance_km': 'Lengte',
  'error.field.themes': 'Thema’s',
  'error.field.mode': 'Fietsen of wandelen',
  'error.field.network': 'Netwerk',
  'error.noRegion': 'Er zijn nog geen gegevens geladen. Probeer het over een minuut opnieuw.',
};
