// What was, so that it can be had back.

/** Changes of the same kind within this time are one step: a slider on its way is not twenty. */
const ONE_STEP_MS = 900;
const MOST_STEPS = 100;

/** @template State */
export class Undo {
  /**
   * @param {State} state
   * @param {() => number} [clock]  Milliseconds.
   */
  constructor(state, clock = () => performance.now()) {
    this.states = [state];
    this.position = 0;
    this.clock = clock;
    this.last = { kind: '', at: -Infinity };
  }

  /**
   * @param {State} state
   * @param {string} kind  What was changed; empty: a step of its own.
   */
  add(state, kind = '') {
    const now = this.clock();
    const goesOn = kind !== '' && kind === this.last.kind && now - this.last.at < ONE_STEP_MS;
    this.states.length = this.position + 1;
    if (goesOn && this.position > 0) this.states[this.position] = state;
    else {
      this.states.push(state);
      if (this.states.length > MOST_STEPS) this.states.shift();
      this.position = this.states.length - 1;
    }
    this.last = { kind, at: now };
  }

  get canUndo() {
    return this.position > 0;
  }

  get canRedo() {
    return this.position < this.states.length - 1;
  }

  /**
   * @param {-1 | 1} step
   * @returns {State}
   */
  go(step) {
    this.position = Math.min(Math.max(this.position + step, 0), this.states.length - 1);
    this.last = { kind: '', at: -Infinity };
    return this.states[this.position];
  }
}
