// What can be done with a point of the map that was tapped.

import { byId, h, icon } from '../dom.js';

/**
 * @typedef {import('../texts/index.js').Texts} Texts
 * @typedef {{name: string, act: () => void, id: string}} Choice
 */

export class MapCard {
  /** @param {Texts} text */
  constructor(text) {
    this.text = text;
    this.card = byId('map-card');
    this.card.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
    });
  }

  /**
   * @param {string} title
   * @param {string} about
   * @param {Choice[]} choices
   */
  show(title, about, choices) {
    const close = h(
      'button',
      { type: 'button', class: 'icon-button', 'aria-label': this.text('card.close') },
      icon('close'),
    );
    close.addEventListener('click', () => this.close());
    this.card.replaceChildren(
      h(
        'div',
        { class: 'map-card-head' },
        h('p', {}, h('strong', {}, title), about ? ` ${about}` : null),
        close,
      ),
      h(
        'div',
        { class: 'map-card-choices' },
        choices.map(({ name, act, id }) => {
          const button = h('button', { type: 'button', class: 'button', id }, name);
          button.addEventListener('click', () => {
            this.close();
            act();
          });
          return button;
        }),
      ),
    );
    this.card.hidden = false;
  }

  close() {
    this.card.hidden = true;
  }
}
