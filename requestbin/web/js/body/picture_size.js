// How large a picture will be once it is decoded, by its first bytes. Pure.

/** Beyond it a person is asked first: 50 megapixels take 200 MB. */
export const MAX_PIXELS = 50_000_000;

/** @typedef {{width: number, height: number}} PictureSize */

/**
 * Null: it cannot be told.
 * @param {Uint8Array} bytes
 * @param {string} type of rasterType()
 * @returns {PictureSize | null}
 */
export function pictureSize(bytes, type) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (type === 'image/png') return {width: view.getUint32(16), height: view.getUint32(20)};
    if (type === 'image/gif') return {width: view.getUint16(6, true), height: view.getUint16(8, true)};
    if (type === 'image/webp') return webp(view);
    if (type === 'image/jpeg') return jpeg(view);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // it ends too early
  }
  return null;
}

/**
 * The frame header that comes before the first scan.
 * @param {DataView} view
 */
function jpeg(view) {
  let at = 2;
  while (view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) at += 1;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return {height: view.getUint16(at + 5), width: view.getUint16(at + 7)};
    else if (marker === 0xda || marker === 0xd9) return null;
    else at += 2 + view.getUint16(at + 2);
  }
  return null;
}

/** @param {DataView} view */
function webp(view) {
  const kind = String.fromCharCode(...[12, 13, 14, 15].map((i) => view.getUint8(i)));
  const u24 = (/** @type {number} */ at) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  if (kind === 'VP8X') return {width: u24(24) + 1, height: u24(27) + 1};
  if (kind === 'VP8 ') return {width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff};
  if (kind !== 'VP8L') return null;
  const bits = view.getUint32(21, true);
  return {width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1};
}
