// What a bin answers, as a person says it and as Moco sessions. Pure.

/** @import {Session} from '../source/types.js' */

/** @typedef {{kind: 'ok'}} PlainAnswer 200 and "ok" */
/** @typedef {{kind: 'one', status: number, type: string, body: string}} OneAnswer */
/** @typedef {{kind: 'rules', text: string}} RulesAnswer */
/** @typedef {PlainAnswer | OneAnswer | RulesAnswer} BinAnswer */

/**
 * @param {Session[]} sessions of GET bins/{bin}/responses
 * @returns {BinAnswer}
 */
export function answerOf(sessions) {
  if (sessions.length === 0) return {kind: 'ok'};
  return oneAnswer(sessions) ?? {kind: 'rules', text: JSON.stringify(sessions, null, 2)};
}

/**
 * One answer to everything, with nothing in it that the three boxes could not show.
 * @param {Session[]} sessions
 * @returns {OneAnswer | null}
 */
function oneAnswer(sessions) {
  const [session] = sessions;
  if (sessions.length !== 1 || !onlyHas(session, ['response']) || !onlyHas(session.response, ['status', 'headers', 'text'])) return null;
  const {status = 200, headers = {}, text = ''} = session.response;
  if (!Number.isInteger(status) || typeof text !== 'string' || !onlyHas(headers, ['Content-Type'])) return null;
  const type = headers['Content-Type'] ?? '';
  return typeof type === 'string' ? {kind: 'one', status, type, body: text} : null;
}

/**
 * @param {unknown} object
 * @param {string[]} keys
 */
function onlyHas(object, keys) {
  return typeof object === 'object' && object !== null && !Array.isArray(object) && Object.keys(object).every((key) => keys.includes(key));
}

/**
 * The body for PUT bins/{bin}/responses; null: DELETE it. Rules go as they were written, so that an error names their line.
 * @param {BinAnswer} answer
 */
export function sessionsText(answer) {
  if (answer.kind === 'ok') return null;
  if (answer.kind === 'rules') return answer.text;
  const headers = answer.type === '' ? {} : {headers: {'Content-Type': answer.type}};
  return JSON.stringify([{response: {status: answer.status, ...headers, text: answer.body}}]);
}
