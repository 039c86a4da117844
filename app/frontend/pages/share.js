// Passing a tour on: copies the link or the piece of HTML, and hands the link to the telephone's own list of ways.

import { byId } from '../dom.js';

const SHOWN_MS = 2500;

const share = document.getElementById('share');
if (share) {
  for (const button of share.querySelectorAll('button[data-copies]')) {
    offerCopy(/** @type {HTMLButtonElement} */ (button));
  }
  offerSending(share);
}

/** @param {HTMLButtonElement} button */
function offerCopy(button) {
  const source = byId(button.dataset.copies ?? '');
  const text = source instanceof HTMLAnchorElement ? source.href : (source.textContent ?? '');
  const label = button.querySelector('span');
  const name = label?.textContent ?? '';
  const status = byId('share-status');
  button.hidden = false;
  button.addEventListener('click', async () => {
    let said = status.dataset.copied ?? '';
    try {
      await navigator.clipboard.writeText(text);
      if (label) label.textContent = said;
      window.setTimeout(() => label && (label.textContent = name), SHOWN_MS);
    } catch {
      said = status.dataset.failed ?? '';
      window.getSelection()?.selectAllChildren(source);
    }
    status.textContent = said;
  });
}

/** @param {HTMLElement} box */
function offerSending(box) {
  const { title = '', text = '', url = '' } = box.dataset;
  const data = { title, text, url };
  if (!navigator.canShare?.(data)) return;
  const button = byId('share-send');
  button.hidden = false;
  button.addEventListener('click', () => {
    // Closing the list without choosing is no failure.
    navigator.share(data).catch(() => {});
  });
}
