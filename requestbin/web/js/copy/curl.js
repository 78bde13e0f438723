// A captured call as a cURL command that a POSIX shell takes literally, whatever is in it. Pure.

/** @import {Pair} from '../source/types.js' */

/**
 * One word of a shell command. Single quotes keep everything but themselves.
 * @param {string} text
 */
export function shellQuote(text) {
  if (text !== '' && /^[A-Za-z0-9_./:=@%+,-]+$/.test(text)) return text;
  return `'${text.replace(/'/g, "'\\''")}'`;
}

/**
 * Bytes of a body for printf, when text cannot carry them.
 * @param {Uint8Array} bytes
 */
export function printfQuote(bytes) {
  return `'${Array.from(bytes, (b) => `\\${b.toString(8).padStart(3, '0')}`).join('')}'`;
}

/** Headers that curl writes itself, or that belong to one connection. */
const LEFT_OUT = new Set(['host', 'content-length', 'connection', 'transfer-encoding', 'expect', 'accept-encoding']);

/** @param {{method: string, url: string, headers: Pair[], body: Uint8Array}} call */
export function curlCommand({method, url, headers, body}) {
  const words = ['curl'];
  const text = bodyText(body);
  // Bytes 0 cannot be part of an argument, and what is not UTF-8 would be changed by terminals.
  if (method === 'HEAD') words.push('--head');
  else if (method !== (body.length > 0 ? 'POST' : 'GET')) words.push('-X', shellQuote(method));
  if (/\/\./.test(url)) words.push('--path-as-is');
  words.push('--globoff', shellQuote(url));
  let hasType = false;
  for (const [name, value] of headers) {
    if (LEFT_OUT.has(name.toLowerCase()) || name.startsWith('@')) continue; // curl reads -H @x from a file
    hasType ||= name.toLowerCase() === 'content-type';
    // A header without value is written with ";", else curl would leave it out.
    words.push('-H', shellQuote(value === '' ? `${name};` : `${name}: ${value}`));
  }
  if (body.length > 0) {
    if (!hasType) words.push('-H', "'Content-Type:'"); // else curl says that it is a form
    words.push('--data-binary', text === null || text.startsWith('@') ? '@-' : shellQuote(text));
  }
  const command = wrap(words);
  if (body.length > 0 && text === null) return `printf ${printfQuote(body)} | ${command}`;
  if (body.length > 0 && text?.startsWith('@')) return `printf '%s' ${shellQuote(text)} | ${command}`;
  return command;
}

/** @param {Uint8Array} bytes */
function bodyText(bytes) {
  try {
    const text = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

/**
 * One option a line when it gets long.
 * @param {string[]} words
 */
function wrap(words) {
  const oneLine = words.join(' ');
  if (oneLine.length <= 100) return oneLine;
  let out = words[0];
  for (let i = 1; i < words.length; i += 1) {
    const takesValue = ['-X', '-H', '--data-binary', '--globoff'].includes(words[i]);
    if (takesValue) {
      out += ` \\\n  ${words[i]} ${words[i + 1]}`;
      i += 1;
    } else {
      out += ` ${words[i]}`;
    }
  }
  return out;
}
