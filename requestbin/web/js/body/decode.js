// What a body says when its codings are undone: gzip and deflate, and the charset that it declares (charset.js). The bytes as
// they were sent stay a view of their own.

import {textOfBytes} from './charset.js';

/** More than that is not unpacked: a few bytes can unpack to any number. */
export const MAX_UNPACKED = 16_000_000;

/**
 * @typedef {object} Decoded
 * @property {Uint8Array<ArrayBuffer>} bytes with the codings undone
 * @property {string | null} text null: it is not text
 * @property {string[]} undone what was undone, for people: "gzip", "charset gbk"
 * @property {string} problem what could not be undone; '': nothing
 * @property {boolean} cut only the beginning was unpacked
 */

/**
 * The codings of a Content-Encoding, in the order in which they are undone; x-gzip is gzip.
 * @param {string} header
 */
export function codingsOf(header) {
  return header
    .split(',')
    .map((name) => name.trim().toLowerCase().replace(/^x-/, ''))
    .filter((name) => name !== '' && name !== 'identity')
    .reverse();
}

/**
 * Whether there is anything to undo that takes its time; without it decodedAtOnce() is all.
 * @param {Uint8Array} bytes
 * @param {string} coding the Content-Encoding
 */
export function isPacked(bytes, coding) {
  return codingsOf(coding).length > 0 || (bytes[0] === 0x1f && bytes[1] === 0x8b);
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {string} type
 * @returns {Decoded}
 */
export function decodedAtOnce(bytes, type) {
  const {text, charset, problem} = textOfBytes(bytes, type);
  return {bytes, text, undone: charset === null ? [] : [`charset ${charset}`], problem, cut: false};
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {{type: string, coding: string}} declared
 * @returns {Promise<Decoded>}
 */
export async function decoded(bytes, {type, coding}) {
  let all = bytes;
  let cut = false;
  const undone = [];
  const codings = codingsOf(coding);
  // Who sends gzip without saying so means it all the same.
  if (codings.length === 0 && isPacked(bytes, coding)) codings.push('gzip');
  for (const name of codings) {
    if (!['gzip', 'deflate'].includes(name))
      return {...decodedAtOnce(all, type), undone, problem: `the coding ${name} cannot be undone here`, cut};
    try {
      const part = await unpack(all, name, MAX_UNPACKED);
      all = part.bytes;
      cut ||= part.cut;
      undone.push(name);
    } catch {
      return {...decodedAtOnce(all, type), undone, problem: `the body says that it is ${name}, but is not`, cut};
    }
  }
  const last = decodedAtOnce(all, type);
  return {...last, undone: [...undone, ...last.undone], cut};
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {string} name
 * @param {number} most bytes to unpack
 */
async function unpack(bytes, name, most) {
  if (name === 'gzip') return inflate(bytes, 'gzip', most);
  // "deflate" is zlib's format, but many send the bare one.
  try {
    return await inflate(bytes, 'deflate', most);
  } catch {
    return inflate(bytes, 'deflate-raw', most);
  }
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {CompressionFormat} format
 * @param {number} most
 */
async function inflate(bytes, format, most) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format)).getReader();
  /** @type {Uint8Array[]} */
  const pieces = [];
  let size = 0;
  for (;;) {
    const {done, value} = await reader.read();
    if (done) break;
    pieces.push(value);
    size += value.length;
    if (size > most) {
      await reader.cancel();
      break;
    }
  }
  const all = new Uint8Array(Math.min(size, most));
  let at = 0;
  for (const piece of pieces) {
    const part = piece.subarray(0, all.length - at);
    all.set(part, at);
    at += part.length;
  }
  return {bytes: all, cut: size > most};
}
