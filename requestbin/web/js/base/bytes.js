// Bodies as bytes and as text. Pure.

/**
 * The bytes of a body of the API: {encoding: 'utf8'|'base64', content}.
 * @param {{encoding: string, content: string}} body
 */
export function toBytes(body) {
  if (body.encoding === 'base64') return Uint8Array.from(atob(body.content), (c) => c.charCodeAt(0));
  return new TextEncoder().encode(body.content);
}

/**
 * Text of bytes, null when they are not UTF-8.
 * @param {Uint8Array} bytes
 */
export function toText(bytes) {
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
  } catch {
    return null;
  }
}

/**
 * Each byte as the character of that number.
 * @param {Uint8Array} bytes
 */
export function toLatin1(bytes) {
  let text = '';
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return text;
}

/**
 * The other way: what toLatin1() made, and what the API marks as "latin1".
 * @param {string} text
 */
export function latin1Bytes(text) {
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

/**
 * Lines of a hex dump: {offset, hex: [..16 or fewer], text}.
 * @param {Uint8Array} bytes
 * @param {number} from
 * @param {number} to
 */
export function hexLines(bytes, from, to) {
  const lines = [];
  for (let at = from; at < Math.min(to, bytes.length); at += 16) {
    const part = bytes.subarray(at, Math.min(at + 16, bytes.length));
    const hex = Array.from(part, (b) => b.toString(16).padStart(2, '0'));
    const text = Array.from(part, (b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : '.')).join('');
    lines.push({offset: at.toString(16).padStart(8, '0'), hex, text});
  }
  return lines;
}

/**
 * The raster type by the first bytes, null for everything else: SVG and the like run script.
 * @param {Uint8Array} bytes
 */
export function rasterType(bytes) {
  const begins = (/** @type {number[]} */ ...wanted) => wanted.every((b, i) => bytes[i] === b);
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  if (begins(0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (begins(0x47, 0x49, 0x46, 0x38)) return 'image/gif';
  if (begins(0x52, 0x49, 0x46, 0x46) && toLatin1(bytes.subarray(8, 12)) === 'WEBP') return 'image/webp';
  return null;
}
