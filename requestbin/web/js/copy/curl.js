// A captured call as a cURL command that sends the same bytes. The server exports the same line (transfer/formats/
// curl.cc), by the same rules; tests/golden/copy holds both to one table. Pure.

import {isPlainText} from '../base/hidden.js';
import {latin1Bytes, toBytes, toText} from '../base/bytes.js';
import {shellPrintf, shellWord} from './shell.js';

/** @import {CallRecord, Pair} from '../source/types.js' */

/** Linux takes 128 KiB for one argument; what is longer goes through a pipe. */
const MAX_ARGUMENT = 65_536;
/** Curls ask before they send more ("Expect: 100-continue"), the old ones from here on. */
const ASKS_FIRST = 1024;

/** Headers that curl writes itself, or that belong to one connection. */
const CURLS_BUSINESS = new Set([
  'content-length',
  'transfer-encoding',
  'connection',
  'expect',
  'host',
  'te',
  'trailer',
  'upgrade',
  'keep-alive',
]);

/**
 * @param {Pair[]} headers
 * @param {string} name in lower case
 */
function headerOf(headers, name) {
  return headers.find((header) => header[0].toLowerCase() === name)?.[1];
}

/** @param {string | Uint8Array} line */
const header = (line) => ` -H ${shellWord(line)}`;

/**
 * A text, and bytes behind it where the text of a header is not UTF-8.
 * @param {string} before
 * @param {string} text
 * @param {string} [encoding]
 */
function bytesBehind(before, text, encoding) {
  return encoding === 'latin1' ? Uint8Array.of(...new TextEncoder().encode(before), ...latin1Bytes(text)) : before + text;
}

/**
 * Those that were sent, as far as they are not about the connection, and none that curl would add.
 * @param {Pair[]} headers
 * @param {number} size of the body
 */
function headersOf(headers, size) {
  let out = '';
  for (const [name, value, encoding] of headers) {
    if (CURLS_BUSINESS.has(name.toLowerCase())) continue;
    // "Name;" is how curl is told to send an empty header.
    out += header(value === '' ? `${name};` : bytesBehind(`${name}: `, value, encoding));
  }
  if (headerOf(headers, 'user-agent') === undefined) out += header('User-Agent:');
  if (headerOf(headers, 'accept') === undefined) out += header('Accept:');
  if (size > 0 && headerOf(headers, 'content-type') === undefined) out += header('Content-Type:');
  // Without a body curl says no length, which a service may ask for (411).
  if (size === 0 && headerOf(headers, 'content-length') === '0') out += header('Content-Length: 0');
  if (size > ASKS_FIRST) out += header('Expect:');
  return out;
}

/**
 * @param {string} method
 * @param {number} size
 */
function methodOf(method, size) {
  if (method !== 'HEAD') return ` -X ${shellWord(method)}`;
  // curl sends no body with --head, and would wait for one behind -X HEAD.
  return size === 0 ? ' --head' : " -X HEAD --ignore-content-length -H 'Connection: close'";
}

/** A path and a query of characters that no curl touches. */
const KEPT = /^\/[A-Za-z0-9/._~!$&'()*+,;=:@%-]*(\?[A-Za-z0-9/._~!$&'()*+,;=:@%?-]*)?$/;

/**
 * Where to, and with which target and Host.
 * @param {CallRecord} call
 * @param {string} origin
 */
function addressOf({target, headers, scheme, target_encoding: encoding}, origin) {
  const host = headerOf(headers, 'host');
  let out = '';
  let base = origin;
  if (host === undefined) out += header('Host:');
  else if (/^[A-Za-z0-9.:_~[\]-]+$/.test(host)) base = `${scheme ?? 'http'}://${host}`;
  else out += header(host === '' ? 'Host;' : bytesBehind('Host: ', host, headers.find((h) => h[0].toLowerCase() === 'host')?.[2]));
  if (encoding === undefined && KEPT.test(target) && !target.endsWith('?')) return `${out} ${shellWord(base + target)}`;
  return `${out} --request-target ${shellWord(bytesBehind('', target, encoding))} ${shellWord(`${base}/`)}`;
}

/**
 * @param {CallRecord} call
 * @param {string} origin where a call without Host went
 */
export function curlCommand(call, origin) {
  const body = toBytes(call.body);
  const text = toText(body);
  const piped = body.length > MAX_ARGUMENT || text === null || !isPlainText(text);
  let out = piped ? `${shellPrintf(body, text)} | ` : '';
  // --globoff and --path-as-is: brackets and dots in the target mean themselves.
  out += 'curl --globoff --path-as-is';
  if (call.version === 'HTTP/1.0') out += ' --http1.0';
  else if (call.scheme === 'https') out += ' --http1.1'; // else TLS would settle on another one
  out += methodOf(call.method, body.length) + headersOf(call.headers, body.length);
  // raw: a leading @ names no file
  if (body.length > 0) out += piped ? ' --data-binary @-' : ` --data-raw ${shellWord(text)}`;
  return out + addressOf(call, origin);
}
