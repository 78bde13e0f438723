// Cookies of a request. Pure.

/** @import {Pair} from '../source/types.js' */

/**
 * Name and value of each, in the order of the headers.
 * @param {{headers: Pair[]}} record
 * @returns {Pair[]}
 */
export function cookiesOf(record) {
  return record.headers
    .filter(([name]) => name.toLowerCase() === 'cookie')
    .flatMap(([, value]) =>
      value.split(';').map((pair) => {
        const at = pair.indexOf('=');
        return pairOf(at < 0 ? pair : pair.slice(0, at), at < 0 ? '' : pair.slice(at + 1));
      }),
    );
}

/**
 * @param {string} name
 * @param {string} value
 * @returns {Pair}
 */
function pairOf(name, value) {
  return [name.trim(), value.trim()];
}
