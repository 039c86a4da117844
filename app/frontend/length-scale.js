// The stops of the slider for length or time: fine where a kilometre matters, coarse where it does not.

/** Up to `below` kilometres the slider moves by `step`. */
const STEPS = [
  { below: 10, step: 0.5 },
  { below: 60, step: 1 },
  { below: 100, step: 5 },
  { below: Infinity, step: 10 },
];

/**
 * Lists the lengths that a slider from `min` to `max` stops at.
 * @param {number} min
 * @param {number} max
 * @returns {number[]}
 */
export function lengthStops(min, max) {
  const stops = [];
  for (let km = min; km < max; km += stepAt(km)) stops.push(km);
  return [...stops, max];
}

/**
 * Lists the minutes that a slider stops at: quarters of an hour, half hours from three hours on.
 * @param {number} min
 * @param {number} max
 * @returns {number[]}
 */
export function timeStops(min, max) {
  const stops = [];
  for (let minutes = min; minutes < max; minutes += minutes < 180 ? 15 : 30) stops.push(minutes);
  return [...stops, max];
}

/**
 * @param {number[]} stops
 * @param {number} km
 * @returns {number}  Position of the nearest stop.
 */
export function nearestStop(stops, km) {
  let best = 0;
  stops.forEach((stop, i) => {
    if (Math.abs(stop - km) < Math.abs(stops[best] - km)) best = i;
  });
  return best;
}

/** @param {number} km */
function stepAt(km) {
  return (STEPS.find(({ below }) => km < below) ?? STEPS[0]).step;
}
