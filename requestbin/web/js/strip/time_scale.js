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

/** Pixels that a folded gap takes, and how many there are at most. */
const FOLD_WIDTH = 30;
const MOST_FOLDS = 8;
/** The same at the ends of the range, where nothing has to be told. */
const EDGE_WIDTH = 8;

/** A stretch of time and where it lies; `folded`: nothing happened in it, and it is narrower than its time. */
/** @typedef {{from: number, to: number, x1: number, x2: number, folded: boolean}} Stretch */

/**
 * Times to places, with long gaps folded: one late arrival does not squeeze all others into a tick.
 */
export class Scale {
  /**
   * @param {Range} range
   * @param {number} width
   * @param {[from: number, to: number][]} [busy] when something happened, in any order
   */
  constructor(range, width, busy = []) {
    this.range = range;
    this.width = width;
    this.stretches = stretchesOf(range, width, gapsOf(range, busy));
  }

  /** @param {number} time */
  x(time) {
    const {stretches} = this;
    let low = 0;
    let high = stretches.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (stretches[middle].from <= time) low = middle;
      else high = middle - 1;
    }
    const {from, to, x1, x2} = stretches[low];
    return x1 + ((time - from) / (to - from)) * (x2 - x1);
  }

  /** @param {number} x */
  time(x) {
    const {from, to, x1, x2} = this.stretches.findLast((stretch) => stretch.x1 <= x) ?? this.stretches[0];
    return from + ((x - x1) / (x2 - x1)) * (to - from);
  }

  /** The folded gaps between things that happened. */
  get folds() {
    const [first, last] = this.range;
    return this.stretches.filter(({from, to, folded}) => folded && from !== first && to !== last);
  }

  /** Marks of the axis in what is not folded, as ticks() has them; where there is no room, the day of what stands there. */
  ticks() {
    const {folds} = this;
    const folded = (/** @type {number} */ time) => folds.some(({from, to}) => from === time || to === time);
    const open = this.stretches.filter(({folded}) => !folded);
    return open.flatMap(({from, to, x1, x2}) => {
      if (x2 - x1 < 60) return folded(from) || folded(to) ? [{time: from, step: 86_400_000}] : [];
      const {step, times} = ticks([from, to], x2 - x1);
      return times.map((time) => ({time, step}));
    });
  }
}

/** A fold is so much longer than what is left as it is. */
const MUCH_LONGER = 4;

/**
 * The gaps to fold, in order: those that are most of the time, and much longer than all that is between them. What comes
 * evenly is not folded.
 * @param {Range} range
 * @param {[from: number, to: number][]} busy
 * @returns {Range[]}
 */
function gapsOf([from, to], busy) {
  const inside = busy.filter(([a, b]) => b >= from && a <= to).sort((a, b) => a[0] - b[0]);
  if (inside.length === 0) return [];
  /** @type {Range[]} */
  const gaps = [];
  let end = inside[0][1];
  let longest = 0; // of what happened
  for (const [a, b] of inside) {
    if (a > end) gaps.push([end, a]);
    longest = Math.max(longest, Math.min(b, to) - Math.max(a, from));
    end = Math.max(end, b);
  }
  const length = (/** @type {Range | undefined} */ gap) => (gap === undefined ? 0 : gap[1] - gap[0]);
  gaps.sort((a, b) => length(b) - length(a));
  let chosen = 0;
  let sum = 0;
  let rest = to - from;
  for (let n = 1; n <= Math.min(gaps.length, MOST_FOLDS); n += 1) {
    sum += length(gaps[n - 1]);
    const left = Math.max(length(gaps[n]), longest);
    if (left === 0 || length(gaps[n - 1]) <= MUCH_LONGER * left || sum <= 0.6 * (to - from)) continue;
    chosen = n;
    rest = to - from - sum;
  }
  if (chosen === 0) return [];
  // The air at the ends was measured by the whole; what is left of it is measured by what is left.
  const folded = gaps.slice(0, chosen);
  const [first, last] = [inside[0][0], end];
  rest -= Math.max(0, first - from) + Math.max(0, to - last);
  if (first > from) folded.push([from, first]);
  if (last < to) folded.push([last, to]);
  const air = Math.max(1, rest * 0.02);
  return folded
    .map(([a, b]) => /** @type {Range} */ ([a === from ? a : a + air, b === to ? b : b - air]))
    .filter(([a, b]) => b - a > 2 * air)
    .sort((a, b) => a[0] - b[0]);
}

/**
 * @param {Range} range
 * @param {number} width
 * @param {Range[]} gaps
 * @returns {Stretch[]}
 */
function stretchesOf([from, to], width, gaps) {
  const wide = gaps.map(([a, b]) => Math.min(a === from || b === to ? EDGE_WIDTH : FOLD_WIDTH, width / (2 * gaps.length + 1)));
  const open = to - from - gaps.reduce((sum, [a, b]) => sum + b - a, 0);
  const scale = (width - wide.reduce((sum, w) => sum + w, 0)) / open;
  /** @type {Stretch[]} */
  const all = [];
  let at = from;
  let x = 0;
  const add = (/** @type {number} */ until, /** @type {number} */ pixels, /** @type {boolean} */ folded) => {
    if (until <= at) return;
    all.push({from: at, to: until, x1: x, x2: x + pixels, folded});
    at = until;
    x += pixels;
  };
  gaps.forEach(([a, b], i) => {
    add(a, (a - at) * scale, false);
    add(b, wide[i], true);
  });
  add(to, (to - at) * scale, false);
  return all;
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
