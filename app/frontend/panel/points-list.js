// Where the tour comes past, as a list: moved up and down, taken out, added by name.

import { byId, h, icon } from '../dom.js';
import { day } from '../format.js';
import { page } from '../page.js';
import { PlaceSearch } from './place-search.js';

/**
 * @typedef {import('../plan.js').Plan} Plan
 * @typedef {import('../plan.js').Lonlat} Lonlat
 * @typedef {import('../plan.js').ViaPoint} ViaPoint
 * @typedef {import('../tour-types.js').PlaceFeature} PlaceFeature
 * @typedef {import('../texts/index.js').Texts} Texts
 */

export class PointsList {
  /**
   * @param {object} options
   * @param {Texts} options.text
   * @param {(point: ViaPoint, found: PlaceFeature) => void} options.onAdd
   * @param {() => {near: Lonlat | null, mode: string}} options.where
   * @param {(position: number) => void} options.onRemove
   * @param {(position: number, step: -1 | 1) => void} options.onMove
   * @param {() => void} options.onLetGo  The points that only hold the line are taken out.
   * @param {(id: string) => string} options.eventTitle
   * @param {(id: string) => void} options.onRemoveEvent
   */
  constructor({ text, onAdd, where, onRemove, onMove, onLetGo, eventTitle, onRemoveEvent }) {
    this.text = text;
    this.list = byId('points-list');
    this.onRemove = onRemove;
    this.onMove = onMove;
    this.onLetGo = onLetGo;
    this.eventTitle = eventTitle;
    this.onRemoveEvent = onRemoveEvent;
    this.search = new PlaceSearch({
      id: 'via',
      text,
      where,
      onChoose: (at, name, place) => {
        this.search.show('');
        onAdd({ at, ...whatIs(place) }, place);
      },
      onClear: () => undefined,
      idle: () => '',
    });
  }

  /** @param {Plan} plan */
  show({ via, events, date }) {
    // One row for all points that only hold the line: there may be many, and none has a name.
    const named = via.map((point, i) => ({ point, i })).filter(({ point }) => point.kind !== 'shape');
    const shaped = via.length - named.length;
    const positions = named.map(({ i }) => i);
    const focused = document.activeElement?.id ?? '';
    this.list.replaceChildren(
      ...events.map((id, row) => this.eventRow(id, row, date)),
      ...named.map(({ point, i }, row) => this.row(point, i, row, positions)),
      ...(shaped ? [this.shapeRow(shaped)] : []),
    );
    // Whoever moves a point goes on with the same button.
    if (focused.startsWith('point-')) document.getElementById(focused)?.focus();
  }

  /**
   * @param {ViaPoint} point
   * @param {number} position  Among all points.
   * @param {number} row  Among those listed.
   * @param {number[]} positions  Of those listed.
   */
  row(point, position, row, positions) {
    const name = this.name(point);
    const button = (
      /** @type {string} */ id,
      /** @type {string} */ sign,
      /** @type {string} */ label,
      /** @type {() => void} */ act,
      disabled = false,
    ) => {
      const element = h(
        'button',
        {
          type: 'button',
          class: 'icon-button',
          id: `point-${id}-${row}`,
          'aria-label': label,
          title: label,
          disabled,
        },
        icon(sign),
      );
      element.addEventListener('click', act);
      return element;
    };
    /** @param {-1 | 1} step */
    const move = (step) => () => {
      // Past the points between that only hold the line.
      for (let at = position; at !== positions[row + step]; at += step) this.onMove(at, step);
      document.getElementById(`point-${step < 0 ? 'up' : 'down'}-${row + step}`)?.focus();
    };
    return h(
      'li',
      { class: 'point' },
      point.kind === 'junction'
        ? h('span', { class: 'strip-number small', 'aria-hidden': 'true' }, point.name)
        : h('span', { class: 'point-dot', 'aria-hidden': 'true' }),
      h('span', { class: 'point-name' }, name),
      button('up', 'up', this.text('points.up', { name }), move(-1), row === 0),
      button('down', 'down', this.text('points.down', { name }), move(1), row === positions.length - 1),
      button('remove', 'close', this.text('points.remove', { name }), () => {
        this.onRemove(position);
        (document.getElementById(`point-remove-${Math.max(row - 1, 0)}`) ?? this.search.input).focus();
      }),
    );
  }

  /**
   * An event has no place in the order: the planner puts it where its hours allow.
   * @param {string} id
   * @param {number} row
   * @param {string} date
   */
  eventRow(id, row, date) {
    const name = this.eventTitle(id) || this.text('points.event');
    const label = this.text('points.remove', { name });
    const remove = h(
      'button',
      {
        type: 'button',
        class: 'icon-button',
        id: `point-event-remove-${row}`,
        'aria-label': label,
        title: label,
      },
      icon('close'),
    );
    remove.addEventListener('click', () => {
      this.onRemoveEvent(id);
      this.search.input.focus();
    });
    return h(
      'li',
      { class: 'point' },
      h('span', { class: 'point-dot', 'aria-hidden': 'true' }),
      h(
        'span',
        { class: 'point-name' },
        name,
        date && h('span', { class: 'quiet' }, ` · ${day(date, page.lang)}`),
      ),
      remove,
    );
  }

  /** @param {number} count */
  shapeRow(count) {
    const letGo = h(
      'button',
      { type: 'button', class: 'button button-small', id: 'point-release' },
      this.text('points.letGo'),
    );
    letGo.addEventListener('click', () => this.onLetGo());
    return h(
      'li',
      { class: 'point' },
      h('span', { class: 'point-dot shape', 'aria-hidden': 'true' }),
      h(
        'span',
        { class: 'point-name' },
        count === 1 ? this.text('points.shape.one') : this.text('points.shape.many', { count }),
      ),
      letGo,
    );
  }

  /** @param {ViaPoint} point */
  name({ kind, name }) {
    if (kind === 'junction') return this.text('points.junction', { number: name });
    return name || this.text('start.point');
  }
}

/**
 * What a place found is on a way: a numbered junction, or somewhere to come past.
 * @param {import('../tour-types.js').PlaceFeature} place
 * @returns {{kind: 'junction' | 'place', name: string}}
 */
export function whatIs({ properties: { group, ref, name } }) {
  return group === 'junction' && ref ? { kind: 'junction', name: ref } : { kind: 'place', name };
}
