// Light or dark: as the device prefers, or as chosen here.

/** @typedef {'auto' | 'light' | 'dark'} Tone */

const KEY = 'tone';
const CHANGED = 'tonechange';
const preference = matchMedia('(prefers-color-scheme: dark)');

/** @returns {Tone} */
export function tone() {
  const chosen = document.documentElement.dataset.tone;
  return chosen === 'light' || chosen === 'dark' ? chosen : 'auto';
}

/** Whether the page is dark now. */
export function isDark() {
  return tone() === 'auto' ? preference.matches : tone() === 'dark';
}

/** @param {Tone} chosen */
export function chooseTone(chosen) {
  const { dataset } = document.documentElement;
  if (chosen === 'auto') delete dataset.tone;
  else dataset.tone = chosen;
  try {
    if (chosen === 'auto') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, chosen);
  } catch {
    // A browser that keeps nothing: it holds for this page.
  }
  document.dispatchEvent(new Event(CHANGED));
}

/**
 * Calls back whenever the page may have become dark or light.
 * @param {() => void} callback
 */
export function onToneChange(callback) {
  preference.addEventListener('change', callback);
  document.addEventListener(CHANGED, callback);
}
