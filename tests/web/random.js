// Randomness that can be repeated, for tests over many made-up inputs.

/** @returns {{below(n): number, pick(list): any, oneIn(n): boolean, some(most, make): any[]}} */
export function dice(seed) {
  let state = seed >>> 0;
  const next = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const below = (n) => next() % n;
  return {
    below,
    pick: (list) => list[below(list.length)],
    oneIn: (n) => below(n) === 0,
    some: (most, make) => Array.from({length: below(most + 1)}, make),
  };
}
