// The parts of a multipart body (RFC 2046, RFC 7578), to show them one by one. Pure.

import {toLatin1, toText} from '../base/bytes.js';

/** @import {Pair} from '../source/types.js' */

const MAX_PARTS = 200;

/**
 * The boundary of a content type, null when it has none.
 * @param {string} type
 */
export function boundaryOf(type) {
  if (!/^\s*multipart\//i.test(type)) return null;
  const found = /;\s*boundary\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]+))/i.exec(type);
  return found === null ? null : (found[1]?.replace(/\\(.)/g, '$1') ?? found[2]);
}

/** @typedef {{headers: Pair[], name: string | null, filename: string | null, type: string | null, bytes: Uint8Array<ArrayBuffer>}} Part */

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {string} boundary
 * @returns {{parts: Part[], problem: string | null}}
 */
export function splitMultipart(bytes, boundary) {
  const text = toLatin1(bytes);
  const delimiter = `--${boundary}`;
  /** @type {Part[]} */
  const parts = [];
  let at = text.startsWith(delimiter) ? 0 : text.indexOf(`\r\n${delimiter}`);
  if (at < 0) return {parts, problem: 'the boundary does not occur in the body'};
  if (at > 0 || !text.startsWith(delimiter)) at += 2;
  for (;;) {
    at += delimiter.length;
    if (text.startsWith('--', at)) return {parts, problem: null};
    const lineEnd = text.indexOf('\r\n', at);
    if (lineEnd < 0) return {parts, problem: 'the body ends behind a boundary'};
    const begin = lineEnd + 2;
    const end = text.indexOf(`\r\n${delimiter}`, begin - 2);
    if (parts.length === MAX_PARTS) return {parts, problem: `more than ${MAX_PARTS} parts; the rest is not shown`};
    parts.push(readPart(bytes, text, begin, end < 0 ? text.length : Math.max(begin, end)));
    if (end < 0) return {parts, problem: 'the last part is not ended by a boundary'};
    at = end + 2;
  }
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {string} text
 * @param {number} begin
 * @param {number} end
 * @returns {Part}
 */
function readPart(bytes, text, begin, end) {
  /** @type {Pair[]} */
  const headers = [];
  let at = begin;
  while (at < end) {
    const lineEnd = text.indexOf('\r\n', at);
    const stop = lineEnd < 0 || lineEnd > end ? end : lineEnd;
    const raw = bytes.subarray(at, stop);
    at = Math.min(end, stop + 2);
    if (raw.length === 0) break;
    const line = toText(raw) ?? toLatin1(raw);
    const colon = line.indexOf(':');
    headers.push(colon < 0 ? [line, ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
  }
  const header = (/** @type {string} */ name) => headers.find(([n]) => n.toLowerCase() === name)?.[1] ?? null;
  const disposition = header('content-disposition') ?? '';
  return {
    headers,
    name: parameter(disposition, 'name'),
    filename: parameter(disposition, 'filename'),
    type: header('content-type'),
    bytes: bytes.subarray(at, end),
  };
}

/**
 * @param {string} value
 * @param {string} name
 */
function parameter(value, name) {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;]+))`, 'i').exec(value);
  return found === null ? null : (found[1]?.replace(/\\(["\\])/g, '$1') ?? found[2]);
}
