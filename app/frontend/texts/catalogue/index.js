// Texts of the ready-made tours.

import { de } from './de.js';
import { en } from './en.js';
import { nl } from './nl.js';

/** @type {import('../index.js').Part} */
export const catalogue = { nl, en, de };
