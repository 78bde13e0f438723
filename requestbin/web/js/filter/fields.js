// The words of the filter language. `where` says what answers: the line in the list ('row'), or the whole record
// ('record'), which mostly the server has and not the page. Pure.

import {pathOf} from '../model/row.js';

/** @import {Row} from '../model/row.js' */

/** @typedef {{about: string, named?: boolean, moco?: string, serverOnly?: boolean}} FieldBase `named`: a name stands behind its dot */
/** @typedef {FieldBase & {kind: 'text' | 'word', where: 'row', get: (row: Row) => string}} TextField */
/** @typedef {FieldBase & {kind: 'number' | 'status', where: 'row', get: (row: Row) => number | null}} NumberField */
/** @typedef {FieldBase & {kind: 'flag', where: 'row', flags: {[name: string]: (row: Row) => boolean}}} FlagField */
/** @typedef {FieldBase & {kind: 'text', where: 'record', moco: string}} RecordField `moco`: its key in a request object */
/** @typedef {TextField | NumberField | FlagField | RecordField} Field */

/** @type {(get: (row: Row) => string, about: string) => TextField} */
const text = (get, about) => ({kind: 'text', where: 'row', get, about});
/** @type {(get: (row: Row) => number, about: string) => NumberField} */
const number = (get, about) => ({kind: 'number', where: 'row', get, about});

/** @type {{[name: string]: Field}} */
export const FIELDS = {
  method: {kind: 'word', where: 'row', get: (row) => row.method, about: 'method:POST  method:GET,PUT'},
  path: text((row) => pathOf(row), 'path:/orders  path=/orders/7  path~^/orders/\\d+$'),
  target: text((row) => row.target, 'target:?page=2   path with query, as sent'),
  status: {kind: 'status', where: 'row', get: (row) => (row.event ? null : row.status), about: 'status:404  status:5xx  status>=400'},
  size: number((row) => row.size, 'size>1000   bytes of the body'),
  delay: number((row) => row.delay, 'delay>=200   planned delay of the answer in ms'),
  seq: number((row) => row.seq, 'seq>17   number within the bin'),
  type: text((row) => row.type ?? '', 'type:json   content type'),
  rule: text((row) => row.rule, 'rule:photos.json   what answered'),
  bin: {kind: 'word', where: 'row', get: (row) => row.bin, about: 'bin:orders   when all bins are shown'},
  from: text((row) => row.peer, 'from:127.0.0.1   address and port of the sender'),
  connection: number((row) => row.connection, 'connection:12'),
  key: text((row) => row.key ?? '', 'key:42   key of an event'),
  is: {
    kind: 'flag',
    where: 'row',
    flags: {
      matched: (row) => row.matched,
      unmatched: (row) => !row.matched,
      call: (row) => !row.event,
      event: (row) => row.event,
      truncated: (row) => row.truncated,
      preflight: (row) => row.preflight,
      refused: (row) => row.refused !== '',
    },
    about: 'is:unmatched  is:event  is:truncated  is:preflight  is:refused',
  },
  header: {kind: 'text', where: 'record', named: true, moco: 'headers', about: 'header.x-id:7   -header.x-id (without it)'},
  query: {kind: 'text', where: 'record', named: true, moco: 'queries', about: 'query.page=2'},
  cookie: {kind: 'text', where: 'record', named: true, moco: 'cookies', about: 'cookie.session'},
  form: {kind: 'text', where: 'record', named: true, moco: 'forms', about: 'form.name=Ann'},
  json: {kind: 'text', where: 'record', named: true, moco: 'json_paths', about: 'json.$.status=paid  json.$.items[0].id:7'},
  xpath: {kind: 'text', where: 'record', named: true, moco: 'xpaths', serverOnly: true, about: 'xpath./order/id/text()=7'},
  body: {kind: 'text', where: 'record', moco: 'text', about: 'body:"out of stock"'},
};

/**
 * The nearest known word, for "did you mean"; null when none is near.
 * @param {string} word
 * @param {string[]} words
 * @returns {string | null}
 */
export function nearest(word, words) {
  let best = null;
  let least = 3;
  for (const candidate of words) {
    const d = distance(word, candidate, least);
    if (d < least) {
      least = d;
      best = candidate;
    }
  }
  return best;
}

/**
 * @param {string} a
 * @param {string} b
 * @param {number} limit
 */
function distance(a, b, limit) {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let previous = Array.from({length: b.length + 1}, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      current[j] = Math.min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    previous = current;
  }
  return previous[b.length];
}

/**
 * Whether its values are numbers.
 * @param {Field} field
 * @returns {field is NumberField}
 */
export function isNumeric(field) {
  return field.kind === 'number' || field.kind === 'status';
}
