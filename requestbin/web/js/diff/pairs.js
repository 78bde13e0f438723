// Headers, query and form fields side by side, by name. Pure.

/** @import {Pair} from '../source/types.js' */

/** @typedef {{name: string, op: 'same' | 'left' | 'right' | 'changed', left: string | null, right: string | null}} PairDifference */

/**
 * @param {Pair[]} left @param {Pair[]} right
 * @param {boolean} ignoreCase of names
 * @returns {PairDifference[]}
 */
export function diffPairs(left, right, ignoreCase = false) {
  return diffTexts(left.map(textsOf), right.map(textsOf), ignoreCase);
}

/**
 * Bytes that are not UTF-8 look like a text that they are not.
 * @param {Pair} pair
 * @returns {[string, string]}
 */
function textsOf([name, value, encoding]) {
  return [name, encoding === undefined ? value : `${value} (Latin-1)`];
}

/**
 * @param {[string, string][]} left @param {[string, string][]} right
 * @param {boolean} ignoreCase
 */
function diffTexts(left, right, ignoreCase) {
  const fold = (/** @type {string} */ name) => (ignoreCase ? name.toLowerCase() : name);
  /** @type {Map<string, [string, string][]>} */
  const rest = new Map();
  for (const [name, value] of right) {
    const key = fold(name);
    rest.set(key, [...(rest.get(key) ?? []), [name, value]]);
  }
  /** @type {PairDifference[]} */
  const rows = [];
  for (const [name, value] of left) {
    const partner = rest.get(fold(name))?.shift();
    if (partner === undefined) rows.push({name, op: 'left', left: value, right: null});
    else rows.push({name, op: partner[1] === value ? 'same' : 'changed', left: value, right: partner[1]});
  }
  for (const [name, value] of right) {
    const waiting = rest.get(fold(name)) ?? [];
    if (waiting.length > 0 && waiting[0][0] === name && waiting[0][1] === value) {
      waiting.shift();
      rows.push({name, op: 'right', left: null, right: value});
    }
  }
  return rows;
}
