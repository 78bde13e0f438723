// Characters that nobody sees but that change how a text reads, or what a terminal does. Pure.

/** The first and the last of each run, in order: as base::is_hidden_control() of the server, which says what they are. */
const HIDDEN = [
  [0, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180e, 0x180e],
  [0x200b, 0x200b],
  [0x200e, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff9, 0xfffb],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe007f],
];

/**
 * Controls, what steers the direction of text, and characters without width or ink. Not the joiners U+200C and U+200D
 * and the variation selectors: emoji and whole scripts are written with them.
 * @param {number} code
 */
export function isHiddenControl(code) {
  return HIDDEN.some(([from, to]) => code >= from && code <= to);
}

/** Nearly every text has none of these, and need not be walked. */
const MAYBE_HIDDEN =
  /[^\x20-\x7e\n\t\u00a0-\u00ac\u00ae-\u034e\u0350-\u0600\u0700-\u10ff\u1200-\u177f\u1900-\u1fff\u3000-\u3130\u3190-\ud7ff]/;

/**
 * Whether a terminal and an editor keep the text as it is: line ends and tabs aside no hidden control.
 * @param {string} text
 */
export function isPlainText(text) {
  if (!MAYBE_HIDDEN.test(text)) return true;
  for (const c of text) {
    const code = /** @type {number} */ (c.codePointAt(0));
    if (isHiddenControl(code) && c !== '\n' && c !== '\t') return false;
  }
  return true;
}

/**
 * The text for eyes: hidden controls read \x1b or \u202e. Line ends and tabs stay where `lines` says so.
 * @param {string} text
 * @param {boolean} [lines]
 */
export function showHidden(text, lines = true) {
  if (!MAYBE_HIDDEN.test(text) && (lines || !/[\n\t]/.test(text))) return text;
  let out = '';
  for (const c of lines ? text.replace(/\r\n/g, '\n') : text) {
    const code = /** @type {number} */ (c.codePointAt(0));
    if (!isHiddenControl(code) || (lines && (c === '\n' || c === '\t'))) out += c;
    else if (code < 0x80) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else if (code > 0xffff) out += `\\u{${code.toString(16)}}`;
    else out += `\\u${code.toString(16).padStart(4, '0')}`;
  }
  return out;
}
