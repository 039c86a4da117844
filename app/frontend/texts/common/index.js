// What any page may have to say.

import { de } from './de.js';
import { en } from './en.js';
import { nl } from './nl.js';

/** @type {import('../index.js').Part} */
export const common = { nl, en, de };
