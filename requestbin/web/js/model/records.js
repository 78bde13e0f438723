// Whole records, fetched when they are looked at; the last few are kept, bounded by bytes. Pure but
// for the API that it is given.

/** @import {ApiRecord} from '../source/types.js' */

const MAX_BYTES = 48_000_000;
const MAX_RECORDS = 60;

export class Records {
  /** @param {(bin: string, id: string, signal?: AbortSignal) => Promise<ApiRecord>} fetchRecord */
  constructor(fetchRecord) {
    this.fetchRecord = fetchRecord;
    /** @type {Map<string, ApiRecord>} */
    this.kept = new Map(); // id -> record, least recently used first
    this.bytes = 0;
  }

  /** @param {string} id */
  peek(id) {
    return this.kept.get(id) ?? null;
  }

  /**
   * @param {string} bin
   * @param {string} id
   * @param {AbortSignal} [signal]
   */
  async get(bin, id, signal) {
    const known = this.kept.get(id);
    if (known !== undefined) {
      this.kept.delete(id);
      this.kept.set(id, known);
      return known;
    }
    const record = await this.fetchRecord(bin, id, signal);
    this.kept.set(id, record);
    this.bytes += record.body.size;
    for (const [oldId, old] of this.kept) {
      if (this.kept.size === 1 || (this.bytes <= MAX_BYTES && this.kept.size <= MAX_RECORDS)) break;
      this.kept.delete(oldId);
      this.bytes -= old.body.size;
    }
    return record;
  }

  /**
   * Which awaits counted it may have changed since.
   * @param {string} id
   */
  forget(id) {
    const old = this.kept.get(id);
    if (old === undefined) return;
    this.kept.delete(id);
    this.bytes -= old.body.size;
  }

  clear() {
    this.kept.clear();
    this.bytes = 0;
  }
}
