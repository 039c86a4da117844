// The two things to do before one leaves: keep the tour on the device, and let the phone show the way.

import { h, icon } from '../dom.js';
import { page } from '../page.js';
import { canKeep } from './keeping.js';

/**
 * @typedef {import('../texts/index.js').Texts} Texts
 * @typedef {import('./keeping.js').Keeper} Keeper
 */

/**
 * @param {object} options
 * @param {Texts} options.text
 * @param {Keeper | null} options.keeper
 * @param {() => void} options.onFollow
 * @param {() => void} options.onKept
 */
export function wayBox({ text, keeper, onFollow, onKept }) {
  const follow = action('follow', 'locate', text('way.follow'));
  follow.button.addEventListener('click', onFollow);
  const status = h('p', { class: 'quiet way-status', role: 'status', id: 'keep-status' });
  const keep = keeper && canKeep() ? keepAction(keeper, text, status, onKept) : null;
  const element = h(
    'section',
    { class: 'way-box', 'aria-labelledby': 'way-title' },
    h('h2', { id: 'way-title' }, text('way.title')),
    h('div', { class: 'way-actions' }, 'geolocation' in navigator && follow.button, keep),
    status,
    h('p', { class: 'quiet' }, text('way.private')),
  );
  return { element, focus: () => follow.button.focus() };
}

/**
 * @param {Keeper} keeper
 * @param {Texts} text
 * @param {HTMLElement} status
 * @param {() => void} onKept
 */
function keepAction(keeper, text, status, onKept) {
  const { button, label } = action('keep', 'download', '');
  const show = () => {
    const kept = keeper.isPinned;
    label.textContent = kept
      ? text('way.keep.remove')
      : text('way.keep', { size: megabytes(keeper.keep.bytes) });
    button.setAttribute('data-kept', String(kept));
  };
  button.addEventListener('click', async () => {
    button.disabled = true;
    status.textContent = text('way.keep.busy');
    try {
      if (keeper.isPinned) {
        await keeper.remove();
        status.textContent = text('way.keep.removed');
      } else {
        await keeper.pin();
        status.textContent = text('way.keep.done');
      }
      onKept();
    } catch {
      status.textContent = text(navigator.onLine ? 'way.keep.failed' : 'way.keep.offline');
    }
    button.disabled = false;
    show();
  });
  show();
  return button;
}

/**
 * @param {string} id
 * @param {string} sign
 * @param {string} name
 */
function action(id, sign, name) {
  const label = h('span', {}, name);
  const button = h('button', { type: 'button', class: 'button', id }, icon(sign), label);
  return { button, label };
}

/** @param {number} bytes */
function megabytes(bytes) {
  const number = new Intl.NumberFormat(page.lang, { maximumFractionDigits: 1 });
  return `${number.format(Math.max(0.1, bytes / 1e6))}\u00a0MB`;
}
