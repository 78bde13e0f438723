// Data that stand in the file of the page itself, as the source of everything: no server, nothing comes any more,
// nothing can be changed. Pure.

import {SourceError} from './source.js';
import {toBytes} from '../base/bytes.js';

/** @import {Listener, Source} from './source.js' */
/** @import {ApiRecord, AwaitLink, Bin, EmbeddedData, ListQuery, Summary, Verdict} from './types.js' */

/** @implements {Source} */
export class EmbeddedSource {
  live = false;
  holder = 'this file';
  refusal = 'This page is a file: nothing can be changed or sent from here.';
  actions = null;
  bus = null;
  exports = ['ndjson'];

  /** @param {EmbeddedData} data */
  constructor(data) {
    if (data.version !== 1) throw new Error(`the data in this file are of version ${data.version}; this page reads version 1`);
    this.data = data;
    this.origin = data.origin ?? 'http://localhost';
    /** @type {Map<string, ApiRecord>} */
    this.byId = new Map(data.records.map((record) => [record.id, record]));
    /** @type {Map<string, ApiRecord[]>} by seq */
    this.byBin = new Map(data.bins.map(({name}) => [name, []]));
    for (const record of [...data.records].sort((a, b) => a.seq - b.seq)) this.of(record.bin).push(record);
    this.links = linksOf(data.awaits ?? []);
    this.peek = (/** @type {string} */ id) => this.byId.get(id) ?? null;
  }

  /**
   * These from now on: what a run that goes on has grown to.
   * @param {EmbeddedData} grown
   */
  take(grown) {
    const {data, origin, byId, byBin, links} = new EmbeddedSource(grown);
    Object.assign(this, {data, origin, byId, byBin, links});
  }

  /** @param {string} bin */
  of(bin) {
    const records = this.byBin.get(bin);
    if (records === undefined) throw new SourceError(404, `there is no bin ${bin} in this file`);
    return records;
  }

  /** @param {string} bin */
  urlOf(bin) {
    return this.data.bins.find(({name}) => name === bin)?.url ?? '';
  }

  async hasRuns() {
    return false;
  }

  async bins() {
    return {bins: this.data.bins.map((bin) => this.infoOf(bin)), cursor: 0};
  }

  /** @param {string} name */
  async bin(name) {
    const bin = this.data.bins.find((known) => known.name === name);
    if (bin === undefined) throw new SourceError(404, `there is no bin ${name} in this file`);
    return this.infoOf(bin);
  }

  /**
   * What the file does not say of a bin is counted.
   * @param {EmbeddedData['bins'][number]} bin
   * @returns {Bin}
   */
  infoOf(bin) {
    const records = this.of(bin.name);
    const newest = records.at(-1)?.seq ?? 0;
    return {
      color: [],
      private: false,
      created_at: '',
      expires_at: null,
      cursor: newest,
      total: newest,
      evicted: 0,
      evicted_through: 0,
      cleared_through: 0,
      deleted: 0,
      max_records: records.length,
      max_bytes: 0,
      labels: {},
      ttl: null,
      ttl_mode: 'fixed',
      group: null,
      ...bin,
      held: records.length,
      held_bytes: records.reduce((sum, record) => sum + record.body.size, 0),
    };
  }

  /** @param {string} bin @param {ListQuery} query */
  async requests(bin, {order = 'asc', limit = 1000, before, after = 0}) {
    const all = this.of(bin);
    const wanted = all.filter(({seq}) => seq > after && (before === undefined || seq < before));
    if (order === 'desc') wanted.reverse();
    const page = wanted.slice(0, limit);
    const newest = all.at(-1)?.seq ?? 0;
    return {bin, requests: page.map(summaryOf), cursor: page.at(-1)?.seq ?? after, newest, more: wanted.length > limit};
  }

  /** @param {string} bin @param {string} id */
  async record(bin, id) {
    const record = this.byId.get(id);
    if (record === undefined || record.bin !== bin) throw new SourceError(404, `there is no request ${id} in this file`);
    return record.awaits === undefined ? {...record, awaits: this.links.get(id) ?? []} : record;
  }

  /** @param {string} bin @param {string} id */
  async body(bin, id) {
    return new Blob([toBytes((await this.record(bin, id)).body)]);
  }

  /** @param {string} bin @param {string} _format @param {number[] | null} [seqs] */
  async exported(bin, _format, seqs = null) {
    const wanted = seqs === null ? null : new Set(seqs);
    const records = this.of(bin).filter(({seq}) => wanted === null || wanted.has(seq));
    return new Blob(records.map((record) => `${JSON.stringify(record)}\n`));
  }

  async awaits() {
    return {awaits: this.data.awaits ?? []};
  }

  /** @param {string} id */
  async verdict(id) {
    const found = this.data.awaits?.find((verdict) => String(verdict.id) === id);
    if (found === undefined) throw new SourceError(404, `there is no await ${id} in this file`);
    return found;
  }

  /** @param {string} name */
  async stub(name) {
    return this.stubOf(name).stub;
  }
  /** @param {string} name */
  async stubSessions(name) {
    return {sessions: this.stubOf(name).sessions};
  }
  /** @param {string} name */
  async stubHealth(name) {
    return this.stubOf(name).health;
  }
  /** @param {string} name */
  stubOf(name) {
    const found = this.data.stubs?.find(({stub}) => stub.name === name);
    if (found === undefined) throw new SourceError(404, `this file tells nothing of the stub ${name}`);
    return found;
  }

  /** @param {string[] | null} _bins @param {number} _cursor @param {Listener} listener */
  follow(_bins, _cursor, {onEvent, onState}) {
    onState({state: 'file'});
    onEvent('hello', {server: 'file'});
    return {retry: () => {}, stop: () => {}};
  }
}

/**
 * Which awaits counted a record, as their verdicts say.
 * @param {Verdict[]} verdicts
 */
function linksOf(verdicts) {
  /** @type {Map<string, AwaitLink[]>} */
  const links = new Map();
  for (const {id, name, outcome, matched = []} of verdicts) {
    for (const record of matched) links.set(record.id, [...(links.get(record.id) ?? []), {id, name, outcome}]);
  }
  return links;
}

/**
 * A record has everything that its line has, but for the form of the peer.
 * @param {ApiRecord} record
 * @returns {Summary}
 */
function summaryOf(record) {
  if (record.kind === 'event') return record;
  const {peer} = record;
  return {...record, peer: `${peer.address.includes(':') ? `[${peer.address}]` : peer.address}:${peer.port}`};
}
