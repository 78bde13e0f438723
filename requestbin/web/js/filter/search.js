// What the server says about terms that the page cannot answer, kept up to date: for one bin and one
// Moco request object, which seqs fit. Asks for the newest first, then page by page for the rest, and
// for what arrives while it runs. The API is handed in.

/** @import {Listing, ListQuery} from '../source/types.js' */
/** @import {MocoRequest} from './moco.js' */

const PAGE = 1000;
const MOST = 200_000;
/** Between two questions about new arrivals: a busy bin is asked in batches. */
const PAUSE = 250;

export class Search {
  /**
   * @param {object} o
   * @param {string} o.bin
   * @param {MocoRequest} o.request
   * @param {(bin: string, query: ListQuery, signal: AbortSignal) => Promise<Listing>} o.ask
   * @param {() => void} o.onChange
   * @param {(error: unknown) => void} o.onError
   * @param {(f: () => void, ms: number) => () => void} o.later returns what cancels it
   */
  constructor({bin, request, ask, onChange, onError, later}) {
    this.bin = bin;
    this.ask = ask;
    this.onChange = onChange;
    this.onError = onError;
    this.later = later;
    this.filter = JSON.stringify(request);
    /** @type {Set<number>} */
    this.fitting = new Set();
    /** @type {Set<number>} on which the filter gave up: neither a yes nor a no */
    this.unknown = new Set();
    this.low = 0; // asked are the seqs from `low` to `high`
    /** @type {number | null} null: nothing is asked yet */
    this.high = null;
    this.done = false; // everything that was there at the beginning is asked
    this.abort = new AbortController();
    this.busy = false;
    this.wanted = 0;
    this.cancel = () => {};
  }

  /**
   * true, false, or null: not known yet, or nobody can say.
   * @param {number} seq
   */
  knows(seq) {
    if (this.fitting.has(seq)) return true;
    if (this.unknown.has(seq)) return null;
    return this.high !== null && seq <= this.high && seq >= this.low ? false : null;
  }

  async start() {
    this.busy = true;
    try {
      /** @type {number | undefined} */
      let before;
      for (;;) {
        const page = await this.ask(this.bin, {filter: this.filter, order: 'desc', limit: PAGE, before}, this.abort.signal);
        this.take(page);
        this.high ??= page.newest;
        before = page.cursor;
        this.low = page.more ? page.cursor : 0;
        this.done = !page.more;
        this.onChange();
        if (!page.more) break;
      }
    } catch (error) {
      this.fail(error);
      return;
    }
    this.busy = false;
    if (this.high !== null && this.wanted > this.high) this.next(this.high);
  }

  /**
   * A record came.
   * @param {number} seq
   */
  arrived(seq) {
    this.wanted = Math.max(this.wanted, seq);
    if (this.busy || this.high === null || this.wanted <= this.high) return;
    this.busy = true;
    const {high} = this;
    this.cancel = this.later(() => this.next(high), PAUSE);
  }

  /**
   * What has come behind `high`.
   * @param {number} high
   */
  async next(high) {
    this.busy = true;
    try {
      let asked = high;
      do {
        const page = await this.ask(this.bin, {filter: this.filter, order: 'asc', limit: PAGE, after: asked}, this.abort.signal);
        this.take(page);
        const before = asked;
        asked = Math.max(before, page.more ? page.cursor : page.newest);
        this.high = asked;
        this.onChange();
        if (asked === before) break; // the bin is younger than what was announced: made anew
      } while (this.wanted > asked);
    } catch (error) {
      this.fail(error);
      return;
    }
    this.busy = false;
  }

  /** @param {Listing} page */
  take(page) {
    for (const summary of page.requests) this.fitting.add(summary.seq);
    for (const seq of page.unknown ?? []) this.unknown.add(seq);
    // In order of arrival after the beginning; the oldest are not in the list any more.
    if (this.fitting.size > MOST) this.fitting = new Set([...this.fitting].sort((a, b) => a - b).slice(-MOST / 2));
  }

  /** @param {unknown} error */
  fail(error) {
    if (this.abort.signal.aborted) return;
    this.onError(error);
  }

  stop() {
    this.cancel();
    this.abort.abort(new Error('the filter changed'));
  }
}
