// Without a network: the tours that are kept on this device.

import { byId, h } from '../dom.js';
import { page } from '../page.js';
import { textsIn } from '../texts/index.js';
import { way } from '../texts/way/index.js';
import { keptTours } from '../tour/keeping.js';

const text = textsIn(page.lang, way);
const kept = Object.entries(keptTours()).sort(([, a], [, b]) => b.at - a.at);

byId('kept').replaceChildren(
  ...(kept.length
    ? kept.map(([address, { title }]) => h('li', {}, h('a', { href: address }, title)))
    : [h('li', {}, text('way.kept.none'))]),
);
byId('again').addEventListener('click', () => location.reload());
