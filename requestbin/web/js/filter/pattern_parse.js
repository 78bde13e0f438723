// Reads a regular expression as JavaScript has it without flags, into a tree. The browser's own
// RegExp has said before that the syntax is right. What needs memory of what was matched (look-around,
// references back) is refused. Pure.

/** Deepest nesting of groups. */
const MOST_DEPTH = 50;

/** @typedef {[from: number, to: number][]} Ranges */
/** @typedef {{ranges: Ranges, negated: boolean}} CharSet */
/** @typedef {'^' | '$' | 'b' | 'B'} Assertion */
/**
 * One character, an assertion, nodes in a row, one of the nodes, or one that is repeated; `max` may be Infinity.
 * @typedef {{set: CharSet} | {assert: Assertion} | {all: Node[]} | {any: Node[]} | {repeat: Node, min: number, max: number}} Node
 */

/** @type {Ranges} */
const DIGITS = [[48, 57]];
/** @type {Ranges} */
const WORD = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
/** @type {Ranges} */
const SPACE = [
  [9, 13],
  [32, 32],
  [160, 160],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];
/** @type {Ranges} */
const LINE_ENDS = [
  [10, 10],
  [13, 13],
  [0x2028, 0x2029],
];
/** @type {{[letter: string]: Ranges}} */
const CLASSES = {d: DIGITS, w: WORD, s: SPACE};
/** @type {{[letter: string]: number}} */
const CONTROLS = {t: 9, n: 10, v: 11, f: 12, r: 13};

/** `at` is where in the pattern. */
export class PatternError extends Error {
  /**
   * @param {string} message
   * @param {number} at
   * @param {number} to
   * @param {string} hint
   */
  constructor(message, at, to, hint) {
    super(message);
    this.at = at;
    this.to = to;
    this.hint = hint;
  }
}

/**
 * @param {string} source
 * @returns {Node}
 */
export function parsePattern(source) {
  return new Reader(source).alternatives(0);
}

class Reader {
  /** @param {string} source */
  constructor(source) {
    this.source = source;
    this.at = 0;
  }

  get c() {
    return this.source[this.at];
  }

  /**
   * @param {number} depth
   * @returns {Node}
   */
  alternatives(depth) {
    if (depth > MOST_DEPTH)
      throw new PatternError('regular expression: groups are nested too deep', this.at, this.at + 1, 'write it flatter');
    const any = [this.row(depth)];
    while (this.c === '|') {
      this.at += 1;
      any.push(this.row(depth));
    }
    return any.length === 1 ? any[0] : {any};
  }

  /**
   * @param {number} depth
   * @returns {Node}
   */
  row(depth) {
    const all = [];
    while (this.at < this.source.length && this.c !== '|' && this.c !== ')') all.push(this.repeated(this.atom(depth)));
    return all.length === 1 ? all[0] : {all};
  }

  /**
   * @param {Node} node
   * @returns {Node}
   */
  repeated(node) {
    const found = /^(?:([*+?])|\{(\d+)(,(\d*))?\})\??/.exec(this.source.slice(this.at, this.at + 40));
    if (found === null) return node;
    this.at += found[0].length;
    const [, sign, least, comma, most] = found;
    if (sign !== undefined) return {repeat: node, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity};
    const min = Number(least);
    return {repeat: node, min, max: comma === undefined ? min : most === '' ? Infinity : Number(most)};
  }

  /**
   * @param {number} depth
   * @returns {Node}
   */
  atom(depth) {
    const c = this.c;
    this.at += 1;
    if (c === '(') return this.group(depth);
    if (c === '[') return {set: this.set()};
    if (c === '.') return {set: {ranges: LINE_ENDS, negated: true}};
    if (c === '^' || c === '$') return {assert: c};
    if (c !== '\\') return one(c.charCodeAt(0));
    const assert = this.c;
    if (assert === 'b' || assert === 'B') {
      this.at += 1;
      return {assert};
    }
    return {set: this.escape(false)};
  }

  /**
   * @param {number} depth
   * @returns {Node}
   */
  group(depth) {
    const start = this.at - 1;
    const head = /^\?(?:(:)|<(?![=!])[^>]*>|(<?[=!]))/.exec(this.source.slice(this.at));
    if (head?.[2] !== undefined) {
      throw new PatternError(
        'regular expression: look-around is not known here',
        start,
        start + 1 + head[0].length,
        'say it with a second term, or -path~... for "has not"',
      );
    }
    this.at += head === null ? 0 : head[0].length;
    const node = this.alternatives(depth + 1);
    this.at += 1; // ")"
    return node;
  }

  /**
   * Behind the backslash.
   * @param {boolean} inClass
   * @returns {CharSet}
   */
  escape(inClass) {
    const start = this.at - 1;
    const c = this.c;
    this.at += 1;
    const known = CLASSES[c.toLowerCase()];
    if (known !== undefined) return {ranges: known, negated: c !== c.toLowerCase()};
    if (CONTROLS[c] !== undefined) return single(CONTROLS[c]);
    if (c === 'b' && inClass) return single(8);
    const hex = c === 'x' ? /^[0-9a-f]{2}/i : c === 'u' ? /^[0-9a-f]{4}/i : null;
    const digits = hex?.exec(this.source.slice(this.at, this.at + 4))?.[0];
    if (digits !== undefined) {
      this.at += digits.length;
      return single(parseInt(digits, 16));
    }
    if (/[0-9kpPc]/.test(c)) {
      throw new PatternError(`regular expression: \\${c} is not known here`, start, this.at, 'write the characters themselves');
    }
    return single(c.charCodeAt(0));
  }

  /** @returns {CharSet} */
  set() {
    const negated = this.c === '^';
    if (negated) this.at += 1;
    /** @type {Ranges} */
    const ranges = [];
    while (this.c !== ']') {
      const from = this.member();
      if (this.c === '-' && this.source[this.at + 1] !== ']') {
        this.at += 1;
        const to = this.member();
        if (from.length === 1 && to.length === 1 && from.single && to.single) ranges.push([from[0][0], to[0][0]]);
        else ranges.push(...from, [45, 45], ...to); // "-" beside a class means itself
      } else ranges.push(...from);
    }
    this.at += 1;
    return {ranges, negated};
  }

  /**
   * Of a class: ranges, marked when it is one character.
   * @returns {Ranges & {single?: boolean}}
   */
  member() {
    const c = this.c;
    this.at += 1;
    if (c !== '\\') return asSingle([[c.charCodeAt(0), c.charCodeAt(0)]]);
    const {ranges, negated} = this.escape(true);
    if (negated) return complement(ranges);
    return CLASSES[this.source[this.at - 1]?.toLowerCase()] === ranges ? [...ranges] : asSingle([...ranges]);
  }
}

/** @type {(code: number) => CharSet} */
const single = (code) => ({ranges: [[code, code]], negated: false});
/** @type {(code: number) => Node} */
const one = (code) => ({set: single(code)});
/** @type {(ranges: Ranges) => Ranges & {single: boolean}} */
const asSingle = (ranges) => Object.assign(ranges, {single: true});

/** @param {Ranges} ranges */
function complement(ranges) {
  /** @type {Ranges} */
  const out = [];
  let next = 0;
  for (const [from, to] of ranges) {
    if (from > next) out.push([next, from - 1]);
    next = to + 1;
  }
  out.push([next, 0xffff]);
  return out;
}
