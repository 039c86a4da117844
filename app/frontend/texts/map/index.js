// Texts of the map.

import { de } from './de.js';
import { en } from './en.js';
import { nl } from './nl.js';

/** @type {import('../index.js').Part} */
export const map = { nl, en, de };
