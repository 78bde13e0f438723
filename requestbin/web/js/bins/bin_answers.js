// What a bin answers, as a person says it and as Moco sessions. Pure.

import {bytes, duration, plural} from '../base/format.js';

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

/** Of Moco's units of a latency, in ms. */
const UNITS = /** @type {{[unit: string]: number}} */ ({millisecond: 1, second: 1000, minute: 60_000});

/**
 * What a bin answers, for the line above its list: "200 ok", "503 text, 12 B, after 2 s", "3 rules".
 * @param {Session[]} sessions
 * @returns {{status: number | null, text: string}} status: of the one answer that there is
 */
export function answerSummary(sessions) {
  if (sessions.length === 0) return {status: 200, text: '200 ok'};
  const [{response, ...conditions}] = sessions;
  if (sessions.length > 1 || Object.keys(conditions).length > 0) return {status: null, text: plural(sessions.length, 'rule')};
  const {status = 200, text, json, latency} = /** @type {{[key: string]: any}} */ (response ?? {});
  if (!Number.isInteger(status)) return {status: null, text: '1 rule'};
  const body = typeof text === 'string' ? text : json === undefined ? '' : JSON.stringify(json);
  const ms = typeof latency === 'object' && latency !== null ? latency.duration * UNITS[latency.unit] : latency;
  const parts = [
    `${status}`,
    body === '' ? '' : body.length <= 24 && !/\s\S*\s\S*\s/.test(body) ? ` ${body}` : `, ${bytes(new TextEncoder().encode(body).length)}`,
    Number.isFinite(ms) && ms > 0 ? `, after ${duration(ms)}` : '',
  ];
  return {status, text: parts.join('')};
}
