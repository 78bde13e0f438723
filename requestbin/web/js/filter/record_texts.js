// The texts of a whole record that a term such as header.x-id or json.$.a is about. Pure.

import {formatJson, isScalar, parseFirstJson} from '../body/json_parse.js';
import {toBytes, toText} from '../base/bytes.js';
import {cookiesOf} from '../model/cookies.js';

/** @import {ApiRecord, Body, Pair} from '../source/types.js' */
/** @import {FieldTerm} from './parse.js' */
/** @import {JsonNode} from '../body/json_parse.js' */

/**
 * @param {ApiRecord} record
 * @param {Pick<FieldTerm, 'field' | 'name'>} term
 * @returns {string[]} empty: the record has no such part
 */
export function textsOf(record, {field, name: named}) {
  const name = named ?? '';
  const call = record.kind === 'call' ? record : null;
  switch (field) {
    case 'header':
      return valuesOf(record.headers, name, true);
    case 'query':
      return valuesOf(call?.query ?? [], name);
    case 'form':
      return valuesOf(call?.form ?? [], name);
    case 'cookie':
      return valuesOf(cookiesOf(record), name);
    case 'json':
      return jsonTexts(record, name);
    default:
      return bodyTexts(record);
  }
}

/**
 * @param {Pair[]} pairs
 * @param {string} name
 * @param {boolean} [ignoreCase]
 */
function valuesOf(pairs, name, ignoreCase = false) {
  const wanted = ignoreCase ? name.toLowerCase() : name;
  return pairs.filter(([known]) => (ignoreCase ? known.toLowerCase() : known) === wanted).map(([, value]) => value);
}

/** @param {{body: Body}} record */
function bodyTexts({body}) {
  const text = body.encoding === 'utf8' ? body.content : toText(toBytes(body));
  return text === null ? [] : [text];
}

/** @type {WeakMap<ApiRecord, JsonNode | null>} */
const documents = new WeakMap();

/** @param {ApiRecord} record */
function documentOf(record) {
  let node = documents.get(record);
  if (node === undefined) {
    node = parseFirstJson(bodyTexts(record)[0] ?? '').node;
    documents.set(record, node);
  }
  return node;
}

/**
 * @param {ApiRecord} record
 * @param {string} path
 */
function jsonTexts(record, path) {
  /** @type {JsonNode | null | undefined} */
  let node = documentOf(record);
  for (const key of readPath(path) ?? []) {
    if (node?.kind === 'object') node = node.members.findLast(([name]) => name === key)?.[1];
    else node = node?.kind === 'array' && typeof key === 'number' ? node.items[key] : undefined;
  }
  if (!node) return [];
  if (!isScalar(node)) return [formatJson(node).replace(/\n\s*/g, '')];
  return [node.kind === 'string' ? node.value : node.text];
}

/**
 * The steps of a JSONPath that names one value: $.a['b c'][0].
 * @param {string} path
 * @returns {(string | number)[] | null} null: it is a wider one
 */
export function readPath(path) {
  /** @type {(string | number)[]} */
  const steps = [];
  const step = /\.([A-Za-z_][\w-]*)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/y;
  step.lastIndex = path.startsWith('$') ? 1 : 0;
  if (step.lastIndex === 0) return null;
  while (step.lastIndex < path.length) {
    const found = step.exec(path);
    if (found === null) return null;
    const [, name, index, single, double] = found;
    steps.push(index !== undefined ? Number(index) : (name ?? (single ?? double).replace(/\\(.)/g, '$1')));
  }
  return steps;
}
