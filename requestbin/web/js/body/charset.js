// The text of a body by the charset that it declares, as matchers read it (docs/json.md). Pure.

import {toLatin1, toText} from '../base/bytes.js';

/** So many places that are not text in the charset become U+FFFD; with more of them the body is read as UTF-8. */
const MAX_REPAIRS = 1000;

const UTF8 = /^(utf[-_]?8|(us-)?ascii)$/;

/** A browser takes these for windows-1252, which has letters where ISO-8859-1 has controls. */
const LATIN1 = /^(iso[-_]?8859[-_]1(:1987)?|latin1|l1|cp819|ibm819|iso-ir-100|csisolatin1)$/;

/** Names that mean something else to a browser, or nothing. Without a mark the high byte comes first (RFC 2781). */
const ALIASES = new Map([
  ['utf-16', 'utf-16be'],
  ['utf16', 'utf-16be'],
  ['unicode', 'utf-16be'],
  ['utf32', 'utf-32be'],
  ['utf-32', 'utf-32be'],
  ['x-windows-949', 'euc-kr'],
  ['cp932', 'shift_jis'],
  ['shift-jis', 'shift_jis'],
  ['cp936', 'gbk'],
  ['x-macroman', 'macintosh'],
]);

/**
 * @typedef {object} Reading
 * @property {string | null} text null: it is not text
 * @property {string | null} charset the one that was needed beside UTF-8
 * @property {string} problem why it is not read by what it declares; '': it is
 */

/**
 * The charset of a Content-Type, null when it names none.
 * @param {string} type
 */
export function charsetOf(type) {
  const found = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;]+))/i.exec(type);
  return found === null ? null : (found[1] ?? found[2]).trim();
}

/**
 * The text of bytes by what they declare: a byte order mark, the charset, of XML its declaration, else UTF-8.
 * @param {Uint8Array} bytes
 * @param {string} type
 * @returns {Reading}
 */
export function textOfBytes(bytes, type) {
  const [marked, length] = markOf(bytes);
  if (marked !== null) {
    const told = decodeBy(bytes.subarray(length), marked);
    if (told !== null) return {text: told, charset: marked, problem: ''};
  }
  const name = charsetOf(type) ?? charsetOfXml(bytes);
  if (name === null || name === '' || UTF8.test(name.toLowerCase())) return asUtf8(bytes, '');
  if (!isKnown(name)) return asUtf8(bytes, `the charset ${name} is not known to a browser, matchers may know it`);
  const text = decodeBy(bytes, name);
  if (text === null) return asUtf8(bytes, `the body says that it is ${name}, but is not`);
  return {text, charset: name.toLowerCase(), problem: ''};
}

/**
 * @param {Uint8Array} bytes
 * @param {string} problem
 * @returns {Reading}
 */
function asUtf8(bytes, problem) {
  const text = toText(bytes);
  return {text: text?.startsWith('\ufeff') ? text.slice(1) : text, charset: null, problem};
}

/**
 * A byte order mark other than that of UTF-8.
 * @param {Uint8Array} bytes
 * @returns {[charset: string | null, length: number]}
 */
function markOf(bytes) {
  const begins = (/** @type {number[]} */ ...mark) => mark.every((byte, i) => bytes[i] === byte);
  if (begins(0xff, 0xfe, 0, 0)) return ['utf-32le', 4];
  if (begins(0, 0, 0xfe, 0xff)) return ['utf-32be', 4];
  if (begins(0xff, 0xfe)) return ['utf-16le', 2];
  if (begins(0xfe, 0xff)) return ['utf-16be', 2];
  return [null, 0];
}

/**
 * What an XML document without a mark says (RFC 7303), null when it says nothing, or is something else.
 * @param {Uint8Array} bytes
 */
function charsetOfXml(bytes) {
  const head = toLatin1(bytes.subarray(0, 256));
  if (head.startsWith('\0<\0?')) return 'utf-16be';
  if (head.startsWith('<\0?\0')) return 'utf-16le';
  return /^<\?xml[^>]*?\sencoding\s*=\s*["']([^"']+)["']/.exec(head)?.[1] ?? null;
}

/** @param {string} name */
function labelOf(name) {
  const lower = name.toLowerCase();
  return ALIASES.get(lower) ?? lower;
}

/** @param {string} name */
function isKnown(name) {
  const label = labelOf(name);
  if (LATIN1.test(label) || /^utf-32[bl]e$/.test(label)) return true;
  try {
    return new TextDecoder(label) !== null;
  } catch {
    return false;
  }
}

/**
 * @param {Uint8Array} bytes
 * @param {string} name of a charset that is known
 * @returns {string | null} null: too much of it is not text in it
 */
function decodeBy(bytes, name) {
  const label = labelOf(name);
  if (LATIN1.test(label)) return toLatin1(bytes);
  const text = label.startsWith('utf-32') ? utf32(bytes, label === 'utf-32le') : new TextDecoder(label).decode(bytes);
  const repairs = text.split('\ufffd').length - 1;
  return repairs > MAX_REPAIRS ? null : text;
}

/**
 * @param {Uint8Array} bytes
 * @param {boolean} little
 */
function utf32(bytes, little) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  /** @type {string[]} */
  const out = [];
  for (let at = 0; at < bytes.length; at += 4) {
    const code = at + 4 <= bytes.length ? view.getUint32(at, little) : 0xfffd;
    out.push(code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? '\ufffd' : String.fromCodePoint(code));
  }
  return out[0] === '\ufeff' ? out.slice(1).join('') : out.join('');
}
