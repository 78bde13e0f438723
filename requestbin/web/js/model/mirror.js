// What the source knows, kept up to date: bins, awaits, and the lines of the bin in view. First the
// lists are loaded, then what changes is followed behind the cursor that came with them, so nothing is
// missed between; what comes twice is recognised by its id.
//
// Signals: 'bins', 'awaits' (something of them changed), 'await' (one AWAIT), 'connection' (state),
// 'loading' ({loaded, total} or null), 'arrived' (summary), 'problem' (text).

import {MAX_ROWS} from './store.js';
import {isMissing, textOf} from '../source/source.js';
import {tabMemory} from '../base/storage.js';

/** @import {Await, Bin, Summary} from '../source/types.js' */
/** @import {ConnectionState, Follower, Source} from '../source/source.js' */
/** @import {Memory} from '../base/storage.js' */
/** @import {Signals} from '../base/signal.js' */
/** @import {Store} from './store.js' */

const PAGE = 1000;
const MAX_EVENTS = 5000;

/** @typedef {{info: Bin, unread: number}} KnownBin */
/** @typedef {{await: Await, at: number}} KnownAwait `at`: when it was read, ms of this clock */

export class Mirror {
  /** @param {{source: Source, store: Store, signals: Signals, storage?: Memory}} o */
  constructor({source, store, signals, storage = tabMemory}) {
    this.source = source;
    this.store = store;
    this.signals = signals;
    this.storage = storage;
    /** @type {Map<string, KnownBin>} by name */
    this.bins = new Map();
    /** @type {Map<number, KnownAwait>} by id */
    this.awaits = new Map();
    /** @type {{time: number, bin: string}[]} of topics, for the time strip */
    this.busEvents = [];
    /** @type {string[]} where requests may be sent again, besides their bins */
    this.targets = [];
    this.scope = ''; // '' means all bins
    /** @type {string | null} which one it is; null: it has not said hello yet */
    this.server = null;
    this.generation = 0;
    this.complete = false; // the list is loaded as far as it is going to be
    /** @type {ConnectionState} */
    this.connection = {state: 'connecting'};
    /** @type {Follower | null} */
    this.follower = null;
    /** @type {Follower | null} */
    this.privateFollower = null;
  }

  /**
   * Loads everything and follows it. Throws SourceError when the first load fails.
   * @param {string} scope
   */
  async start(scope) {
    this.scope = scope;
    const cursor = await this.loadOverview();
    this.follower = this.source.follow(null, cursor, {
      onEvent: (type, data) => this.onEvent(type, data),
      onState: (state) => {
        this.connection = state;
        this.signals.emit('connection', state);
      },
    });
    this.openPrivate(cursor);
    await this.loadScope();
  }

  async loadOverview() {
    const [{bins, cursor}, {awaits}, {targets}] = await Promise.all([
      this.source.bins(),
      this.source.awaits(this.privateNames()),
      this.source.actions?.targets() ?? {targets: []},
    ]);
    this.targets = targets;
    const known = new Map(bins.map((info) => [info.name, info]));
    for (const name of new Set([...this.privateNames(), this.scope])) {
      if (name === '' || known.has(name)) continue;
      try {
        const info = await this.source.bin(name);
        known.set(name, info);
        if (info.private) this.rememberPrivate(name);
      } catch (error) {
        if (!isMissing(error)) throw error;
        this.forgetPrivate(name);
      }
    }
    const old = this.bins;
    this.bins = new Map([...known].map(([name, info]) => [name, {info, unread: old.get(name)?.unread ?? 0}]));
    this.awaits = new Map(awaits.map((a) => [a.id, {await: a, at: Date.now()}]));
    this.signals.emit('bins');
    this.signals.emit('awaits');
    return cursor;
  }

  /**
   * Another bin, or '' for all.
   * @param {string} scope
   */
  async show(scope) {
    this.scope = scope;
    this.store.reset();
    const bin = this.bins.get(scope);
    if (bin !== undefined) bin.unread = 0;
    this.signals.emit('bins');
    await this.loadScope();
  }

  /** `untilKnown`: what is older than a page that is known already is known, too. */
  async loadScope(untilKnown = false) {
    const generation = ++this.generation;
    const current = () => generation === this.generation;
    const known = untilKnown && this.complete;
    this.complete = false;
    try {
      if (this.scope !== '') await this.loadBin(this.scope, MAX_ROWS, current, known);
      else {
        for (const name of this.bins.keys()) {
          if (current()) await this.loadBin(name, PAGE, current, known);
        }
      }
      if (this.scope !== '') await this.loadTopics(current);
    } catch (error) {
      if (current() && !isMissing(error)) this.signals.emit('problem', `the list could not be loaded: ${textOf(error)}`);
    }
    if (!current()) return;
    this.complete = true;
    this.signals.emit('loading', null);
  }

  /**
   * @param {string} name
   * @param {number} most
   * @param {() => boolean} current
   * @param {boolean} untilKnown
   */
  async loadBin(name, most, current, untilKnown) {
    let before;
    let loaded = 0;
    for (;;) {
      const page = await this.source.requests(name, {order: 'desc', limit: PAGE, before});
      if (!current()) return;
      const fresh = this.store.load(page.requests);
      loaded += page.requests.length;
      if (!page.more || (untilKnown && fresh === 0) || loaded >= most || this.store.rows.length >= MAX_ROWS) return;
      before = page.cursor;
      this.signals.emit('loading', {loaded, total: Math.min(most, this.bins.get(name)?.info.held ?? 0)});
    }
  }

  /**
   * Events of the bus, as dots on the time strip of another bin.
   * @param {() => boolean} current
   */
  async loadTopics(current) {
    this.busEvents = [];
    for (const [name, {info}] of this.bins) {
      if (info.kind !== 'topic' || name === this.scope) continue;
      const page = await this.source.requests(name, {order: 'desc', limit: PAGE});
      if (!current()) return;
      for (const summary of page.requests) this.busEvents.push({time: Date.parse(summary.received_at), bin: name});
    }
    if (this.busEvents.length > 0) this.signals.emit('busEvents');
  }

  /**
   * @param {string} type
   * @param {any} data
   */
  onEvent(type, data) {
    switch (type) {
      case 'hello':
        return this.onHello(data);
      case 'request':
        return this.onRequest(data);
      case 'await':
        this.awaits.set(data.id, {await: data, at: Date.now()});
        this.trimAwaits();
        this.signals.emit('await', data);
        return this.signals.emit('awaits');
      case 'cleared':
      case 'evicted':
        return this.onRemoved(data);
      case 'bin':
        return this.onBin(data);
      case 'gap':
        return this.reload(data.reason === 'restart');
      default:
        return undefined; // a newer server may say more
    }
  }

  /** @param {{server: string}} data */
  onHello({server}) {
    const restarted = this.server !== null && this.server !== server;
    this.server = server;
    if (restarted) this.reload(true);
  }

  /** @param {Summary} summary */
  onRequest(summary) {
    const bin = this.bins.get(summary.bin);
    const shown = this.scope === '' || this.scope === summary.bin;
    if (shown && !this.store.add(summary)) return;
    if (bin !== undefined) {
      bin.info.held = Math.min(bin.info.held + 1, bin.info.max_records);
      bin.info.total += 1;
      if (!shown || document.hidden) bin.unread += 1;
    }
    if (!shown && summary.kind === 'event') {
      this.busEvents.push({time: Date.parse(summary.received_at), bin: summary.bin});
      if (this.busEvents.length > MAX_EVENTS * 1.1) this.busEvents.splice(0, this.busEvents.length - MAX_EVENTS);
      this.signals.emit('busEvents');
    }
    this.signals.emit('arrived', summary);
    this.signals.emit('bins');
  }

  /** @param {{bin: string, held: number, evicted?: number, through?: number, seqs?: number[]}} data */
  onRemoved(data) {
    const bin = this.bins.get(data.bin);
    if (bin !== undefined) {
      bin.info.held = data.held;
      if (data.evicted !== undefined) bin.info.evicted = data.evicted;
      if (data.held === 0) bin.unread = 0;
    }
    if (data.seqs !== undefined) this.store.removeSeqs(data.bin, data.seqs);
    else if (data.through !== undefined) this.store.removeThrough(data.bin, data.through);
    this.signals.emit('bins');
  }

  /** @param {{change: 'created' | 'changed' | 'removed', bin: Bin}} data */
  onBin({change, bin}) {
    if (change === 'removed') {
      this.bins.delete(bin.name);
      this.forgetPrivate(bin.name);
      this.store.removeBin(bin.name);
    } else {
      this.bins.set(bin.name, {info: bin, unread: this.bins.get(bin.name)?.unread ?? 0});
    }
    this.signals.emit('bins');
  }

  /**
   * After a gap: the lists again. After a restart nothing of before is true any more.
   * @param {boolean} anew
   */
  async reload(anew) {
    const generation = ++this.generation;
    try {
      if (anew) {
        this.store.reset();
        this.busEvents = [];
      }
      await this.loadOverview();
      if (generation !== this.generation) return;
      for (const {info} of this.bins.values()) {
        this.store.removeThrough(info.name, Math.max(info.evicted_through, info.cleared_through));
      }
      this.signals.emit(anew ? 'restarted' : 'reloaded');
      await this.loadScope(!anew);
    } catch (error) {
      this.signals.emit('problem', `the lists could not be loaded again: ${textOf(error)}`);
    }
  }

  /** Decided awaits make room, the oldest first. */
  trimAwaits() {
    for (const [id, entry] of this.awaits) {
      if (this.awaits.size <= 300) return;
      if (entry.await.outcome !== 'pending') this.awaits.delete(id);
    }
  }

  // Private bins are known by name only; the names live as long as the tab.
  /** @returns {string[]} */
  privateNames() {
    return JSON.parse(this.storage.getItem('ricochet.private') ?? '[]');
  }
  /** @param {string} name */
  rememberPrivate(name) {
    this.storage.setItem('ricochet.private', JSON.stringify([...new Set([...this.privateNames(), name])].slice(-20)));
  }
  /** @param {string} name */
  forgetPrivate(name) {
    const names = this.privateNames();
    if (names.includes(name)) this.storage.setItem('ricochet.private', JSON.stringify(names.filter((n) => n !== name)));
  }

  /**
   * The stream of everything leaves private bins out; they are asked for by name on a second one.
   * @param {number} cursor
   */
  openPrivate(cursor) {
    this.privateFollower?.stop();
    this.privateFollower = null;
    const names = [...this.bins.values()].filter(({info}) => info.private).map(({info}) => info.name);
    if (names.length === 0) return;
    this.privateFollower = this.source.follow(names, cursor, {
      onEvent: (type, data) => {
        if (type !== 'hello') this.onEvent(type, data);
      },
      onState: () => {},
    });
  }

  /** @param {string} bin */
  kindOf(bin) {
    return this.bins.get(bin)?.info.kind ?? 'bin';
  }

  /** At once, when a wait for the next try is under way. */
  retry() {
    this.follower?.retry();
  }

  /**
   * How long an await has waited by now, in ms; `at`: when it was read, on this clock.
   * @param {Await} a
   * @param {number} at
   */
  waited(a, at) {
    return a.waited_ms + (a.outcome === 'pending' && this.source.live ? Date.now() - at : 0);
  }

  /**
   * A bin that is asked for by name; true when there is one.
   * @param {string} name
   */
  async open(name) {
    if (!this.bins.has(name)) {
      try {
        const info = await this.source.bin(name);
        this.bins.set(info.name, {info, unread: 0});
        if (info.private) {
          this.rememberPrivate(info.name);
          const {cursor} = await this.source.bins();
          this.openPrivate(cursor);
          const {awaits} = await this.source.awaits(this.privateNames());
          for (const a of awaits) this.awaits.set(a.id, {await: a, at: Date.now()});
          this.signals.emit('awaits');
        }
        this.signals.emit('bins');
      } catch (error) {
        if (isMissing(error)) return false;
        throw error;
      }
    }
    return true;
  }
}
