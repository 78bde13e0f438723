// The lines of the bin that is shown (or of all bins), in order of arrival. Bounded: the oldest make
// room. Knows nothing of the document; `onChange` is told after each change. Pure.

import {toRow} from './row.js';

/** @import {Summary} from '../source/types.js' */
/** @import {Row} from './row.js' */

export const MAX_ROWS = 100_000;

/**
 * What changed: rows that came, rows that left at the old end, or rows that left anywhere.
 * @typedef {object} Change
 * @property {Row[]} [added]
 * @property {boolean} [disordered] those that came are not all newer
 * @property {Row[]} [oldest] those that left at the old end
 * @property {boolean} [removed] some left anywhere
 */

export class Store {
  /**
   * @param {{maxRows?: number, onChange?: (change: Change) => void}} [options]
   */
  constructor({maxRows = MAX_ROWS, onChange = () => {}} = {}) {
    this.maxRows = maxRows;
    this.onChange = onChange;
    /** @type {Row[]} ascending gseq */
    this.rows = [];
    /** @type {Map<string, Row>} */
    this.byId = new Map();
    this.dropped = 0; // left this page for room, though the source may still have them
    /** @type {[earliest: number, latest: number]} of all that came, ms: what is imported is not in its order */
    this.times = [Infinity, -Infinity];
  }

  /** @param {Row} row */
  note({time}) {
    this.times = [Math.min(this.times[0], time), Math.max(this.times[1], time)];
  }

  reset() {
    this.rows = [];
    this.byId = new Map();
    this.dropped = 0;
    this.times = [Infinity, -Infinity];
    this.onChange({removed: true});
  }

  /** @param {string} id */
  get(id) {
    return this.byId.get(id) ?? null;
  }

  /**
   * A summary of the stream; false when it is known already.
   * @param {Summary} summary
   */
  add(summary) {
    if (this.byId.has(summary.id)) return false;
    const row = toRow(summary);
    row.fresh = true;
    this.note(row);
    const last = this.rows[this.rows.length - 1];
    if (last !== undefined && last.gseq > row.gseq) {
      this.merge([row]);
      return true;
    }
    this.rows.push(row);
    this.byId.set(row.id, row);
    this.onChange({added: [row]});
    // Room is made in blocks, so that a full page does not shift its whole list at each arrival.
    if (this.rows.length > this.maxRows + Math.min(1000, this.maxRows / 10)) this.makeRoom();
    return true;
  }

  /**
   * Summaries of a list, in any order; those that are known are left as they are.
   * @param {Summary[]} summaries
   */
  load(summaries) {
    const rows = [];
    for (const summary of summaries) {
      if (!this.byId.has(summary.id)) rows.push(toRow(summary));
    }
    if (rows.length > 0) this.merge(rows);
    return rows.length;
  }

  /** @param {Row[]} rows */
  merge(rows) {
    rows.sort((a, b) => a.gseq - b.gseq);
    for (const row of rows) {
      this.byId.set(row.id, row);
      this.note(row);
    }
    const first = this.rows[0];
    const last = this.rows[this.rows.length - 1];
    if (first === undefined || last.gseq < rows[0].gseq) this.rows = this.rows.concat(rows);
    else if (rows[rows.length - 1].gseq < first.gseq) this.rows = rows.concat(this.rows);
    else this.rows = this.rows.concat(rows).sort((a, b) => a.gseq - b.gseq);
    this.onChange({added: rows, disordered: true});
    if (this.rows.length > this.maxRows) this.makeRoom();
  }

  makeRoom() {
    const out = this.rows.splice(0, this.rows.length - this.maxRows);
    this.dropped += out.length;
    for (const row of out) this.forget(row);
    this.onChange({oldest: out});
  }

  /** @param {Row} row */
  forget(row) {
    row.gone = true;
    this.byId.delete(row.id);
  }

  /**
   * Everything of the bin up to that seq is gone.
   * @param {string} bin
   * @param {number} through
   */
  removeThrough(bin, through) {
    // Seqs of a bin rise: behind the first of its rows that stays, nothing is to be looked for. This comes
    // several times a second while a full bin makes room.
    let end = 0;
    while (end < this.rows.length && (this.rows[end].bin !== bin || this.rows[end].seq <= through)) end += 1;
    this.removeWhere((row) => row.bin === bin && row.seq <= through, end);
  }

  /**
   * @param {string} bin
   * @param {number[]} seqs
   */
  removeSeqs(bin, seqs) {
    const gone = new Set(seqs);
    this.removeWhere((row) => row.bin === bin && gone.has(row.seq));
  }

  /** @param {string} bin */
  removeBin(bin) {
    this.removeWhere((row) => row.bin === bin);
  }

  /**
   * Among the first `end` rows.
   * @param {(row: Row) => boolean} gone
   * @param {number} [end]
   */
  removeWhere(gone, end = this.rows.length) {
    /** @type {Row[]} */
    const out = [];
    /** @type {Row[]} */
    const kept = [];
    for (let i = 0; i < end; i += 1) (gone(this.rows[i]) ? out : kept).push(this.rows[i]);
    if (out.length === 0) return;
    for (const row of out) this.forget(row);
    const oldest = kept.length === 0 || kept[0].gseq > out[out.length - 1].gseq;
    this.rows.splice(0, end, ...(kept.length < 10_000 ? kept : []));
    if (kept.length >= 10_000) this.rows = kept.concat(this.rows);
    this.onChange(oldest ? {oldest: out} : {removed: true});
  }
}
