// Reads a regular expression as JavaScript has it without flags, into a tree. The browser's own
// RegExp has said before that the syntax is right. What needs memory of what was matched (look-around,
// references back) is refused. Pure.

/** Deepest nesting of groups. */
const MOST_DEPTH = 50;

const DIGITS = [[48, 57]];
const WORD = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
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
const LINE_ENDS = [
  [10, 10],
  [13, 13],
  [0x2028, 0x2029],
];
const CLASSES = {d: DIGITS, w: WORD, s: SPACE};
const CONTROLS = {t: 9, n: 10, v: 11, f: 12, r: 13};

/** `at` is where in the pattern. */
export class PatternError extends Error {
  constructor(message, at, to, hint) {
    super(message);
    Object.assign(this, {at, to, hint});
  }
}

/**
 * A node is one of
 *   {set: {ranges, negated}}            one character
 *   {assert: '^' | '$' | 'b' | 'B'}
 *   {all: [node]}   {any: [node]}       in a row; one of
 *   {repeat: node, min, max}            max may be Infinity
 */
export function parsePattern(source) {
  return new Reader(source).alternatives(0);
}

class Reader {
  constructor(source) {
    this.source = source;
    this.at = 0;
  }

  get c() {
    return this.source[this.at];
  }

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

  row(depth) {
    const all = [];
    while (this.at < this.source.length && this.c !== '|' && this.c !== ')') all.push(this.repeated(this.atom(depth)));
    return all.length === 1 ? all[0] : {all};
  }

  repeated(node) {
    const found = /^(?:([*+?])|\{(\d+)(,(\d*))?\})\??/.exec(this.source.slice(this.at, this.at + 40));
    if (found === null) return node;
    this.at += found[0].length;
    const [, sign, least, comma, most] = found;
    if (sign !== undefined) return {repeat: node, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity};
    const min = Number(least);
    return {repeat: node, min, max: comma === undefined ? min : most === '' ? Infinity : Number(most)};
  }

  atom(depth) {
    const c = this.c;
    this.at += 1;
    if (c === '(') return this.group(depth);
    if (c === '[') return {set: this.set()};
    if (c === '.') return {set: {ranges: LINE_ENDS, negated: true}};
    if (c === '^' || c === '$') return {assert: c};
    if (c !== '\\') return one(c.charCodeAt(0));
    if (this.c === 'b' || this.c === 'B') {
      this.at += 1;
      return {assert: this.source[this.at - 1]};
    }
    return {set: this.escape(false)};
  }

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

  /** Behind the backslash. */
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

  set() {
    const negated = this.c === '^';
    if (negated) this.at += 1;
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

  /** Of a class: ranges, marked when it is one character. */
  member() {
    const c = this.c;
    this.at += 1;
    if (c !== '\\') return mark([[c.charCodeAt(0), c.charCodeAt(0)]]);
    const {ranges, negated} = this.escape(true);
    if (negated) return complement(ranges);
    return CLASSES[this.source[this.at - 1]?.toLowerCase()] === ranges ? [...ranges] : mark([...ranges]);
  }
}

const single = (code) => ({ranges: [[code, code]], negated: false});
const one = (code) => ({set: single(code)});
const mark = (ranges) => Object.assign(ranges, {single: true});

function complement(ranges) {
  const out = [];
  let next = 0;
  for (const [from, to] of ranges) {
    if (from > next) out.push([next, from - 1]);
    next = to + 1;
  }
  out.push([next, 0xffff]);
  return out;
}
