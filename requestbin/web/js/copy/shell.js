// The words of a command that a POSIX shell takes literally, whatever is in them. The server has the same rules
// (transfer/formats/shell_words.h); tests/golden/copy holds both to one table. Pure.

import {isPlainText} from '../base/hidden.js';

/** @param {Uint8Array} bytes */
function octal(bytes) {
  return Array.from(bytes, (b) => `\\${b.toString(8).padStart(3, '0')}`).join('');
}

/** @param {string} text */
function quoted(text) {
  return `'${text.replace(/'/g, "'\\''")}'`;
}

/**
 * One argument: as it is where nothing in it means anything, else in single quotes, and by "$(printf ...)" what no
 * terminal would keep.
 * @param {string | Uint8Array} what bytes that are not UTF-8 come as bytes
 */
export function shellWord(what) {
  if (typeof what === 'string') {
    if (/^[A-Za-z0-9_./:=@%+,-]+$/.test(what)) return what;
    if (isPlainText(what)) return quoted(what);
    return shellWord(new TextEncoder().encode(what));
  }
  return `"$(printf '${octal(what)}')"`;
}

/**
 * A command that puts out exactly these bytes: printf is built into the shells, so that the limit of an argument is not
 * its limit.
 * @param {Uint8Array} bytes
 * @param {string | null} text the same when they are UTF-8
 */
export function shellPrintf(bytes, text) {
  return text !== null && isPlainText(text) ? `printf %s ${quoted(text)}` : `printf '${octal(bytes)}'`;
}
