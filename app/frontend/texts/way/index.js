// Texts of a tour's page beyond what the planner says of a tour: profile, gaps, keeping, following.

import { de } from './de.js';
import { en } from './en.js';
import { nl } from './nl.js';

/** @type {import('../index.js').Part} */
export const way = { nl, en, de };
