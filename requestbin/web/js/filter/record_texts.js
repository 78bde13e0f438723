// The texts of a whole record that a term such as header.x-id or json.$.a is about. Pure.

import {formatJson, isScalar, parseJson} from '../body/json_parse.js';
import {toBytes, toText} from '../base/bytes.js';
import {cookiesOf} from '../model/cookies.js';

/** @returns {string[]} empty: the record has no such part */
export function textsOf(record, {field, part}) {
  switch (field) {
    case 'header':
      return named(record.headers, part, true);
    case 'query':
      return named(record.query ?? [], part);
    case 'form':
      return named(record.form ?? [], part);
    case 'cookie':
      return named(cookiesOf(record), part);
    case 'json':
      return jsonTexts(record, part);
    default:
      return bodyTexts(record);
  }
}

function named(pairs, name, ignoreCase = false) {
  const wanted = ignoreCase ? name.toLowerCase() : name;
  return pairs.filter(([known]) => (ignoreCase ? known.toLowerCase() : known) === wanted).map(([, value]) => value);
}

function bodyTexts({body}) {
  const text = body.encoding === 'utf8' ? body.content : toText(toBytes(body));
  return text === null ? [] : [text];
}

const documents = new WeakMap(); // record -> node or null

function documentOf(record) {
  if (!documents.has(record)) documents.set(record, parseJson(bodyTexts(record)[0] ?? '').node);
  return documents.get(record);
}

function jsonTexts(record, path) {
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
 * @returns {(string | number)[] | null} null: it is a wider one
 */
export function readPath(path) {
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
