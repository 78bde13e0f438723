// JSON as a tree that opens step by step, so that big documents cost what is seen of them.

import {h, icon} from '../base/dom.js';
import {childPath, isScalar, scalarText} from './json_parse.js';
import {count} from '../base/format.js';

/** @import {Child} from '../base/dom.js' */
/** @import {JsonArray, JsonNode, JsonObject, JsonScalar} from './json_parse.js' */

const CHUNK = 100;
const OPEN_DEPTH = 3;
const MAX_TEXT = 2000;

/** @typedef {(path: string, node: JsonScalar) => void} OnFilter adds a term to the filter */
/** @typedef {{onFilter: OnFilter | null, budget: {left: number}, openDepth: number}} Options `budget`: how many entries are opened unasked */

/**
 * @param {JsonNode} node
 * @param {OnFilter | null} [onFilter]
 * @param {number} [openDepth] so deep it is open at first
 */
export function jsonTree(node, onFilter = null, openDepth = OPEN_DEPTH) {
  // A wide document opens less of itself at once.
  const budget = {left: 400};
  const list = h('ul', {role: 'group'}, entry(null, node, '$', 0, {onFilter, budget, openDepth}));
  list.style.paddingLeft = '0';
  list.style.border = '0';
  return h('div', {class: 'tree'}, list);
}

/**
 * @param {string | number | null} key
 * @returns {Child}
 */
function keyText(key) {
  return key === null ? null : [h('span', {class: 'key'}, typeof key === 'number' ? String(key) : JSON.stringify(key)), ': '];
}

/**
 * @param {string | number | null} key
 * @param {JsonNode} node
 * @param {string} path
 * @param {number} depth
 * @param {Options} options
 * @returns {HTMLElement}
 */
function entry(key, node, path, depth, options) {
  options.budget.left -= 1;
  return isScalar(node) ? leaf(key, node, path, options) : branch(key, node, path, depth, options);
}

/**
 * @param {string | number | null} key
 * @param {JsonScalar} node
 * @param {string} path
 * @param {Options} options
 */
function leaf(key, node, path, {onFilter}) {
  const text = scalarText(node);
  return h(
    'li',
    {},
    h(
      'div',
      {class: 'line'},
      h('span', {class: 'leaf'}),
      h(
        'span',
        {class: 'text'},
        keyText(key),
        h(
          'span',
          {class: node.kind},
          text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… (${count(text.length)} characters, see Raw)` : text,
        ),
      ),
      onFilter &&
        node.kind !== 'null' &&
        h(
          'button',
          {
            class: 'quiet act',
            title: `Show only requests where ${path} is this`,
            'aria-label': `Filter by ${path}`,
            onclick: () => onFilter(path, node),
          },
          icon('filter'),
        ),
    ),
  );
}

/**
 * @param {string | number | null} key
 * @param {JsonObject | JsonArray} node
 * @param {string} path
 * @param {number} depth
 * @param {Options} options
 */
function branch(key, node, path, depth, options) {
  const array = node.kind === 'array';
  const size = node.kind === 'array' ? node.items.length : node.members.length;
  const words = array ? `[${count(size)}]` : `{${count(size)}}`;
  const item = h('li', {});
  const brief = h('span', {class: 'brief'}, size === 0 ? (array ? '[]' : '{}') : words);
  const line = h('div', {class: 'line'});
  item.append(line);
  if (size === 0) {
    line.append(h('span', {class: 'leaf'}), h('span', {class: 'text'}, keyText(key), brief));
    return item;
  }
  /** @type {HTMLElement | null} */
  let list = null;
  const twist = h(
    'button',
    {class: 'twist', 'aria-label': key === null ? 'Document' : `Open ${key}`, onclick: () => toggle()},
    icon('down'),
  );
  const toggle = () => {
    if (list !== null) {
      list.remove();
      list = null;
    } else {
      list = h('ul', {role: 'group'});
      more(list, node, path, depth, 0, options);
      item.append(list);
    }
    twist.setAttribute('aria-expanded', String(list !== null));
  };
  twist.setAttribute('aria-expanded', 'false');
  line.append(twist, h('span', {class: 'text'}, keyText(key), brief));
  if (depth < options.openDepth && options.budget.left > 0) toggle();
  return item;
}

/**
 * @param {HTMLElement} list
 * @param {JsonObject | JsonArray} node
 * @param {string} path
 * @param {number} depth
 * @param {number} from
 * @param {Options} options
 */
function more(list, node, path, depth, from, options) {
  /** @type {[key: string | number, child: JsonNode][]} */
  const children = node.kind === 'array' ? node.items.map((child, i) => [i, child]) : node.members;
  for (const [key, child] of children.slice(from, from + CHUNK)) list.append(entry(key, child, childPath(path, key), depth + 1, options));
  const rest = children.length - from - CHUNK;
  if (rest <= 0) return;
  const button = h(
    'button',
    {
      class: 'link',
      onclick: () => {
        button.parentElement?.remove();
        options.budget.left = 400;
        more(list, node, path, depth, from + CHUNK, options);
      },
    },
    `${count(rest)} more…`,
  );
  list.append(h('li', {}, button));
}
