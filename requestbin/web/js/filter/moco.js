// What only the server can answer (headers, bodies): such terms become Moco request objects for
// `filter=`. Pure.

import {FIELDS} from './fields.js';
import {isLocal} from './evaluate.js';

/** @import {FieldTerm, Term} from './parse.js' */

/** @typedef {{[key: string]: any}} MocoRequest */
/** @typedef {{fits: boolean, request: MocoRequest}} Question */

/**
 * The questions for the server: a line fits when it fits every one with `fits: true` and none with
 * `fits: false`.
 * @param {Term[]} terms
 * @returns {Question[]}
 */
export function serverQuestions(terms) {
  /** @type {Question[]} */
  const questions = [];
  for (const term of terms) {
    if (term.kind === 'free' || isLocal(term)) continue;
    // "Has not" is asked as "has" and turned round: a record without that part at all fits, too.
    if (term.negated) questions.push({fits: false, request: put({}, term)});
    else {
      const room = questions.find((q) => q.fits && !has(q.request, term));
      if (room !== undefined) put(room.request, term);
      else questions.push({fits: true, request: put({}, term)});
    }
  }
  return questions;
}

/**
 * @param {MocoRequest} request
 * @param {FieldTerm} term
 */
function has(request, term) {
  const {moco = '', named} = FIELDS[term.field];
  return named ? Object.hasOwn(request[moco] ?? {}, term.name ?? '') : Object.hasOwn(request, moco);
}

/**
 * @param {MocoRequest} request
 * @param {FieldTerm} term
 */
function put(request, term) {
  const {moco = '', named} = FIELDS[term.field];
  if (named) request[moco] = {...request[moco], [term.name ?? '']: operand(term)};
  else request[moco] = operand(term);
  return request;
}

/**
 * Moco's operators are about the whole value and heed case; a list of values is an alternation.
 * @param {FieldTerm} term
 */
function operand({operator, values}) {
  if (operator === null) return {exist: 'true'};
  if (operator === '=') return values[0];
  if (operator === '~') return {match: `(?is).*(?:${values[0]}).*`};
  if (values.length > 1) return {match: `(?is).*(?:${values.map(escape).join('|')}).*`};
  return {match: `(?is).*${escape(values[0])}.*`};
}

/** @param {string} text */
function escape(text) {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
