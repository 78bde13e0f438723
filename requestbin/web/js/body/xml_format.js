// XML, one tag a line and indented, as coloured pieces. Reads tags only; nothing is resolved, so no
// entity can do anything. Pure.

/** @typedef {{kind: 'open' | 'close' | 'empty' | 'text' | 'comment' | 'other', text: string}} Token */
/** @typedef {{kind: 'tag' | 'text' | 'comment' | 'other', text: string}} Piece */
/** @typedef {{indent: number, pieces: Piece[]}} XmlLine */

/**
 * @param {string} source
 * @returns {XmlLine[] | null} null: not like XML
 */
export function xmlLines(source) {
  const tokens = tokenize(source.trim());
  if (tokens === null || !tokens.some((t) => t.kind === 'open' || t.kind === 'empty')) return null;
  const lines = [];
  let depth = 0;
  for (let i = 0; i < tokens.length; i += 1) {
    const token = tokens[i];
    if (token.kind === 'close') depth = Math.max(0, depth - 1);
    const pieces = [piece(token)];
    const indent = depth;
    // <a>text</a> and <a></a> stay on one line.
    if (token.kind === 'open') {
      const [next, after] = [tokens[i + 1], tokens[i + 2]];
      if (next?.kind === 'close') {
        pieces.push(piece(next));
        i += 1;
      } else if (next?.kind === 'text' && after?.kind === 'close') {
        pieces.push(piece(next), piece(after));
        i += 2;
      } else {
        depth += 1;
      }
    }
    lines.push({indent, pieces});
  }
  return lines;
}

/**
 * @param {Token} token
 * @returns {Piece}
 */
function piece(token) {
  const {kind, text} = token;
  return {kind: kind === 'open' || kind === 'close' || kind === 'empty' ? 'tag' : kind, text};
}

/**
 * @param {string} source
 * @returns {Token[] | null}
 */
function tokenize(source) {
  if (!source.startsWith('<')) return null;
  /** @type {Token[]} */
  const tokens = [];
  let at = 0;
  while (at < source.length) {
    /** @type {[end: string, kind: Token['kind']] | null} */
    const rest = source.startsWith('<!--', at)
      ? ['-->', 'comment']
      : source.startsWith('<![CDATA[', at)
        ? [']]>', 'text']
        : source.startsWith('<?', at)
          ? ['?>', 'other']
          : source.startsWith('<!', at)
            ? ['>', 'other']
            : null;
    if (rest !== null) {
      const end = source.indexOf(rest[0], at);
      if (end < 0) return null;
      tokens.push({kind: rest[1], text: source.slice(at, end + rest[0].length)});
      at = end + rest[0].length;
    } else if (source[at] === '<') {
      const end = tagEnd(source, at);
      if (end < 0) return null;
      const text = source.slice(at, end);
      tokens.push({kind: text.startsWith('</') ? 'close' : text.endsWith('/>') ? 'empty' : 'open', text});
      at = end;
    } else {
      const end = source.indexOf('<', at);
      const text = source.slice(at, end < 0 ? source.length : end).trim();
      if (text !== '') tokens.push({kind: 'text', text});
      at = end < 0 ? source.length : end;
    }
  }
  return tokens;
}

/**
 * Behind the > of a tag; attribute values may hold one.
 * @param {string} source
 * @param {number} from
 */
function tagEnd(source, from) {
  let quote = '';
  for (let i = from; i < source.length; i += 1) {
    const c = source[i];
    if (quote !== '') {
      if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (c === '>') return i + 1;
  }
  return -1;
}
