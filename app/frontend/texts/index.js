// The texts that the scripts show: one folder per part, so that a page carries only what it says. Texts of the page
// itself stand in the templates and in app/translations.

/**
 * @typedef {Record<string, string>} Catalogue
 * @typedef {Record<string, Catalogue>} Part  Language to catalogue.
 */

/**
 * Returns a function that gives a text of some parts in a language, its `{names}` filled in.
 * @param {string} lang
 * @param {...Part} parts
 */
export function textsIn(lang, ...parts) {
  /** @type {Catalogue} */
  const catalogue = Object.assign({}, ...parts.map((part) => part[lang] ?? part.nl));
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
