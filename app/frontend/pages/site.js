// On every page: the colours that one chose on this device, and a menu that closes by itself.

import { chooseTone, tone } from '../tone.js';

for (const field of document.querySelectorAll('input[name="tone"]')) {
  const input = /** @type {HTMLInputElement} */ (field);
  input.checked = input.value === tone();
  input.addEventListener('change', () => chooseTone(/** @type {import('../tone.js').Tone} */ (input.value)));
}
