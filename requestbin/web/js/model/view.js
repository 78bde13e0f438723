// Which lines of the store are shown: filter, time range, and what is held back while the reader
// reads. Kept up to date row by row; a change of the filter goes through all once. Pure.

/** @import {Change, Store} from './store.js' */
/** @import {Row} from './row.js' */

export class View {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    /** @type {((row: Row) => boolean) | null} null: everything */
    this.test = null;
    this.hide = true; // false: what does not fit stays, dimmed
    /** @type {[from: number, to: number] | null} ms */
    this.range = null;
    /** @type {number | null} gseq: newer lines wait */
    this.frozen = null;
    this.shifted = 0; // how many ever left at the old end
    this.stale = false;
    /** @type {Row[]} ascending; the list turns it round */
    this.visible = [];
    this.waiting = 0;
    this.fitting = 0;
    this.rebuild();
  }

  /**
   * Call with each change of the store.
   * @param {Change} change
   */
  changed({added = [], oldest = [], removed, disordered}) {
    if (removed || disordered) this.stale = true;
    if (this.stale) return;
    for (const row of added) this.take(row);
    if (oldest.length > 0) this.dropOldest(oldest);
  }

  /**
   * On a full page this happens several times a second: only what leaves is looked at.
   * @param {Row[]} rows
   */
  dropOldest(rows) {
    let n = 0;
    while (n < this.visible.length && this.visible[n].gone) n += 1;
    if (this.test === null || this.hide) this.fitting -= n;
    else for (let i = 0; i < n; i += 1) if (this.test(this.visible[i])) this.fitting -= 1;
    this.visible.splice(0, n);
    this.shifted += n;
    if (this.frozen !== null && this.waiting > 0 && rows[rows.length - 1].gseq > this.frozen) this.stale = true;
  }

  /** @param {{test?: ((row: Row) => boolean) | null, hide?: boolean, range?: [from: number, to: number] | null}} change */
  set({test = this.test, hide = this.hide, range = this.range}) {
    this.test = test;
    this.hide = hide;
    this.range = range;
    this.rebuild();
  }

  /** Holds back what comes from now on. */
  freeze() {
    if (this.frozen !== null) return;
    const {rows} = this.store;
    this.frozen = rows.length > 0 ? rows[rows.length - 1].gseq : 0;
  }

  thaw() {
    if (this.frozen === null) return;
    this.frozen = null;
    this.rebuild();
  }

  /** @param {Row} row */
  inRange(row) {
    return this.range === null || (row.time >= this.range[0] && row.time <= this.range[1]);
  }

  /** Of the lines that fit, in order; null: nothing is left out. What waits to be let in is not among them. */
  seqs() {
    if (this.test === null && this.range === null) return null;
    if (this.stale) this.rebuild();
    const {test} = this;
    return this.visible.filter((row) => test === null || test(row)).map((row) => row.seq);
  }

  /** @param {Row} row */
  fits(row) {
    return this.test === null || this.test(row);
  }

  /** @param {Row} row */
  take(row) {
    if (!this.inRange(row)) return;
    const fits = this.fits(row);
    if (!fits && this.hide) return;
    if (this.frozen !== null && row.gseq > this.frozen) {
      this.waiting += 1;
      return;
    }
    if (fits) this.fitting += 1;
    this.visible.push(row);
  }

  rebuild() {
    this.stale = false;
    this.visible = [];
    this.waiting = 0;
    this.fitting = 0;
    for (const row of this.store.rows) this.take(row);
  }

  /** Rows in the order of the list: newest first. */
  get count() {
    if (this.stale) this.rebuild();
    return this.visible.length;
  }

  /**
   * @param {number} index
   * @returns {Row | undefined}
   */
  at(index) {
    if (this.stale) this.rebuild();
    return this.visible[this.visible.length - 1 - index];
  }

  /**
   * A number that the row at this index keeps while others come and go at both ends.
   * @param {number} index
   */
  placeOf(index) {
    return this.shifted + this.visible.length - 1 - index;
  }

  /**
   * -1 when it is not shown.
   * @param {{gseq: number}} row
   */
  indexOf(row) {
    if (this.stale) this.rebuild();
    let low = 0;
    let high = this.visible.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.visible[middle];
      if (found.gseq === row.gseq) return this.visible.length - 1 - middle;
      if (found.gseq < row.gseq) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}
