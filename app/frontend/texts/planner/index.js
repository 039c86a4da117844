// Texts of the planner.

import { de } from './de.js';
import { en } from './en.js';
import { nl } from './nl.js';

/** @type {import('../index.js').Part} */
export const planner = { nl, en, de };
