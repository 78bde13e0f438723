// Arithmetic of the time strip: which times are shown, where they lie, which marks stand below. Pure.

/** @typedef {[from: number, to: number]} Range ms */

/**
 * [from, to] of everything, with some air; at least 1 s.
 * @param {number[]} times
 * @param {number} [least]
 * @returns {Range | null}
 */
export function extent(times, least = 1000) {
  let from = Infinity;
  let to = -Infinity;
  for (const t of times) {
    if (t < from) from = t;
    if (t > to) to = t;
  }
  if (from > to) return null;
  const span = Math.max(least, to - from);
  const air = span * 0.02;
  return [from - air, from + span + air];
}

/**
 * @param {number} time
 * @param {Range} range
 * @param {number} width
 */
export function toX(time, [from, to], width) {
  return ((time - from) / (to - from)) * width;
}

/**
 * @param {number} x
 * @param {Range} range
 * @param {number} width
 */
export function toTime(x, [from, to], width) {
  return from + (x / width) * (to - from);
}

const STEPS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000,
  3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000,
];

/**
 * Marks of the axis: {step, times}, about one in `room` pixels.
 * @param {Range} range
 * @param {number} width
 * @param {number} [room]
 */
export function ticks([from, to], width, room = 110) {
  const wanted = ((to - from) / Math.max(1, width)) * room;
  const step = STEPS.find((s) => s >= wanted) ?? Math.ceil(wanted / 86_400_000) * 86_400_000;
  const zone = new Date(from).getTimezoneOffset() * 60_000; // marks at full local hours
  const times = [];
  for (let t = Math.ceil((from - zone) / step) * step + zone; t <= to; t += step) times.push(t);
  return {step, times};
}

/**
 * The range zoomed by a factor about a point, and kept within the whole.
 * @param {Range} range
 * @param {number} factor
 * @param {number} about
 * @param {Range} whole
 * @returns {Range | null} null: the whole
 */
export function zoom([from, to], factor, about, whole) {
  const span = Math.max(5, (to - from) * factor);
  if (span >= whole[1] - whole[0]) return null;
  const share = (about - from) / (to - from);
  return clamp([about - span * share, about + span * (1 - share)], whole);
}

/**
 * @param {Range} range
 * @param {number} share
 * @param {Range} whole
 */
export function pan([from, to], share, whole) {
  const by = (to - from) * share;
  return clamp([from + by, to + by], whole);
}

/**
 * @param {Range} range
 * @param {Range} whole
 * @returns {Range}
 */
function clamp([from, to], whole) {
  const span = to - from;
  if (from < whole[0]) return [whole[0], whole[0] + span];
  if (to > whole[1]) return [whole[1] - span, whole[1]];
  return [from, to];
}

/**
 * Bars that overlap go into lanes: the lane of each, in the order of their beginnings.
 * @param {{from: number, to: number}[]} bars
 * @param {number} [most]
 * @returns {number[]}
 */
export function lanes(bars, most = 3) {
  /** @type {number[]} */
  const ends = [];
  return bars.map(({from, to}) => {
    let lane = ends.findIndex((end) => end <= from);
    if (lane < 0) lane = ends.length < most ? ends.length : most - 1;
    ends[lane] = Math.max(ends[lane] ?? -Infinity, to);
    return lane;
  });
}
