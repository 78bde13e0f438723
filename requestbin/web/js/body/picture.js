// A picture of a body, drawn only when it is of a size that a page can hold.

import {h, replace} from '../base/dom.js';
import {count} from '../base/format.js';
import {MAX_PIXELS, pictureSize} from './picture_size.js';

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {string} type of rasterType()
 */
export function picture(bytes, type) {
  const size = pictureSize(bytes, type);
  const pixels = size === null ? 0 : size.width * size.height;
  if (size === null || pixels <= MAX_PIXELS) return drawn(bytes, type);
  const stage = h('div', {class: 'body-view'});
  const megapixels = Math.round(pixels / 1e6);
  return replace(
    stage,
    h(
      'p',
      {class: 'note warn'},
      `${type}, ${size.width} × ${size.height}: ${count(megapixels)} megapixels would take ${count(megapixels * 4)} MB of memory.`,
    ),
    h('p', {}, h('button', {onclick: () => replace(stage, drawn(bytes, type))}, 'Draw it all the same')),
  );
}

/**
 * An object URL that is given back as soon as the picture is decoded.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {string} type
 */
function drawn(bytes, type) {
  const url = URL.createObjectURL(new Blob([bytes], {type}));
  const release = () => URL.revokeObjectURL(url);
  const info = h('span', {class: 'soft'}, type);
  const image = h('img', {
    class: 'picture',
    alt: 'The captured picture',
    src: url,
    load: () => {
      info.textContent = `${type}, ${image.naturalWidth} × ${image.naturalHeight}`;
      release();
    },
    error: () => {
      replace(info, `The bytes begin like ${type}, but cannot be decoded; see Hex.`);
      release();
    },
  });
  return [image, info];
}
