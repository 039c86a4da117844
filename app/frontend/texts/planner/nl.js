/** @type {import('../index.js').Catalogue} */
export const nl = {
  'start.none': 'Nog geen startpunt; dan verrassen we je.',
  'start.move': 'Tik ergens anders op de kaart of versleep de stip.',
  'start.point': 'Gekozen punt op de kaart',
  'start.mine': 'Mijn locatie',
  'search.none': 'Niets gevonden. Probeer een andere naam of tik op de kaart.',
  'search.failed': 'Zoeken lukt nu niet. Tik op de kaart om een startpunt te kiezen.',
  'search.count': '{count} gevonden, kies met pijltjes en enter',
  'locate.busy': 'Je locatie wordt gezocht …',
  'locate.denied':
    'Je locatie is niet vrijgegeven. Sta het toe in je browser, of kies een startpunt op de kaart.',
  'locate.failed': 'Je locatie is nu niet te vinden. Kies een startpunt op de kaart.',
  'locate.outside': 'Je bent nu buiten {region}. Kies een startpunt op de kaart.',
  'plan.again': 'Andere rondjes',
  'plan.busy': 'Rondjes worden gemaakt …',
  'plan.found.one': '1 rondje gevonden',
  'plan.found.many': '{count} rondjes gevonden',
  'plan.choose': 'Kies een rondje',
  'empty.title': 'Geen rondje gevonden',
  'url.ignored': 'Een deel van deze link was niet te lezen en is overgeslagen: {names}.',
};
