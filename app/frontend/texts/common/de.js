/** @type {import('../index.js').Catalogue} */
export const de = {
  'error.title': 'Das hat nicht geklappt',
  'error.offline': 'Keine Verbindung zum Server. Prüfe dein Netz und versuche es noch einmal.',
  'error.busy': 'Der Server ist noch nicht bereit. Versuche es in ein paar Sekunden noch einmal.',
  'error.server': 'Auf dem Server ging etwas schief. Versuche es noch einmal; bleibt es so, melde es bitte.',
  'error.invalid': 'Dieser Wunsch geht nicht. Ändere, was unten steht.',
  'error.retry': 'Noch einmal versuchen',
  'error.field.start': 'Startpunkt',
  'error.field.distance_km': 'Länge',
  'error.field.themes': 'Themen',
  'error.field.mode': 'Radfahren oder Wandern',
  'error.field.network': 'Netz',
  'error.noRegion': 'Es sind noch keine Daten geladen. Versuche es in einer Minute noch einmal.',
};
