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

/**
 * The gaps to fold, in order: the longest ones, when they are most of the time that is left without them.
 * @param {Range} range
 * @param {[from: number, to: number][]} busy
 * @returns {Range[]}
 */
function gapsOf([from, to], busy) {
  const inside = busy.filter(([a, b]) => b >= from && a <= to).sort((a, b) => a[0] - b[0]);
  /** @type {Range[]} */
  const gaps = [];
  if (inside.length === 0) return [];
  let end = from;
  for (const [a, b] of [...inside, [to, to]]) {
    if (a > end) gaps.push([end, a]);
    end = Math.max(end, b);
  }
  gaps.sort((a, b) => b[1] - b[0] - (a[1] - a[0]));
  /** @type {Range[]} */
  const folded = [];
  let rest = to - from;
  for (let next = 0; next < gaps.length && folded.length < MOST_FOLDS;) {
    let sum = 0;
    let n = 0;
    while (next + n < gaps.length && folded.length + n < MOST_FOLDS && sum <= rest * 0.6) {
      sum += gaps[next + n][1] - gaps[next + n][0];
      n += 1;
    }
    if (sum <= rest * 0.6) break;
    folded.push(...gaps.slice(next, next + n));
    next += n;
    rest -= sum;
  }
  // Some air on both sides of a fold, so that no mark touches it; at the ends of the whole there is nothing to touch.
  const air = Math.max(1, rest * 0.02);
  return folded
    .filter(([a, b]) => b - a > 4 * air)
    .map(([a, b]) => /** @type {Range} */ ([a === from ? a : a + air, b === to ? b : b - air]))
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
