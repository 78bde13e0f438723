// Regular expressions whose work grows with the text only. The browser's own RegExp tries one way
// after the other, and a pattern such as (a+)+b makes it try for hours: the page would stand still.
// Here all ways are followed at once (Thompson's construction), and the sets of ways are remembered
// as states of an automaton, so that a list of 100,000 lines is tested quickly. Ignores case, as
// RegExp does with the flag i. Pure.

import {PatternError, parsePattern} from './pattern_parse.js';

/** @import {CharSet, Node} from './pattern_parse.js' */

/** Instructions of a compiled pattern: (x{100}){100} would be 10,000. */
const MOST_INSTRUCTIONS = 2000;
/** States, and ways between them, that are remembered; then all are forgotten. */
const MOST_STATES = 1000;
const MOST_STEPS = 20_000;

/** What stands before a character: nothing, a letter of a word, another one. */
const START = 0;
const WORD = 1;
const OTHER = 2;
const END = -1;

/**
 * @param {string} source
 * @returns {(text: string) => boolean} whether a part of the text fits
 * @throws {SyntaxError} by RegExp, or {PatternError} with the place of what is not known here
 */
export function compilePattern(source) {
  RegExp(source);
  const program = new Program(source, parsePattern(source));
  const automaton = new Automaton(program);
  return (text) => automaton.test(text);
}

/**
 * Goes on at the index `next`, or at two of them at once.
 * @typedef {{done: true} | {fits: (c: number) => boolean, next: number} | {assert: string, next: number} | {first: number, second: number}} Instruction
 */
/** @typedef {{before: number, ways: number[], next: Map<number, State | true>}} State */

class Program {
  /**
   * @param {string} source
   * @param {Node} tree
   */
  constructor(source, tree) {
    this.source = source;
    /** @type {Instruction[]} */
    this.code = [];
    this.first = this.emit(tree, this.add({done: true}));
  }

  /** @param {Instruction} instruction */
  add(instruction) {
    if (this.code.length >= MOST_INSTRUCTIONS) {
      throw new PatternError(
        'regular expression: it repeats too much',
        0,
        this.source.length,
        'repeat less, or without a number: x* instead of x{0,1000}',
      );
    }
    return this.code.push(instruction) - 1;
  }

  /**
   * The code for a node that goes on at `next`; where it begins. Written from the end.
   * @param {Node} node
   * @param {number} next
   * @returns {number}
   */
  emit(node, next) {
    if ('set' in node) return this.add({fits: charTest(node.set), next});
    if ('assert' in node) return this.add({assert: node.assert, next});
    if ('all' in node) return node.all.reduceRight((to, part) => this.emit(part, to), next);
    if ('any' in node) return node.any.map((part) => this.emit(part, next)).reduceRight((second, first) => this.add({first, second}));
    let to = next;
    if (node.max === Infinity) {
      const fork = {first: next, second: next};
      to = this.add(fork);
      fork.first = this.emit(node.repeat, to);
    } else {
      for (let i = node.min; i < node.max; i += 1) to = this.add({first: this.emit(node.repeat, to), second: next});
    }
    for (let i = 0; i < node.min; i += 1) to = this.emit(node.repeat, to);
    return to;
  }
}

class Automaton {
  /** @param {Program} program */
  constructor({code, first}) {
    this.code = code;
    this.first = first;
    this.seen = new Uint32Array(code.length); // the round in which an instruction was reached
    this.round = 0;
    /** @type {Map<string, State>} */
    this.states = new Map();
    this.steps = 0;
    this.initial = this.state(START, []);
  }

  forget() {
    this.states = new Map();
    this.steps = 0;
    this.initial = this.state(START, []);
  }

  /**
   * `ways`: where the ways stand, before what needs no character is followed.
   * @param {number} before
   * @param {number[]} ways
   * @returns {State}
   */
  state(before, ways) {
    ways.sort((a, b) => a - b);
    const key = `${before}:${ways.join()}`;
    let state = this.states.get(key);
    if (state === undefined) {
      state = {before, ways, next: new Map()};
      this.states.set(key, state);
    }
    return state;
  }

  /** @param {string} text */
  test(text) {
    let state = this.initial;
    for (let i = 0; i <= text.length; i += 1) {
      const c = i < text.length ? text.charCodeAt(i) : END;
      let next = state.next.get(c);
      if (next === undefined) {
        if (this.states.size > MOST_STATES || this.steps > MOST_STEPS) {
          this.forget();
          state = this.state(state.before, state.ways);
        }
        next = this.step(state, c);
        state.next.set(c, next);
        this.steps += 1;
      }
      if (next === true) return true;
      state = next;
    }
    return false;
  }

  /**
   * The state behind the character, or true: a part has fitted.
   * @param {State} state
   * @param {number} c
   * @returns {State | true}
   */
  step(state, c) {
    this.round += 1;
    /** @type {number[]} */
    const ways = [];
    const open = [...state.ways, this.first]; // one more way begins at every character
    for (;;) {
      const at = open.pop();
      if (at === undefined) break;
      if (this.seen[at] === this.round) continue;
      this.seen[at] = this.round;
      const instruction = this.code[at];
      if ('done' in instruction) return true;
      if ('fits' in instruction) {
        if (c !== END && instruction.fits(c)) ways.push(instruction.next);
      } else if ('first' in instruction) open.push(instruction.first, instruction.second);
      else if (holds(instruction.assert, state.before, c)) open.push(instruction.next);
    }
    return this.state(isWord(c) ? WORD : OTHER, [...new Set(ways)]);
  }
}

/**
 * @param {string} assert
 * @param {number} before
 * @param {number} c
 */
function holds(assert, before, c) {
  if (assert === '^') return before === START;
  if (assert === '$') return c === END;
  return ((before === WORD) !== isWord(c)) === (assert === 'b');
}

/** @param {number} c */
const isWord = (c) => (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || c === 95 || (c >= 97 && c <= 122);

/**
 * @param {CharSet} set
 * @returns {(c: number) => boolean}
 */
function charTest({ranges, negated}) {
  const within = (/** @type {number} */ c) => ranges.some(([from, to]) => c >= from && c <= to);
  return (c) => (within(c) || variants(c).some(within)) !== negated;
}

/**
 * The same letter in the other case; RegExp folds no letter beyond ASCII into it.
 * @param {number} c
 */
function variants(c) {
  const letter = String.fromCharCode(c);
  return [letter.toLowerCase(), letter.toUpperCase()]
    .filter((other) => other.length === 1 && other !== letter && c < 128 === other.charCodeAt(0) < 128)
    .map((other) => other.charCodeAt(0));
}
