// What the page answers by itself: a parsed filter becomes a test of a line of the list. What is about headers and
// bodies it answers where it has the whole records. Pure.

import {FIELDS, isNumeric} from './fields.js';
import {compilePattern} from './pattern.js';
import {textsOf} from './record_texts.js';

/** @import {ApiRecord} from '../source/types.js' */
/** @import {Field} from './fields.js' */
/** @import {FieldTerm, Term} from './parse.js' */
/** @import {Row} from '../model/row.js' */

/** @typedef {(row: Row) => boolean} RowTest */
/** @typedef {(id: string) => ApiRecord | null} Peek the whole record of a line */

/**
 * @param {Term[]} terms
 * @param {Peek | null} peek null: the page has no whole records
 * @returns {RowTest | null} null: every line fits, as far as the page can tell
 */
export function rowTest(terms, peek = null) {
  const tests = terms.filter((term) => peek !== null || isLocal(term)).map((term) => termTest(term, peek));
  if (tests.length === 0) return null;
  if (tests.length === 1) return tests[0];
  return (row) => tests.every((test) => test(row));
}

/** @param {Term} term */
export function isLocal(term) {
  return term.kind === 'free' || FIELDS[term.field].where === 'row';
}

/**
 * @param {Term} term
 * @param {Peek | null} peek
 * @returns {RowTest}
 */
function termTest(term, peek) {
  const test = term.kind === 'free' ? freeTest(term.value) : peek === null || isLocal(term) ? fieldTest(term) : recordTest(term, peek);
  return term.negated ? (row) => !test(row) : test;
}

/**
 * Free text looks at what the line shows.
 * @param {string} value
 * @returns {RowTest}
 */
function freeTest(value) {
  const wanted = value.toLowerCase();
  return (row) =>
    row.target.toLowerCase().includes(wanted) ||
    row.method.toLowerCase().includes(wanted) ||
    row.bin.toLowerCase().includes(wanted) ||
    String(row.status).includes(wanted) ||
    row.rule.toLowerCase().includes(wanted) ||
    (row.type ?? '').toLowerCase().includes(wanted);
}

/**
 * @param {FieldTerm} term
 * @returns {RowTest}
 */
function fieldTest({field: name, operator, values}) {
  const field = FIELDS[name];
  if (field.kind === 'flag') {
    const flags = values.map((value) => field.flags[value]);
    return (row) => flags.some((flag) => flag(row));
  }
  if (field.where === 'record') throw new Error(`${name} is not told by the line`);
  if (isNumeric(field)) {
    const tests = values.map((value) => numberTest(operator, value));
    return (row) => {
      const actual = field.get(row);
      return actual !== null && tests.some((test) => test(actual));
    };
  }
  const tests = values.map((value) => textTest(field, operator, value));
  const {get} = field;
  return (row) => {
    const actual = get(row);
    return tests.some((test) => test(actual));
  };
}

/**
 * Fits when one of the texts does: a header may come twice.
 * @param {FieldTerm} term
 * @param {Peek} peek
 * @returns {RowTest}
 */
function recordTest(term, peek) {
  const field = FIELDS[term.field];
  const tests = term.operator === null ? [() => true] : term.values.map((value) => textTest(field, term.operator, value));
  return (row) => {
    const record = peek(row.id);
    return record !== null && textsOf(record, term).some((text) => tests.some((test) => test(text)));
  };
}

/**
 * @param {string | null} operator
 * @param {string} text
 * @returns {(actual: number) => boolean}
 */
function numberTest(operator, text) {
  if (/xx$/i.test(text)) {
    const hundred = Number(text[0]);
    return (actual) => Math.floor(actual / 100) === hundred;
  }
  const value = Number(text);
  switch (operator) {
    case '>':
      return (actual) => actual > value;
    case '>=':
      return (actual) => actual >= value;
    case '<':
      return (actual) => actual < value;
    case '<=':
      return (actual) => actual <= value;
    default:
      return (actual) => actual === value;
  }
}

/**
 * @param {Field} field
 * @param {string | null} operator
 * @param {string} value
 * @returns {(actual: string) => boolean}
 */
function textTest(field, operator, value) {
  if (operator === '~') {
    return compilePattern(value);
  }
  if (operator === '=') return (actual) => actual === value;
  const wanted = value.toLowerCase();
  if (field.kind === 'word') return (actual) => actual.toLowerCase() === wanted;
  return (actual) => actual.toLowerCase().includes(wanted);
}
