// The filter language: terms with spaces between them, all of which must fit.
//
//   method:POST path~^/orders header.x-id:7 json.$.status=paid status>=400 -path:/health "free text"
//
// A term is [-]field[operator value] or [-]text. Operators: `:` has (ignoring case; several values
// with commas), `=` is exactly, `~` fits the regular expression, and `>` `>=` `<` `<=` for numbers.
// A field alone means that it is there. Values and texts may stand in double quotes, with \" and \\.
// Pure: text in, {terms, errors} out, each with its place [from, to).

import {FIELDS, isNumeric, nearest} from './fields.js';
import {compilePattern} from './pattern.js';
import {PatternError} from './pattern_parse.js';
import {textOf} from '../source/source.js';
import {readPath} from './record_texts.js';

/** @import {Field} from './fields.js' */

const OPERATORS = ['>=', '<=', ':', '=', '~', '>', '<'];
const COMPARING = new Set(['>', '>=', '<', '<=']);

/** @typedef {{kind: 'free', negated: boolean, value: string, from: number, to: number}} FreeTerm */
/**
 * @typedef {object} FieldTerm
 * @property {'field'} kind
 * @property {string} field
 * @property {string | null} name what stands behind the dot: of a header, a JSONPath
 * @property {string | null} operator null: that it is there
 * @property {string[]} values
 * @property {boolean} negated
 * @property {number} from
 * @property {number} to
 */
/** @typedef {FreeTerm | FieldTerm} Term */
/** @typedef {{from: number, to: number, message: string, hint: string}} FilterError */
/** @typedef {{source: string, at: number, errors: FilterError[], atHand: boolean}} Scanner */

/**
 * `atHand`: the page has the whole records, and there is no server to ask.
 * @param {string} source
 * @param {{atHand?: boolean}} [o]
 */
export function parseFilter(source, {atHand = false} = {}) {
  /** @type {Scanner} */
  const scanner = {source, at: 0, errors: [], atHand};
  /** @type {Term[]} */
  const terms = [];
  for (;;) {
    while (/\s/.test(source[scanner.at] ?? '')) scanner.at += 1;
    if (scanner.at >= source.length) break;
    const term = readTerm(scanner);
    if (term !== null) terms.push(term);
  }
  return {terms, errors: scanner.errors};
}

/**
 * @param {Scanner} scanner
 * @param {number} from
 * @param {number} to
 * @param {string} message
 * @param {string} hint
 * @returns {null}
 */
function fail(scanner, from, to, message, hint) {
  scanner.errors.push({from, to: Math.max(to, from + 1), message, hint});
  return null;
}

/**
 * @param {Scanner} scanner
 * @returns {Term | null}
 */
function readTerm(scanner) {
  const from = scanner.at;
  const {source} = scanner;
  const negated = source[from] === '-' && /\S/.test(source[from + 1] ?? '');
  if (negated) scanner.at += 1;
  if (source[scanner.at] === '"') {
    const value = readQuoted(scanner);
    if (value === null) return null;
    return {kind: 'free', negated, value, from, to: scanner.at};
  }
  const start = scanner.at;
  const word = /^[A-Za-z_-]+/.exec(source.slice(start))?.[0] ?? '';
  const next = source[start + word.length] ?? ' ';
  const known = Object.hasOwn(FIELDS, word.toLowerCase());
  if (word !== '' && (OPERATORS.includes(next) || (next === '.' && known))) {
    return readFieldTerm(scanner, {from, negated, word});
  }
  const value = readWord(scanner);
  return {kind: 'free', negated, value, from, to: scanner.at};
}

/**
 * @param {Scanner} scanner
 * @param {{from: number, negated: boolean, word: string}} o
 * @returns {FieldTerm | null}
 */
function readFieldTerm(scanner, {from, negated, word}) {
  const {source} = scanner;
  const start = scanner.at;
  const name = word.toLowerCase();
  const field = Object.hasOwn(FIELDS, name) ? FIELDS[name] : null;
  scanner.at += word.length;
  let named = null;
  const namedFrom = scanner.at + 1;
  if (source[scanner.at] === '.') named = readNamed(scanner);
  const operatorAt = scanner.at;
  const operator = OPERATORS.find((o) => source.startsWith(o, scanner.at)) ?? null;
  if (operator !== null) scanner.at += operator.length;
  const valueAt = scanner.at;
  const values = operator === null ? [] : readValues(scanner, operator);
  const to = scanner.at;
  if (values === null) return null;
  if (field === null) {
    const better = nearest(name, Object.keys(FIELDS));
    return fail(
      scanner,
      start,
      start + word.length,
      `there is no field "${word}"`,
      better !== null
        ? `did you mean ${better}? To search for the text, put it in quotes`
        : `fields are ${Object.keys(FIELDS).join(', ')}; to search for the text, put it in quotes`,
    );
  }
  if (field.named && !named) {
    return fail(scanner, start, Math.max(operatorAt, start + name.length), `${name} needs a name`, `such as ${field.about.split('  ')[0]}`);
  }
  if (!field.named && named !== null) {
    return fail(scanner, namedFrom - 1, operatorAt, `${name} takes no name`, `such as ${field.about.split('  ')[0]}`);
  }
  if (scanner.atHand && field.serverOnly) {
    return fail(scanner, start, operatorAt, `only a server can look for ${name}`, 'body: looks for a text in the whole body');
  }
  if (scanner.atHand && name === 'json' && readPath(named ?? '') === null) {
    return fail(
      scanner,
      namedFrom,
      operatorAt,
      `only a server can follow the path ${named}`,
      'write it with names and numbers alone, such as json.$.items[0].id',
    );
  }
  /** @type {FieldTerm} */
  const term = {kind: 'field', field: name, name: named, operator, values, negated, from, to};
  return check(scanner, term, field, operatorAt, valueAt) ? term : null;
}

/**
 * The name behind the dot; brackets and quotes of a JSONPath or XPath may hold anything.
 * @param {Scanner} scanner
 */
function readNamed(scanner) {
  const {source} = scanner;
  scanner.at += 1;
  const start = scanner.at;
  let depth = 0;
  let quote = '';
  for (; scanner.at < source.length; scanner.at += 1) {
    const c = source[scanner.at];
    if (quote !== '') {
      if (c === quote) quote = '';
    } else if (depth > 0 && (c === '"' || c === "'")) quote = c;
    else if (c === '[' || c === '(') depth += 1;
    else if (c === ']' || c === ')') depth -= 1;
    else if (depth <= 0 && (/\s/.test(c) || OPERATORS.includes(c))) break;
  }
  return source.slice(start, scanner.at);
}

/**
 * @param {Scanner} scanner
 * @param {string} operator
 */
function readValues(scanner, operator) {
  const {source} = scanner;
  /** @type {string[]} */
  const values = [];
  const list = operator === ':';
  for (;;) {
    if (source[scanner.at] === '"') {
      const value = readQuoted(scanner);
      if (value === null) return null;
      values.push(value);
    } else {
      const start = scanner.at;
      while (scanner.at < source.length && !/\s/.test(source[scanner.at]) && !(list && source[scanner.at] === ',')) scanner.at += 1;
      values.push(source.slice(start, scanner.at));
    }
    if (!list || source[scanner.at] !== ',') return values;
    scanner.at += 1;
  }
}

/** @param {Scanner} scanner */
function readQuoted(scanner) {
  const {source} = scanner;
  const from = scanner.at;
  let value = '';
  for (scanner.at += 1; scanner.at < source.length; scanner.at += 1) {
    const c = source[scanner.at];
    if (c === '"') {
      scanner.at += 1;
      return value;
    }
    if (c === '\\' && (source[scanner.at + 1] === '"' || source[scanner.at + 1] === '\\')) scanner.at += 1;
    value += source[scanner.at];
  }
  return fail(scanner, from, source.length, 'the quote does not end', 'add " where the text ends');
}

/** @param {Scanner} scanner */
function readWord(scanner) {
  const start = scanner.at;
  while (scanner.at < scanner.source.length && !/\s/.test(scanner.source[scanner.at])) scanner.at += 1;
  return scanner.source.slice(start, scanner.at);
}

/**
 * @param {Scanner} scanner
 * @param {FieldTerm} term
 * @param {Field} field
 * @param {number} operatorAt
 * @param {number} valueAt
 */
function check(scanner, term, field, operatorAt, valueAt) {
  const {operator, values} = term;
  const bad = (/** @type {string} */ message, /** @type {string} */ hint) => fail(scanner, valueAt, term.to, message, hint) !== null;
  if (operator === null) return true; // named fields only, see readTerm
  const comparable = isNumeric(field);
  const mayBeEmpty = operator === '=' && !comparable && field.kind !== 'flag';
  if (values.some((value) => value === '') && !mayBeEmpty) {
    fail(scanner, operatorAt, term.to, `nothing behind ${term.field}${operator}`, `such as ${field.about.split('  ')[0]}`);
    return false;
  }
  if (COMPARING.has(operator) && !comparable) {
    fail(
      scanner,
      operatorAt,
      valueAt,
      `${term.field} is not a number, ${operator} does not fit`,
      `use ${term.field}: ${term.field}= or ${term.field}~`,
    );
    return false;
  }
  if (operator === '~') {
    if (comparable || field.kind === 'flag') {
      fail(scanner, operatorAt, valueAt, `${term.field} is not a text, ~ does not fit`, `such as ${field.about.split('  ')[0]}`);
      return false;
    }
    try {
      if (field.where === 'row') compilePattern(values[0]);
      else RegExp(values[0]); // the server's dialect is a wider one
    } catch (problem) {
      if (problem instanceof PatternError) return bad(problem.message, problem.hint);
      return bad(
        textOf(problem).replace(/^Invalid regular expression: /, 'regular expression '),
        'escape what is meant as it stands with \\',
      );
    }
  }
  if (comparable) {
    for (const value of values) {
      const fine = /^\d+(\.\d+)?$/.test(value) || (field.kind === 'status' && operator === ':' && /^[1-5]xx$/i.test(value));
      if (!fine) return bad(`"${value}" is not a number`, `such as ${field.about.split('  ')[0]}`);
    }
  }
  if (field.kind === 'flag') {
    for (const value of values) {
      if (Object.hasOwn(field.flags, value)) continue;
      const better = nearest(value, Object.keys(field.flags));
      return bad(
        `there is no is:${value}`,
        better !== null ? `did you mean is:${better}?` : `known are ${Object.keys(field.flags).join(', ')}`,
      );
    }
  }
  return true;
}

/**
 * A value as it is written in a filter: in quotes when it has to be.
 * @param {unknown} value
 */
export function quoteValue(value) {
  const text = String(value);
  return text !== '' && /^[^\s",\\]+$/.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}
