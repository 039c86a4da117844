// Finding a place by name: a text field with a list of suggestions, worked by keyboard, mouse or touch.

import { searchPlaces } from '../api.js';
import { byId, h } from '../dom.js';
import { day } from '../format.js';
import { page, word } from '../page.js';

/**
 * @typedef {import('../tour-types.js').PlaceFeature} PlaceFeature
 * @typedef {import('../plan.js').Lonlat} Lonlat
 * @typedef {import('../texts/index.js').Texts} Texts
 */

const TYPING_PAUSE_MS = 180;
const SHORTEST_QUESTION = 2;
const NARROW = '(max-width: 819.98px)';

export class PlaceSearch {
  /**
   * @param {object} options
   * @param {string} options.id  Of the field; its list is `<id>-list`, its note `<id>-note`, its button `<id>-clear`.
   * @param {Texts} options.text
   * @param {(lonlat: Lonlat, name: string, place: PlaceFeature) => void} options.onChoose
   * @param {() => void} options.onClear
   * @param {() => string} options.idle  What the note says when nothing goes on.
   * @param {() => {near: Lonlat | null, mode: string}} options.where  Where one is, and how one travels.
   */
  constructor({ id, text, onChoose, onClear, idle, where }) {
    this.id = id;
    this.text = text;
    this.onChoose = onChoose;
    this.idle = idle;
    this.where = where;
    this.input = /** @type {HTMLInputElement} */ (byId(id));
    this.list = byId(`${id}-list`);
    this.note = byId(`${id}-note`);
    this.clearButton = byId(`${id}-clear`);
    /** @type {PlaceFeature[]} */
    this.found = [];
    this.active = -1;
    this.timer = 0;
    this.request = new AbortController();
    this.input.addEventListener('input', () => this.typed());
    this.input.addEventListener('keydown', (event) => this.pressed(event));
    this.input.addEventListener('blur', () => this.close());
    // On a phone the keys take half of the screen: the field goes up, so that what is found stands above them.
    this.input.addEventListener('focus', () => {
      if (matchMedia(NARROW).matches) this.input.closest('.place-field')?.scrollIntoView();
    });
    this.clearButton.addEventListener('click', () => {
      this.show('');
      this.input.focus();
      onClear();
    });
  }

  /**
   * Shows the place that was chosen here or elsewhere.
   * @param {string} name  Empty: none.
   */
  show(name) {
    this.cancel();
    this.input.value = name;
    this.clearButton.hidden = name === '';
    this.say(this.idle());
    this.close();
  }

  /** @param {string} message */
  say(message) {
    this.note.textContent = message;
  }

  typed() {
    this.cancel();
    this.clearButton.hidden = this.input.value === '';
    const question = this.input.value.trim();
    if (question.length < SHORTEST_QUESTION) {
      this.close();
      return;
    }
    this.timer = window.setTimeout(() => this.search(question), TYPING_PAUSE_MS);
  }

  cancel() {
    window.clearTimeout(this.timer);
    this.request.abort();
  }

  /** @param {string} question */
  async search(question) {
    this.request = new AbortController();
    try {
      this.found = await searchPlaces(question, page.lang, this.where(), this.request.signal);
    } catch (error) {
      if (/** @type {Error} */ (error).name === 'AbortError') return;
      this.close();
      this.say(this.text('search.failed'));
      return;
    }
    this.active = -1;
    this.draw();
    this.say(
      this.found.length ? this.text('search.count', { count: this.found.length }) : this.text('search.none'),
    );
  }

  draw() {
    this.list.replaceChildren(
      ...this.found.map((place, i) => {
        const option = h(
          'li',
          {
            role: 'option',
            id: `${this.id}-option-${i}`,
            class: 'suggestion',
            'aria-selected': String(i === this.active),
          },
          h('span', { class: 'suggestion-name' }, place.properties.name),
          h('span', { class: 'suggestion-where' }, whereabouts(place)),
        );
        // Before the field loses focus, which closes the list.
        option.addEventListener('pointerdown', (event) => {
          event.preventDefault();
          this.choose(i);
          // Away with the keys, back to the map.
          if (event.pointerType === 'touch') this.input.blur();
        });
        return option;
      }),
    );
    const open = this.found.length > 0;
    this.list.hidden = !open;
    this.input.setAttribute('aria-expanded', String(open));
    if (this.active < 0) this.input.removeAttribute('aria-activedescendant');
    else this.input.setAttribute('aria-activedescendant', `${this.id}-option-${this.active}`);
    this.list.children[this.active]?.scrollIntoView({ block: 'nearest' });
  }

  close() {
    this.found = [];
    this.active = -1;
    this.draw();
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const count = this.found.length;
    if (event.key === 'Escape') this.close();
    else if (!count) return;
    else if (event.key === 'ArrowDown') this.active = (this.active + 1) % count;
    else if (event.key === 'ArrowUp') this.active = (this.active + count - 1) % count;
    else if (event.key === 'Enter') {
      this.choose(Math.max(this.active, 0));
      event.preventDefault();
      return;
    } else return;
    event.preventDefault();
    this.draw();
  }

  /** @param {number} index */
  choose(index) {
    const place = this.found[index];
    this.show(place.properties.name);
    this.onChoose(place.geometry.coordinates, place.properties.name, place);
  }
}

/** @param {PlaceFeature} place */
function whereabouts({ properties }) {
  const kind = word('group', properties.group);
  const town = [properties.settlement, properties.municipality].find(
    (name) => name && name !== properties.name,
  );
  const inexact = properties.placed_by ? word('placed_by', properties.placed_by) : '';
  const when = properties.start ? day(properties.start.slice(0, 10), page.lang) : '';
  return [kind, when, town, inexact].filter(Boolean).join(', ');
}
