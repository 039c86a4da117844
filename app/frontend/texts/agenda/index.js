// Texts of the agenda's map.

import { de } from './de.js';
import { en } from './en.js';
import { nl } from './nl.js';

/** @type {import('../index.js').Part} */
export const agenda = { nl, en, de };
