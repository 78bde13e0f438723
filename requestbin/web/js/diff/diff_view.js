// Two requests side by side.

import {briefJson, diffJson} from './json.js';
import {bytes, duration, plural} from '../base/format.js';
import {diffLists} from './lines.js';
import {diffPairs} from './pairs.js';
import {h} from '../base/dom.js';
import {pane} from '../widgets/pane.js';
import {parseJson} from '../body/json_parse.js';
import {section} from '../widgets/fields_table.js';

/** @import {Child} from '../base/dom.js' */
/** @import {ApiRecord, Pair} from '../source/types.js' */
/** @import {JsonNode} from '../body/json_parse.js' */
/** @import {PairDifference} from './pairs.js' */

const CONTEXT = 3;

/**
 * @param {HTMLElement} root
 * @param {ApiRecord} left
 * @param {ApiRecord} right
 * @param {{onClose: () => void, onSwap: () => void, onOpen: (record: ApiRecord) => void}} o
 */
export function showDiff(root, left, right, {onClose, onSwap, onOpen}) {
  const gap = (right.offset_us - left.offset_us) / 1000;
  const head = h('h2', {class: 'title'}, `Diff of #${left.seq} and #${right.seq}`);
  return pane(root, {
    head,
    more: [
      h('div', {class: 'meta'}, h('span', {}, `B came ${duration(Math.abs(gap))} ${gap < 0 ? 'before' : 'after'} A`)),
      h(
        'div',
        {class: 'bar'},
        h('button', {onclick: onSwap, title: 'A becomes B'}, 'Swap'),
        h('button', {onclick: () => onOpen(left)}, `Open A, #${left.seq}`),
        h('button', {onclick: () => onOpen(right)}, `Open B, #${right.seq}`),
      ),
    ],
    tabs: [{id: 'diff', name: 'Diff', build: () => content(left, right)}],
    chosen: 'diff',
    onTab: () => {},
    onClose,
    label: 'Diff of two requests',
  });
}

/**
 * @param {ApiRecord} left
 * @param {ApiRecord} right
 * @returns {Child}
 */
function content(left, right) {
  const line = diffPairs(facts(left), facts(right));
  const queries = diffPairs(left.query ?? [], right.query ?? []);
  const headers = diffPairs(left.headers, right.headers, true);
  const answers =
    left.answer && right.answer
      ? diffPairs(
          [['status', String(left.answer.status)], ...left.answer.headers],
          [['status', String(right.answer.status)], ...right.answer.headers],
          true,
        )
      : [];
  const differ = (/** @type {PairDifference[]} */ rows) => rows.filter((row) => row.op !== 'same').length;
  const title = (/** @type {string} */ name, /** @type {PairDifference[]} */ rows) =>
    `${name}: ${differ(rows) === 0 ? 'the same' : plural(differ(rows), 'difference')}`;
  return [
    section(title('Request', line), pairsTable(line, left, right)),
    queries.length > 0 && section(title('Query', queries), pairsTable(queries, left, right)),
    bodies(left, right),
    section(title('Headers', headers), pairsTable(headers, left, right)),
    answers.length > 0 && section(title('Answer', answers), pairsTable(answers, left, right)),
  ];
}

/**
 * @param {ApiRecord} record
 * @returns {Pair[]}
 */
function facts(record) {
  if (record.kind === 'event')
    return [
      ['topic', record.topic],
      ['key', String(record.key)],
      ['partition', String(record.partition)],
    ];
  return [
    ['method', record.method],
    ['path', record.path],
    ['from', record.peer.address],
    ['version', record.version],
  ];
}

/**
 * Differences first, what is the same behind them and paler.
 * @param {PairDifference[]} rows
 * @param {ApiRecord} left
 * @param {ApiRecord} right
 */
function pairsTable(rows, left, right) {
  const order = [...rows.filter((row) => row.op !== 'same'), ...rows.filter((row) => row.op === 'same')];
  const cell = (/** @type {string | null} */ value, /** @type {string | null} */ look) =>
    h('td', {class: value === null ? 'none' : look}, value === null ? 'not there' : value === '' ? ' ' : value);
  return h(
    'table',
    {class: 'diff'},
    h('thead', {}, h('tr', {}, h('th', {}, ''), h('th', {}, `A  #${left.seq}`), h('th', {}, `B  #${right.seq}`))),
    h(
      'tbody',
      {},
      order.map((row) =>
        h(
          'tr',
          {class: row.op === 'same' ? 'same' : null},
          h('th', {scope: 'row'}, row.name),
          cell(row.left, row.op === 'same' ? null : 'gone'),
          cell(row.right, row.op === 'same' ? null : 'new'),
        ),
      ),
    ),
  );
}

/**
 * @param {ApiRecord} left
 * @param {ApiRecord} right
 */
function bodies(left, right) {
  if (left.body.sha256 === right.body.sha256)
    return section(
      'Body: the same',
      h('p', {class: 'note'}, left.body.size === 0 ? 'Both are empty.' : `Both have the same ${bytes(left.body.size)}.`),
    );
  if (left.body.encoding !== 'utf8' || right.body.encoding !== 'utf8')
    return section(
      'Body: different',
      h('p', {class: 'note'}, `Bytes that are not text: ${bytes(left.body.size)} and ${bytes(right.body.size)}.`),
    );
  const [a, b] = [parseJson(left.body.content), parseJson(right.body.content)];
  if (a.node !== null && b.node !== null) return jsonBodies(a.node, b.node, left, right);
  return textBodies(left.body.content, right.body.content);
}

/**
 * @param {JsonNode} a
 * @param {JsonNode} b
 * @param {ApiRecord} left
 * @param {ApiRecord} right
 */
function jsonBodies(a, b, left, right) {
  const differences = diffJson(a, b);
  if (differences.length === 0)
    return section(
      'Body: the same JSON',
      h('p', {class: 'note'}, 'Only the order of keys, the spaces or the way numbers are written differ.'),
    );
  const cell = (/** @type {JsonNode | undefined} */ node, /** @type {string} */ look) =>
    h('td', {class: node === undefined ? 'none' : look}, node === undefined ? 'not there' : briefJson(node, 2000));
  return section(
    `Body, as JSON: ${plural(differences.length, 'difference')}`,
    h(
      'table',
      {class: 'diff'},
      h('thead', {}, h('tr', {}, h('th', {}, ''), h('th', {}, `A  #${left.seq}`), h('th', {}, `B  #${right.seq}`))),
      h(
        'tbody',
        {},
        differences.map((d) => h('tr', {}, h('th', {scope: 'row'}, d.path), cell(d.left, 'gone'), cell(d.right, 'new'))),
      ),
    ),
  );
}

/**
 * @param {string} a
 * @param {string} b
 */
function textBodies(a, b) {
  const steps = diffLists(a.split('\n'), b.split('\n'));
  const changed = steps.filter((step) => step.op !== 'same').length;
  const lines = h('div', {class: 'lines'});
  let skipped = 0;
  steps.forEach((step, i) => {
    const near = steps.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some((other) => other.op !== 'same');
    if (!near) {
      skipped += 1;
      return;
    }
    if (skipped > 0) lines.append(h('div', {class: 'skip-line'}, `${plural(skipped, 'line')} the same`));
    skipped = 0;
    lines.append(h('div', {class: step.op}, (step.op === 'right' ? step.right : step.left) || ' '));
  });
  if (skipped > 0) lines.append(h('div', {class: 'skip-line'}, `${plural(skipped, 'line')} the same`));
  return section(`Body, as text: ${plural(changed, 'line')} changed`, lines);
}
