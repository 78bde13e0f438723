// What the server says about terms that the page cannot answer, kept up to date: for one bin and one
// Moco request object, which seqs fit. Asks for the newest first, then page by page for the rest, and
// for what arrives while it runs. The API is handed in.

const PAGE = 1000;
const MOST = 200_000;
/** Between two questions about new arrivals: a busy bin is asked in batches. */
const PAUSE = 250;

export class Search {
  /**
   * @param {object} o  bin, request (Moco object), ask(bin, query, signal) -> Promise<listing>,
   *   onChange(), onError(error), later(f, ms) -> cancel
   */
  constructor({bin, request, ask, onChange, onError, later}) {
    Object.assign(this, {bin, ask, onChange, onError, later});
    this.filter = JSON.stringify(request);
    this.fitting = new Set();
    this.low = null; // asked are the seqs from `low` to `high`
    this.high = null;
    this.done = false; // everything that was there at the beginning is asked
    this.abort = new AbortController();
    this.busy = false;
    this.wanted = 0;
    this.cancel = () => {};
  }

  /** true, false, or null: not known yet. */
  knows(seq) {
    if (this.fitting.has(seq)) return true;
    return this.high !== null && seq <= this.high && seq >= this.low ? false : null;
  }

  async start() {
    this.busy = true;
    try {
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
    if (this.wanted > this.high) this.next();
  }

  /** A record came. */
  arrived(seq) {
    this.wanted = Math.max(this.wanted, seq);
    if (this.busy || this.high === null || this.wanted <= this.high) return;
    this.busy = true;
    this.cancel = this.later(() => this.next(), PAUSE);
  }

  async next() {
    this.busy = true;
    try {
      do {
        const page = await this.ask(this.bin, {filter: this.filter, order: 'asc', limit: PAGE, after: this.high}, this.abort.signal);
        this.take(page);
        const before = this.high;
        this.high = Math.max(before, page.more ? page.cursor : page.newest);
        this.onChange();
        if (this.high === before) break; // the bin is younger than what was announced: made anew
      } while (this.wanted > this.high);
    } catch (error) {
      this.fail(error);
      return;
    }
    this.busy = false;
  }

  take(page) {
    for (const summary of page.requests) this.fitting.add(summary.seq);
    // In order of arrival after the beginning; the oldest are not in the list any more.
    if (this.fitting.size > MOST) this.fitting = new Set([...this.fitting].sort((a, b) => a - b).slice(-MOST / 2));
  }

  fail(error) {
    if (this.abort.signal.aborted) return;
    this.onError(error);
  }

  stop() {
    this.cancel();
    this.abort.abort(new Error('the filter changed'));
  }
}
