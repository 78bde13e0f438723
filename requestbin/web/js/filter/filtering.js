// From the text of the filter box to a test of lines: what the page can tell by itself, and one
// Search per bin for each question that only the server can answer.

import {runLater} from '../base/signal.js';
import {Search} from './search.js';
import {parseFilter} from './parse.js';
import {rowTest} from './evaluate.js';
import {serverQuestions} from './moco.js';
import {textOf} from '../source/source.js';

/** @import {FilterError, Term} from './parse.js' */
/** @import {Question} from './moco.js' */
/** @import {Row} from '../model/row.js' */
/** @import {RowTest} from './evaluate.js' */
/** @import {Source} from '../source/source.js' */

export class Filtering {
  /**
   * @param {object} o
   * @param {Pick<Source, 'peek' | 'requests'>} o.source
   * @param {() => void} o.onChange the server found something
   * @param {(text: string) => void} o.onError
   * @param {(f: () => void, ms: number) => () => void} [o.later] returns what cancels it
   */
  constructor({source, onChange, onError, later = runLater}) {
    this.source = source;
    this.onChange = onChange;
    this.onError = onError;
    this.later = later;
    /** @type {{terms: Term[], errors: FilterError[]}} */
    this.parsed = {terms: [], errors: []};
    /** @type {Question[]} */
    this.questions = [];
    /** @type {Map<string, Search[]>} by bin */
    this.searches = new Map();
    /** @type {RowTest | null} */
    this.local = null;
    this.failed = false;
  }

  /**
   * @param {string} text
   * @returns {FilterError[]} a text with errors leaves the last good filter in force
   */
  set(text) {
    const parsed = parseFilter(text, {atHand: this.source.peek !== null});
    this.parsed = parsed;
    if (parsed.errors.length > 0) return parsed.errors;
    this.restart();
    return [];
  }

  /** All questions anew: the filter, the bin or the server is another. */
  restart() {
    this.stop();
    if (this.parsed.errors.length > 0) return;
    const {peek} = this.source;
    this.local = rowTest(this.parsed.terms, peek);
    this.questions = peek === null ? serverQuestions(this.parsed.terms) : [];
    this.failed = false;
  }

  stop() {
    for (const searches of this.searches.values()) for (const search of searches) search.stop();
    this.searches.clear();
  }

  /**
   * null: everything fits.
   * @returns {RowTest | null}
   */
  get test() {
    if (this.questions.length === 0) return this.local;
    return (row) => (this.local === null || this.local(row)) && this.serverFits(row);
  }

  /** @param {Row} row */
  serverFits(row) {
    const searches = this.of(row.bin);
    return this.questions.every(({fits}, i) => searches[i].knows(row.seq) === fits);
  }

  /**
   * @param {string} bin
   * @param {number} seq
   */
  arrived(bin, seq) {
    if (this.questions.length === 0) return;
    for (const search of this.of(bin)) search.arrived(seq);
  }

  /** @param {string} bin */
  of(bin) {
    let searches = this.searches.get(bin);
    if (searches === undefined) {
      searches = this.questions.map(
        ({request}) =>
          new Search({
            bin,
            request,
            ask: (name, query, signal) => this.source.requests(name, query, signal),
            later: this.later,
            onChange: this.onChange,
            onError: (error) => {
              if (this.failed) return;
              this.failed = true; // one message, however many bins were asked
              this.onError(textOf(error));
            },
          }),
      );
      this.searches.set(bin, searches);
      for (const search of searches) search.start();
    }
    return searches;
  }

  /** On how many records of a bin, or of all (''), the server's search gave up: they are not shown. */
  unknown(bin = '') {
    let count = 0;
    for (const [name, searches] of this.searches)
      if (bin === '' || name === bin) count += new Set(searches.flatMap((s) => [...s.unknown])).size;
    return count;
  }

  /** True while the server is still looking through what was there at the beginning. */
  get searching() {
    if (this.failed) return false;
    for (const searches of this.searches.values()) if (searches.some((s) => !s.done)) return true;
    return false;
  }
}
