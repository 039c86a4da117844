/** @type {import('../index.js').Catalogue} */
export const de = {
  'map.title':
    'Karte. Tippe, um einen Startpunkt zu wählen; ziehe die Linie einer Runde, um sie zu verlegen.',
  'map.tour': 'Karte mit der Runde',
  'map.start': 'Startpunkt. Ziehe ihn oder verschiebe ihn mit den Pfeiltasten und Enter.',
  'map.failed': 'Die Karte kann hier nicht gezeichnet werden. Planen geht trotzdem: Suche einen Startpunkt.',
  'map.more': 'und andere',
  'map.end': 'Ziel. Ziehe es oder verschiebe es mit den Pfeiltasten und Enter; Entf löscht es.',
  'map.via': '{number}. {name}. Ziehe es oder verschiebe es mit den Pfeiltasten und Enter; Entf löscht es.',
  'map.shape':
    'Punkt, der die Linie hält. Ziehe ihn oder verschiebe ihn mit den Pfeiltasten und Enter; Entf löscht ihn.',
  'map.closed': 'Gesperrt',
  'map.closed.from': 'ab {day}',
  'map.closed.until': 'bis {day}',
  'map.closed.open': 'bis auf Weiteres',
  'map.detour': 'Umleitung',
  'map.reported': 'gemeldet am {day}',
  'map.photo': 'Foto ansehen',
  'map.close': 'Schließen',
};
