// What to take away and to add to get from one list to another: Myers' shortest edit script (1986),
// bounded in work. Pure.

const MAX_EDITS = 2000;

/**
 * @template T
 * @typedef {{op: 'same', left: T, right: T} | {op: 'left', left: T, right?: undefined} | {op: 'right', left?: undefined, right: T}} Step
 */

/**
 * @template T
 * @param {T[]} a
 * @param {T[]} b
 * @param {(x: T, y: T) => boolean} [equal]
 * @returns {Step<T>[]} in reading order
 */
export function diffLists(a, b, equal = (x, y) => x === y) {
  let head = 0;
  while (head < a.length && head < b.length && equal(a[head], b[head])) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && equal(a[a.length - 1 - tail], b[b.length - 1 - tail])) tail += 1;
  /** @type {(i: number, j: number) => Step<T>} */
  const same = (i, j) => ({op: 'same', left: a[i], right: b[j]});
  /** @type {Step<T>[]} */
  const result = [];
  for (let i = 0; i < head; i += 1) result.push(same(i, i));
  result.push(...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail), equal));
  for (let i = tail; i > 0; i -= 1) result.push(same(a.length - i, b.length - i));
  return result;
}

/**
 * @template T
 * @param {T[]} a
 * @param {T[]} b
 * @param {(x: T, y: T) => boolean} equal
 * @returns {Step<T>[]}
 */
function middle(a, b, equal) {
  const all = () => [...a.map((left) => leftOnly(left)), ...b.map((right) => rightOnly(right))];
  if (a.length === 0 || b.length === 0) return all();
  const most = Math.min(a.length + b.length, MAX_EDITS);
  const trace = [];
  let furthest = new Map([[1, 0]]);
  for (let d = 0; d <= most; d += 1) {
    trace.push(new Map(furthest));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
      let x = down ? reached(furthest, k + 1) : reached(furthest, k - 1) + 1;
      let y = x - k;
      while (x < a.length && y < b.length && equal(a[x], b[y])) {
        x += 1;
        y += 1;
      }
      furthest.set(k, x);
      if (x >= a.length && y >= b.length) return walkBack(a, b, trace, d);
    }
    furthest = prune(furthest, a.length, b.length);
  }
  return all(); // too different: one block against the other
}

/**
 * How far along `a` a diagonal got, which the round before has been on.
 * @param {Map<number, number>} furthest
 * @param {number} k
 */
function reached(furthest, k) {
  return /** @type {number} */ (furthest.get(k));
}

/**
 * Diagonals beyond the lists lead nowhere.
 * @param {Map<number, number>} furthest
 * @param {number} n
 * @param {number} m
 */
function prune(furthest, n, m) {
  for (const [k, x] of furthest) if (x > n + 1 || x - k > m + 1) furthest.delete(k);
  return furthest;
}

/**
 * @template T
 * @param {T[]} a
 * @param {T[]} b
 * @param {Map<number, number>[]} trace
 * @param {number} edits
 * @returns {Step<T>[]}
 */
function walkBack(a, b, trace, edits) {
  /** @type {Step<T>[]} */
  const result = [];
  let x = a.length;
  let y = b.length;
  for (let d = edits; d >= 0; d -= 1) {
    const furthest = trace[d];
    const k = x - y;
    const down = k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
    const fromK = down ? k + 1 : k - 1;
    const fromX = d === 0 ? 0 : reached(furthest, fromK);
    const fromY = d === 0 ? 0 : fromX - fromK;
    while (x > fromX && y > fromY) {
      if (d > 0 && (down ? x === fromX : y === fromY)) break;
      x -= 1;
      y -= 1;
      result.push({op: 'same', left: a[x], right: b[y]});
    }
    if (d === 0) break;
    if (down) {
      y -= 1;
      result.push({op: 'right', right: b[y]});
    } else {
      x -= 1;
      result.push({op: 'left', left: a[x]});
    }
  }
  return result.reverse();
}

/**
 * @template T
 * @param {T} left
 * @returns {Step<T>}
 */
const leftOnly = (left) => ({op: 'left', left});

/**
 * @template T
 * @param {T} right
 * @returns {Step<T>}
 */
const rightOnly = (right) => ({op: 'right', right});
