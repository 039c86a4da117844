// The plan one is working on: every change of it, the way back, and the address that says it.

import { AddressBar } from './address-bar.js';
import { toQuery } from './plan-link.js';
import { Undo } from './undo.js';

/** @typedef {import('./plan.js').Plan} Plan */

export class PlanSession {
  /**
   * @param {Plan} plan
   * @param {(plan: Plan, before: Plan) => void} onChange
   */
  constructor(plan, onChange) {
    this.plan = plan;
    this.onChange = onChange;
    this.undo = new Undo(plan);
    this.address = new AddressBar();
  }

  /**
   * Takes over what is new.
   * @param {Partial<Plan>} news
   * @param {string} [kind]  Changes of one kind that follow each other at once are undone together.
   */
  change(news, kind = '') {
    const plan = { ...this.plan, ...news };
    if (JSON.stringify(plan) === JSON.stringify(this.plan)) return;
    this.undo.add(plan, kind);
    this.become(plan);
  }

  /** @param {-1 | 1} step  Back or forth again. */
  go(step) {
    if (step < 0 ? !this.undo.canUndo : !this.undo.canRedo) return;
    this.become(this.undo.go(step));
  }

  /** @param {Plan} plan */
  become(plan) {
    const before = this.plan;
    this.plan = plan;
    const query = toQuery(plan, location.search);
    this.address.write(query);
    linkLanguages(query);
    this.onChange(plan, before);
  }
}

/**
 * Whoever changes the language keeps the plan.
 * @param {string} search
 */
export function linkLanguages(search) {
  for (const link of document.querySelectorAll('a[data-lang]')) {
    const query = new URLSearchParams(search);
    query.set('lang', link.getAttribute('data-lang') ?? '');
    link.setAttribute('href', `?${query}`);
  }
}
