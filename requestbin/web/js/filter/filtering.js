// From the text of the filter box to a test of lines: what the page can tell by itself, and one
// Search per bin for each question that only the server can answer.

import {Search} from './search.js';
import {parseFilter} from './parse.js';
import {rowTest} from './evaluate.js';
import {serverQuestions} from './moco.js';

export class Filtering {
  /** @param {object} o  source, onChange() (answers came), onError(text), later(f, ms) */
  constructor({
    source,
    onChange,
    onError,
    later = (f, ms) => {
      const t = setTimeout(f, ms);
      return () => clearTimeout(t);
    },
  }) {
    Object.assign(this, {source, onChange, onError, later});
    this.parsed = {terms: [], errors: []};
    this.questions = [];
    this.searches = new Map(); // bin -> Search[]
    this.local = null;
    this.failed = false;
  }

  /** @returns the errors; a text with errors leaves the last good filter in force */
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

  /** null: everything fits. */
  get test() {
    if (this.questions.length === 0) return this.local;
    return (row) => (this.local === null || this.local(row)) && this.answered(row);
  }

  answered(row) {
    const searches = this.of(row.bin);
    return this.questions.every(({fits}, i) => searches[i].knows(row.seq) === fits);
  }

  arrived(bin, seq) {
    if (this.questions.length === 0) return;
    for (const search of this.of(bin)) search.arrived(seq);
  }

  of(bin) {
    let searches = this.searches.get(bin);
    if (searches === undefined) {
      searches = this.questions.map(
        ({request}) =>
          new Search({
            bin,
            request,
            ask: (...question) => this.source.requests(...question),
            later: this.later,
            onChange: this.onChange,
            onError: (error) => {
              if (this.failed) return;
              this.failed = true; // one message, however many bins were asked
              this.onError(error.message);
            },
          }),
      );
      this.searches.set(bin, searches);
      for (const search of searches) search.start();
    }
    return searches;
  }

  /** True while the server is still looking through what was there at the beginning. */
  get searching() {
    if (this.failed) return false;
    for (const searches of this.searches.values()) if (searches.some((s) => !s.done)) return true;
    return false;
  }
}
