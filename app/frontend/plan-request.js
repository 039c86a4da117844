// What is asked of the server for a plan: tours of a length, or the way through points.

import { isExact, pointsOf } from './plan.js';

/** @typedef {import('./plan.js').Plan} Plan */

const ALTERNATIVES = 3;

/**
 * @param {Plan} plan
 * @param {string} lang
 * @returns {{call: 'tours' | 'routes', body: Record<string, unknown>}}
 */
export function toRequest(plan, lang) {
  const wishes = {
    mode: plan.mode,
    themes: plan.themes,
    avoid: plan.avoid,
    dog: plan.dog,
    audience: plan.audience,
    lang,
    ...(plan.date && { date: plan.date }),
    ...(plan.date && plan.depart && { depart: plan.depart }),
  };
  if (isExact(plan)) {
    return { call: 'routes', body: { ...wishes, points: pointsOf(plan), ...legsOf(plan) } };
  }
  const network = plan.network === 'free' ? 'free' : 'junctions';
  const length = plan.minutes === null ? { distance_km: plan.km } : { duration_min: plan.minutes };
  const body = {
    ...wishes,
    ...length,
    start: plan.start,
    network,
    needs: plan.needs,
    seed: plan.seed,
    alternatives: ALTERNATIVES,
    ...(plan.end && { end: plan.end }),
    ...(plan.via.length > 0 && { via: plan.via.map((point) => point.at) }),
    ...(plan.fill !== null && { fill: plan.fill }),
    ...(plan.events.length > 0 && { events: plan.events }),
    ...(network === 'free' && legsOf(plan)),
  };
  return { call: 'tours', body };
}

/**
 * From one junction to the next along the network, everything else over any way.
 * @param {Plan} plan
 */
function legsOf(plan) {
  const onNetwork = [plan.startJunction, ...plan.via.map((point) => point.kind === 'junction')];
  if (plan.end) onNetwork.push(false);
  else if (!plan.open) onNetwork.push(plan.startJunction);
  const legs = onNetwork
    .slice(1)
    .map((is, i) =>
      is && onNetwork[i] ? /** @type {const} */ ('junctions') : /** @type {const} */ ('free'),
    );
  return legs.includes('junctions') ? { legs } : {};
}
