// What is on on the day of the plan: picked, it is a must on the way.

import { eventsOn } from '../api.js';
import { byId, h } from '../dom.js';
import { page } from '../page.js';

/**
 * @typedef {import('../plan.js').Plan} Plan
 * @typedef {import('../texts/index.js').Texts} Texts
 * @typedef {{id: string, title: string, when: string, where: string}} Entry
 */

const MOST_LISTED = 40;

export class EventsList {
  /**
   * @param {object} options
   * @param {Texts} options.text
   * @param {(events: string[]) => void} options.onChoose
   * @param {() => void} options.onTitles  What is on became known, and with it what the chosen ones are called.
   */
  constructor({ text, onChoose, onTitles }) {
    this.text = text;
    this.onChoose = onChoose;
    this.onTitles = onTitles;
    /** @type {Map<string, string>} */
    this.titles = new Map();
    this.section = byId('events');
    this.list = byId('events-list');
    this.request = new AbortController();
    this.day = '';
    /** @type {Entry[]} */
    this.entries = [];
  }

  /** @param {Plan} plan */
  async show(plan) {
    if (plan.date !== this.day) {
      this.day = plan.date;
      this.entries = [];
      this.request.abort();
      this.request = new AbortController();
      if (plan.date) {
        try {
          const features = await eventsOn(plan.date, page.lang, this.request.signal);
          const all = features.map(entry);
          for (const { id, title } of all) this.titles.set(id, title);
          // A chosen one is never beyond the end of the list.
          all.sort((a, b) => Number(plan.events.includes(b.id)) - Number(plan.events.includes(a.id)));
          this.entries = all.slice(0, MOST_LISTED);
          this.onTitles();
        } catch (error) {
          if (/** @type {Error} */ (error).name === 'AbortError') return;
        }
      }
    }
    this.draw(plan);
  }

  /** @param {Plan} plan */
  draw(plan) {
    this.section.hidden = this.entries.length === 0;
    const focused = document.activeElement?.id ?? '';
    this.list.replaceChildren(
      ...this.entries.map(({ id, title, when, where }, i) => {
        const box = h('input', {
          type: 'checkbox',
          id: `event-${i}`,
          value: id,
          checked: plan.events.includes(id),
        });
        box.addEventListener('change', (event) => {
          event.stopPropagation();
          this.onChoose(box.checked ? [...plan.events, id] : plan.events.filter((other) => other !== id));
        });
        return h(
          'li',
          {},
          h(
            'label',
            { class: 'check', for: `event-${i}` },
            box,
            h(
              'span',
              {},
              h('strong', {}, title),
              ' ',
              h('span', { class: 'quiet' }, [when, where].filter(Boolean).join(' · ')),
            ),
          ),
        );
      }),
    );
    if (focused.startsWith('event-')) document.getElementById(focused)?.focus();
  }

  /**
   * The name of an event, where it is known.
   * @param {string} id
   */
  title(id) {
    return this.titles.get(id) ?? '';
  }

  /**
   * @param {string} id
   * @param {string} title  As the search calls it.
   */
  remember(id, title) {
    this.titles.set(id, title);
  }
}

/**
 * @param {any} feature
 * @returns {Entry}
 */
function entry({ id, properties }) {
  const [start, end] = [properties.start, properties.end].map((moment) => (moment ?? '').slice(11, 16));
  return {
    id: properties.id ?? id,
    title: properties.title ?? properties.name ?? '',
    when: start && end && start !== end ? `${start}–${end}` : start,
    where: properties.venue ?? properties.settlement ?? '',
  };
}
