// Where two JSON documents differ, by path. Members go by key, items of arrays by the shortest edit,
// so that one item more at the front is one difference. Numbers that are equal but written in
// another way are the same. Pure.

import {childPath, formatJson, isScalar, scalarText} from '../body/json_parse.js';
import {diffLists} from './lines.js';

/** @import {JsonArray, JsonNode, JsonObject} from '../body/json_parse.js' */

const MAX_DIFFERENCES = 500;
const MAX_ITEMS = 2000;

/** @typedef {{path: string, op: 'left' | 'right' | 'changed', left?: JsonNode, right?: JsonNode}} JsonDifference */

/**
 * @param {JsonNode} left
 * @param {JsonNode} right
 */
export function diffJson(left, right) {
  /** @type {JsonDifference[]} */
  const found = [];
  compare('$', left, right, found);
  return found;
}

/**
 * @param {JsonDifference[]} found
 * @param {JsonDifference} difference
 */
function add(found, difference) {
  if (found.length < MAX_DIFFERENCES) found.push(difference);
}

/**
 * @param {string} path
 * @param {JsonNode} left
 * @param {JsonNode} right
 * @param {JsonDifference[]} found
 * @returns {void}
 */
function compare(path, left, right, found) {
  if (left.kind === 'object' && right.kind === 'object') return compareObjects(path, left, right, found);
  if (left.kind === 'array' && right.kind === 'array') return compareArrays(path, left, right, found);
  if (!sameJson(left, right)) add(found, {path, op: 'changed', left, right});
  return undefined;
}

/**
 * @param {string} path
 * @param {JsonObject} left
 * @param {JsonObject} right
 * @param {JsonDifference[]} found
 */
function compareObjects(path, left, right, found) {
  const others = new Map(right.members);
  const seen = new Set();
  for (const [key, value] of left.members) {
    seen.add(key);
    const at = childPath(path, key);
    const other = others.get(key);
    if (other !== undefined) compare(at, value, other, found);
    else add(found, {path: at, op: 'left', left: value});
  }
  for (const [key, value] of right.members) {
    if (!seen.has(key)) add(found, {path: childPath(path, key), op: 'right', right: value});
  }
}

/**
 * @param {string} path
 * @param {JsonArray} left
 * @param {JsonArray} right
 * @param {JsonDifference[]} found
 */
function compareArrays(path, left, right, found) {
  if (left.items.length === right.items.length || left.items.length + right.items.length > MAX_ITEMS) {
    const most = Math.max(left.items.length, right.items.length);
    for (let i = 0; i < most; i += 1) {
      const [a, b] = [left.items[i], right.items[i]];
      const at = childPath(path, i);
      if (a === undefined) add(found, {path: at, op: 'right', right: b});
      else if (b === undefined) add(found, {path: at, op: 'left', left: a});
      else compare(at, a, b, found);
    }
    return;
  }
  let i = 0;
  let j = 0;
  for (const step of diffLists(left.items, right.items, sameJson)) {
    if (step.op === 'left') add(found, {path: childPath(path, i), op: 'left', left: step.left});
    if (step.op === 'right') add(found, {path: childPath(path, j), op: 'right', right: step.right});
    if (step.op !== 'right') i += 1;
    if (step.op !== 'left') j += 1;
  }
}

/**
 * @param {JsonNode} left
 * @param {JsonNode} right
 * @returns {boolean}
 */
export function sameJson(left, right) {
  if (left.kind === 'object' && right.kind === 'object') {
    if (left.members.length !== right.members.length) return false;
    const others = new Map(right.members);
    return left.members.every(([key, value]) => {
      const other = others.get(key);
      return other !== undefined && sameJson(value, other);
    });
  }
  if (left.kind === 'array' && right.kind === 'array') {
    return left.items.length === right.items.length && left.items.every((item, i) => sameJson(item, right.items[i]));
  }
  if (!isScalar(left) || !isScalar(right) || left.kind !== right.kind) return false;
  if (left.kind === 'string' || right.kind === 'string') return scalarText(left) === scalarText(right);
  if (left.text === right.text) return true;
  // 1.0 and 1 are one number; long integers that a double cannot tell apart are not.
  return (
    left.kind === 'number' &&
    Number(left.text) === Number(right.text) &&
    !(Number.isInteger(Number(left.text)) && Math.abs(Number(left.text)) > Number.MAX_SAFE_INTEGER)
  );
}

/**
 * One line for a value, cut.
 * @param {JsonNode} node
 * @param {number} [most]
 */
export function briefJson(node, most = 200) {
  const text = isScalar(node) ? formatJson(node) : formatJson(node).replace(/\n\s*/g, ' ');
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
