// Taking the chosen tour in hand: dragging, turning round, keeping a part, picking junctions.

import { Track, distance } from './along.js';
import { isExact, rounded, withoutShape } from './plan.js';
import { keepPart } from './panel/keep-part.js';
import { dragged, heldPoints, keptPart, reversed, through, withPoint } from './reshape.js';
import { toolButton } from './results.js';
import { Shapes } from './shapes.js';

/**
 * @typedef {import('./plan.js').Plan} Plan
 * @typedef {import('./plan.js').Lonlat} Lonlat
 * @typedef {import('./asker.js').Answer} Answer
 * @typedef {import('./tour-types.js').TourFeature} TourFeature
 * @typedef {import('./reshape.js').Held} Held
 * @typedef {import('./texts/index.js').Texts} Texts
 */

const SAME_JUNCTION_M = 80;

export class Reshaper {
  /**
   * @param {object} options
   * @param {Texts} options.text
   * @param {() => Plan} options.plan
   * @param {() => TourFeature | null} options.tour
   * @param {(news: Partial<Plan>) => void} options.change
   * @param {(message: string) => void} options.say
   */
  constructor(options) {
    this.options = options;
    this.shapes = new Shapes();
  }

  /**
   * What can be done with the chosen tour.
   * @param {Answer} answer
   * @param {import('./planner-map.js').PlannerMap} map
   */
  tools(answer, map) {
    const { text, plan, tour, change } = this.options;
    const now = plan();
    const chosen = tour();
    if (!chosen) return [];
    const shaped = now.via.some(({ kind }) => kind === 'shape');
    const long = chosen.properties.length_m > 1000;
    return [
      !answer.exact &&
        toolButton('plan-again', 'dice', text('plan.again'), () => change({ seed: now.seed + 1 })),
      toolButton('reverse', 'reverse', text('tools.reverse'), () => this.reverse()),
      answer.exact &&
        shaped &&
        toolButton('release', 'close', text('tools.release'), () => change(withoutShape(plan()))),
      long &&
        !now.end &&
        !now.open &&
        keepPart({
          tour: chosen,
          text,
          onShow: (from, to) => map.showPart(from, to),
          onHide: () => map.showPart(),
          onKeep: (from, to) => this.keep(from, to),
        }),
    ].filter((tool) => tool !== false);
  }

  /**
   * The line was dragged.
   * @param {number} grabbed
   * @param {Lonlat} to
   */
  async drop(grabbed, to) {
    await this.held((plan, track, held) => dragged(plan, track, held, grabbed, to));
  }

  /**
   * Come past here: on a line that was drawn where it is nearest, else as a wish that the planner fulfils.
   * @param {Lonlat} at
   * @param {{kind: 'place' | 'junction', name: string}} what
   */
  async addPoint(at, what) {
    const { plan, change } = this.options;
    if (!isExact(plan())) change(withPoint(plan(), { at, ...what }));
    else await this.held((now, track, held) => dragged(now, track, held, track.nearest(at).metres, at, what));
  }

  async reverse() {
    const { plan, change } = this.options;
    if (isExact(plan())) change(reversed(plan()));
    else await this.held((now, _, held) => reversed(through(now, held)));
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  async keep(from, to) {
    await this.held((now, track, held) => {
      // The sliders count on the ground, the track on the plane.
      const stretch = track.length / (this.options.tour()?.properties.length_m ?? track.length);
      return keptPart(now, track, held, from * stretch, to * stretch);
    });
  }

  /**
   * A junction was tapped or chosen from the list.
   * @param {{number: string, at: Lonlat}} junction
   */
  pick({ number, at }) {
    const { plan, change } = this.options;
    const now = plan();
    const point = { at: rounded(at), kind: /** @type {const} */ ('junction'), name: number };
    const is = (/** @type {Lonlat | null} */ other) =>
      other !== null && distance(other, at) < SAME_JUNCTION_M;
    const last = now.via[now.via.length - 1];
    if (!now.start) change({ start: point.at, place: number, startJunction: true });
    else if (last && is(last.at)) {
      // Tapped again: not this one after all.
      const via = now.via.slice(0, -1);
      change({ via, exact: via.length > 0, open: via.length > 0 });
    } else if (is(now.start) && now.startJunction) {
      if (now.via.length > 1) change({ open: false });
    } else change({ via: [...now.via, point], exact: true, open: !now.end, fill: null, events: [] });
  }

  /**
   * Changes the plan by what holds the chosen tour's line.
   * @param {(plan: Plan, track: Track, held: Held[]) => Plan} change
   */
  async held(change) {
    const { text, plan, tour, say } = this.options;
    const chosen = tour();
    if (!chosen) return;
    const track = new Track(chosen.geometry.coordinates);
    say(text('plan.busy'));
    try {
      const shape = await this.shapes.of(chosen.properties.id);
      // Who was surprised by the start keeps it.
      const start = plan().start ?? rounded(track.at(0));
      const base = { ...plan(), start };
      if (tour() !== chosen) return;
      this.options.change(change(base, track, heldPoints(base, track, shape)));
    } catch {
      say(text('shape.failed'));
    }
  }
}
