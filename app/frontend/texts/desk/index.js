// Texts of the officers' desk.

import { de } from './de.js';
import { en } from './en.js';
import { nl } from './nl.js';

/** @type {import('../index.js').Part} */
export const desk = { nl, en, de };
