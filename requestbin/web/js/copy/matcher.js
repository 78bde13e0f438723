// A captured call or event as a Moco request object, and as a step of a scenario. Pure.

import {childPath, isScalar, parseJson} from '../body/json_parse.js';

/** @import {ApiRecord, Body, CallRecord, EventRecord, Pair} from '../source/types.js' */
/** @import {JsonNode} from '../body/json_parse.js' */

/** What says nothing about the call, only about the client or the connection. */
const NOISE =
  /^(host|content-length|connection|transfer-encoding|user-agent|accept|accept-.*|date|cache-control|pragma|origin|referer|sec-.*|upgrade.*|te|trailer|expect|traceparent|tracestate|x-forwarded-.*|x-request-id|postman-token)$/i;

const MAX_PATHS = 30;

/** @param {ApiRecord} record */
export function matcherOf(record) {
  return record.kind === 'event' ? eventMatcher(record) : callMatcher(record);
}

/** @param {CallRecord} record */
function callMatcher(record) {
  /** @type {{[key: string]: unknown}} */
  const request = {method: record.method.toLowerCase(), uri: record.path};
  const queries = once(record.query);
  if (Object.keys(queries).length > 0) request.queries = queries;
  const type = record.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  const headers = once(
    record.headers.filter(
      ([name]) =>
        !NOISE.test(name) && name.toLowerCase() !== 'cookie' && !(name.toLowerCase() === 'content-type' && /^multipart\//i.test(type)),
    ),
  );
  if (Object.keys(headers).length > 0) request.headers = headers;
  if (record.form?.length > 0) request.forms = once(record.form);
  else Object.assign(request, bodyPart(record.body));
  return request;
}

/** @param {EventRecord} record */
function eventMatcher(record) {
  /** @type {{[key: string]: unknown}} */
  const event = {};
  if (record.key !== null && record.key !== undefined) event.key = record.key;
  const headers = once(record.headers.filter(([name]) => !NOISE.test(name)));
  if (Object.keys(headers).length > 0) event.headers = headers;
  return Object.assign(event, bodyPart(record.body));
}

/**
 * Names that occur once; a matcher cannot tell repeated ones apart.
 * @param {Pair[]} pairs
 * @returns {{[name: string]: string}}
 */
function once(pairs) {
  const out = Object.create(null);
  const names = pairs.map(([name]) => name.toLowerCase());
  pairs.forEach(([name, value], i) => {
    if (names.indexOf(names[i]) === i) out[name] = value;
  });
  return {...out};
}

/** @param {Body} body */
function bodyPart(body) {
  if (!body || body.size === 0 || body.encoding !== 'utf8' || body.truncated) return {};
  const {node} = parseJson(body.content);
  if (node === null) return body.content.length <= 500 ? {text: body.content} : {};
  if (isScalar(node)) return {text: body.content};
  /** @type {{[path: string]: string}} */
  const paths = {};
  scalars('$', node, paths);
  return Object.keys(paths).length > 0 && Object.keys(paths).length <= MAX_PATHS ? {json_paths: paths} : {json: JSON.parse(body.content)};
}

/**
 * The values of a document by path.
 * @param {string} path
 * @param {JsonNode} node
 * @param {{[path: string]: string}} out
 */
function scalars(path, node, out) {
  if (Object.keys(out).length > MAX_PATHS) return;
  if (node.kind === 'object') {
    for (const [key, value] of node.members) scalars(childPath(path, key), value, out);
  } else if (node.kind === 'array') {
    node.items.forEach((item, i) => scalars(childPath(path, i), item, out));
  } else if (node.kind !== 'null') {
    out[path] = node.kind === 'string' ? node.value : node.text;
  }
}

/**
 * `{"expect": {...}}` for the steps of a scenario.
 * @param {ApiRecord} record
 */
export function stepOf(record) {
  const matcher = matcherOf(record);
  if (record.kind === 'event') return {expect: {event: record.bin, ...matcher, within: '5s'}};
  return {expect: {calls: record.bin, request: matcher, exactly: 1, within: '5s'}};
}

/** @param {unknown} value */
export function pretty(value) {
  return JSON.stringify(value, null, 2);
}
