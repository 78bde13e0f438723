// The live server as the source of everything.

import {apiPath} from './server.js';
import {ServerActions} from './server_actions.js';
import {ServerBus} from './server_bus.js';
import {Stream} from './stream.js';

/** @import {Listener, Source} from './source.js' */
/** @import {ListQuery} from './types.js' */
/** @import {Server} from './server.js' */

/** @implements {Source} */
export class ServerSource {
  live = true;
  holder = 'the server';
  refusal = '';
  peek = null;
  exports = ['ndjson', 'har', 'http', 'curl'];

  /** @param {Server} server */
  constructor(server) {
    this.server = server;
    this.origin = server.root.origin;
    this.actions = new ServerActions(server);
    this.bus = new ServerBus(server);
  }

  /** @param {string} bin */
  urlOf(bin) {
    return new URL(encodeURIComponent(bin), this.server.root).href;
  }

  async hasRuns() {
    return '/api/v2/runs' in (await this.server.description()).paths;
  }

  bins() {
    return this.server.json('GET', 'bins');
  }
  /** @param {string} name */
  bin(name) {
    return this.server.json('GET', apiPath('bins', name));
  }
  /** @param {string} bin @param {ListQuery} query @param {AbortSignal} [signal] */
  requests(bin, query, signal) {
    return this.server.json('GET', apiPath('bins', bin, 'requests'), {query: {fields: 'summary', ...query}, signal});
  }
  /** @param {string} bin @param {string} id @param {AbortSignal} [signal] */
  record(bin, id, signal) {
    return this.server.json('GET', apiPath('bins', bin, 'requests', id), {signal});
  }
  /** @param {string} bin @param {string} id */
  body(bin, id) {
    return this.server.blob(apiPath('bins', bin, 'requests', id, 'body'));
  }
  /** @param {string} bin @param {string} format @param {number[] | null} [seqs] */
  exported(bin, format, seqs = null) {
    const path = apiPath('bins', bin, 'export');
    return seqs === null ? this.server.blob(path, {format}) : this.server.blob(path, {format}, {seqs: runsOf(seqs)});
  }
  /** @param {string[]} [bins] private ones whose awaits are wanted, too */
  awaits(bins = []) {
    return this.server.json('GET', 'awaits', {query: namedBins(bins)});
  }
  /** @param {string} id @param {string[]} [bins] private ones that it may be about */
  verdict(id, bins = []) {
    return this.server.json('GET', apiPath('awaits', id), {query: namedBins(bins)});
  }
  /** @param {string} name */
  stub(name) {
    return this.server.json('GET', apiPath('stubs', name));
  }
  /** @param {string} name */
  stubSessions(name) {
    return this.server.json('GET', apiPath('stubs', name, 'sessions'));
  }
  /** @param {string} name */
  stubHealth(name) {
    return this.server.json('GET', apiPath('stubs', name, 'health'), {also: [503]}); // 503: told with the findings
  }

  /** @param {string[] | null} bins @param {number} cursor @param {Listener} listener */
  follow(bins, cursor, listener) {
    const query = {bins: bins?.join(',')};
    const stream = new Stream({open: (lastId, signal) => this.server.stream('events', query, lastId, signal), ...listener});
    stream.start(cursor);
    return stream;
  }
}

/** @param {string[]} bins */
function namedBins(bins) {
  return bins.length > 0 ? {bins: bins.join(',')} : {};
}

/**
 * Numbers in order, as runs of [first, last].
 * @param {number[]} seqs
 */
function runsOf(seqs) {
  /** @type {[number, number][]} */
  const runs = [];
  for (const seq of seqs) {
    const last = runs[runs.length - 1];
    if (last !== undefined && last[1] + 1 === seq) last[1] = seq;
    else runs.push([seq, seq]);
  }
  return runs;
}
