// What headers and targets say to a person: tokens, credentials and cookies taken apart, percent escapes undone. Pure.

/** @import {Pair} from '../source/types.js' */

/** @typedef {{label: string, facts: Pair[], text: string}} Reading `facts` and `text`: one of them is empty */

/**
 * The value of the first header of that name, '' without one.
 * @param {Pair[]} headers
 * @param {string} name in lower case
 */
export function headerValue(headers, name) {
  return headers.find((header) => header[0].toLowerCase() === name)?.[1] ?? '';
}

/**
 * What a record says about its body.
 * @param {{content_type: string | null, headers: Pair[]}} record
 */
export function declaredOf({content_type: type, headers}) {
  return {type: type ?? '', coding: headerValue(headers, 'content-encoding')};
}

/**
 * A target with its percent escapes undone, as far as they are text and mean nothing to a URL; raw it stands in Raw.
 * @param {string} target
 */
export function readableTarget(target) {
  if (!target.includes('%')) return target;
  return target.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    const bytes = Uint8Array.from(run.slice(1).split('%'), (hex) => Number.parseInt(hex, 16));
    let text;
    try {
      text = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
    } catch {
      return run;
    }
    // What would read as the structure of the URL, or not at all, stays as it was.
    return text.replace(/[\x00-\x1f\x7f-\xa0%/?#&=+;]/g, (c) => encodeURIComponent(c).replace(/'/g, '%27'));
  });
}

/** @param {string} text in base64 or base64url */
function base64Text(text) {
  try {
    const bytes = Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
  } catch {
    return null;
  }
}

/** @param {string | null} text */
function jsonObject(text) {
  try {
    const value = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
}

const TIMES = ['exp', 'iat', 'nbf', 'auth_time'];

/** Longer is written without line breaks: what is nested deeply would be mostly indentation. */
const MAX_INDENTED = 100_000;

/** @param {unknown} seconds since 1970, of whoever wrote the token */
function timeOf(seconds) {
  const time = new Date(Number(seconds) * 1000);
  return Number.isNaN(time.getTime()) ? 'no date is so far away' : time.toISOString().replace('.000Z', 'Z');
}

/**
 * @param {object} value
 * @returns {string | null} null: nested too deeply to be written
 */
function indented(value) {
  try {
    const text = JSON.stringify(value, null, 2);
    return text.length > MAX_INDENTED ? JSON.stringify(value) : text;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // the stack, or the length of a string
    return null;
  }
}

/**
 * @param {string} token
 * @returns {Reading | null}
 */
function jwt(token) {
  const parts = token.split('.');
  if (parts.length !== 3) return null;
  const [head, claims] = parts.slice(0, 2).map((part) => jsonObject(base64Text(part)));
  if (head === null || claims === null) return null;
  const times = TIMES.filter((name) => typeof claims[name] === 'number').map((name) => `// ${name}: ${timeOf(claims[name])}`);
  const texts = [indented(head), indented(claims)];
  if (texts.includes(null)) return null;
  return {label: 'JWT, its signature is not checked', facts: [], text: [...texts, ...times].join('\n')};
}

/**
 * @param {string} value
 * @returns {Reading | null}
 */
function credentials(value) {
  const [, scheme = '', rest = ''] = /^\s*([A-Za-z]+)\s+(\S+)\s*$/.exec(value) ?? [];
  if (scheme.toLowerCase() === 'basic') {
    const text = base64Text(rest);
    const colon = text?.indexOf(':') ?? -1;
    if (text === null || colon < 0) return null;
    return {
      label: 'Basic',
      facts: [
        ['user', text.slice(0, colon)],
        ['password', text.slice(colon + 1)],
      ],
      text: '',
    };
  }
  return jwt(rest || value.trim());
}

/** @param {string} text */
function unescaped(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {string} text "a=b" */
function pairOf(text) {
  const at = text.indexOf('=');
  /** @type {Pair} */
  const pair = at < 0 ? [text.trim(), ''] : [text.slice(0, at).trim(), unescaped(text.slice(at + 1).trim())];
  return pair;
}

/**
 * What a header says, beside its value; null: the value says it.
 * @param {string} name
 * @param {string} value
 * @returns {Reading | null}
 */
export function readingOf(name, value) {
  switch (name.toLowerCase()) {
    case 'cookie':
      return {
        label: 'Cookies',
        facts: value
          .split(';')
          .filter((part) => part.trim() !== '')
          .map(pairOf),
        text: '',
      };
    case 'set-cookie':
      return {
        label: 'Cookie',
        facts: value
          .split(';')
          .filter((part) => part.trim() !== '')
          .map(pairOf),
        text: '',
      };
    case 'authorization':
    case 'proxy-authorization':
      return credentials(value);
    default:
      return /^(?:Bearer\s+)?eyJ[\w-]+\.[\w-]+\.[\w-]*$/i.test(value.trim()) ? credentials(value) : null;
  }
}
