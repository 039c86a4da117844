/** @type {import('../index.js').Catalogue} */
export const de = {
  'start.none': 'Noch kein Startpunkt; wir überraschen dich.',
  'start.move': 'Tippe woanders auf die Karte oder ziehe den Punkt.',
  'start.point': 'Auf der Karte gewählter Punkt',
  'start.mine': 'Mein Standort',
  'search.none': 'Nichts gefunden. Versuche einen anderen Namen oder tippe auf die Karte.',
  'search.failed': 'Die Suche geht gerade nicht. Tippe auf die Karte, um einen Startpunkt zu wählen.',
  'search.count': '{count} gefunden, mit Pfeiltasten und Enter wählen',
  'locate.busy': 'Dein Standort wird gesucht …',
  'locate.denied':
    'Dein Standort ist nicht freigegeben. Erlaube ihn im Browser oder wähle einen Startpunkt auf der Karte.',
  'locate.failed': 'Dein Standort ist gerade nicht zu finden. Wähle einen Startpunkt auf der Karte.',
  'locate.outside': 'Du bist gerade außerhalb von {region}. Wähle einen Startpunkt auf der Karte.',
  'plan.again': 'Andere Runden',
  'plan.busy': 'Runden werden geplant …',
  'plan.found.one': '1 Runde gefunden',
  'plan.found.many': '{count} Runden gefunden',
  'plan.choose': 'Wähle eine Runde',
  'empty.title': 'Keine Runde gefunden',
  'url.ignored': 'Ein Teil dieses Links war nicht lesbar und wurde übersprungen: {names}.',
};
