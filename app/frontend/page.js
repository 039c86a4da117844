// What the server wrote into the page for its script: language, region, themes, words, the tour.

/** @typedef {import('./tour-types.js').Page} Page */

const element = document.getElementById('page');

/** @type {Page} */
export const page = JSON.parse(element?.textContent ?? '{}');

/**
 * The name of a coded word in the language of the page.
 * @param {string} column
 * @param {string} code
 */
export function word(column, code) {
  return page.words?.[column]?.[code] ?? code.replaceAll('_', ' ');
}

/** @param {string} name */
export function themeTitle(name) {
  return page.themes.find((theme) => theme.name === name)?.title ?? name;
}
