// The texts that the scripts show. Texts of the page itself stand in the templates and in app/translations.

import { de } from './de.js';
import { en } from './en.js';
import { nl } from './nl.js';

/** @typedef {Record<string, string>} Catalogue */

/** @type {Record<string, Catalogue>} */
export const CATALOGUES = { nl, en, de };

/**
 * Returns a function that gives a text in a language, its `{names}` filled in.
 * @param {string} lang
 */
export function textsIn(lang) {
  const catalogue = CATALOGUES[lang] ?? nl;
  /**
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   */
  return (key, values = {}) => {
    const text = catalogue[key];
    if (text === undefined) throw new Error(`there is no text ${key}`);
    return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  };
}

/** @typedef {ReturnType<typeof textsIn>} Texts */
