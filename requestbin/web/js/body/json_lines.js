// JSON by lines (NDJSON, JSON Lines, JSON text sequences): which lines there are, and what each is. Pure.

import {parseJson} from './json_parse.js';

/** @import {JsonNode} from './json_parse.js' */

/** @typedef {{number: number, text: string, node: JsonNode | null}} JsonLine null: this line is not JSON */

/**
 * The lines that hold something. Null: the text is something else. Two lines at least that are JSON, and nearly all of
 * them, unless its type says so.
 * @param {string} text
 * @param {string} type
 * @returns {JsonLine[] | null}
 */
export function jsonLines(text, type) {
  const told = /\b(x-)?(ndjson|jsonl|json-?lines|jsonlines|json-seq)\b/i.test(type);
  if (!told && !/^\s*[[{]/.test(text)) return null;
  /** @type {JsonLine[]} */
  const lines = [];
  let good = 0;
  const all = text.split('\n');
  for (let i = 0; i < all.length; i += 1) {
    const line = all[i].replace(/^\x1e/, '').trim();
    if (line === '') continue;
    if (!told && !/^[[{]/.test(line)) return null;
    const {node} = parseJson(line);
    if (node !== null) good += 1;
    else if (!told && lines.length - good > lines.length / 10) return null; // an indented document, or prose
    lines.push({number: i + 1, text: line, node});
  }
  if (told) return good > 0 ? lines : null;
  return good >= 2 && good * 10 >= lines.length * 9 ? lines : null;
}
