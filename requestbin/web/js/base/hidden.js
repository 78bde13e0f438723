// Characters that nobody sees but that change how a text reads, or what a terminal does. Pure.

/**
 * Controls C0, DEL and C1, those of the text's direction, line and paragraph separators, the byte order mark, tags: as
 * base::is_hidden_control() of the server.
 * @param {number} code
 */
export function isHiddenControl(code) {
  return (
    code < 0x20 ||
    (code >= 0x7f && code <= 0x9f) ||
    code === 0x061c ||
    code === 0x200e ||
    code === 0x200f ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069) ||
    code === 0xfeff ||
    (code >= 0xe0000 && code <= 0xe007f)
  );
}

const MAYBE_HIDDEN = /[^\x20-\x7e\n\t\u00a0-\u0600\u0700-\u1fff\u3000-\ud7ff]/;

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
