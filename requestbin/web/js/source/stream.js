// The live connection: keeps one event stream open, resumes it behind the last event that was seen,
// and says what state it is in. Opening and timers are handed in, so that it can be tested.

import {runLater} from '../base/signal.js';
import {SseParser} from './sse_parser.js';
import {textOf} from './source.js';

/** @import {ConnectionState} from './source.js' */

const WAITS = [500, 1000, 2000, 4000, 8000];
/** The server sends a comment every 15 s; silence for longer means a dead connection. */
const SILENCE = 40_000;

export class Stream {
  /**
   * @param {object} o
   * @param {(lastId: string, signal: AbortSignal) => Promise<Response>} o.open
   * @param {(type: string, data: any) => void} o.onEvent
   * @param {(state: ConnectionState) => void} o.onState
   * @param {(f: () => void, ms: number) => () => void} [o.later] returns what cancels it
   * @param {() => number} [o.now] ms
   */
  constructor({open, onEvent, onState, later = runLater, now = Date.now}) {
    this.open = open;
    this.onEvent = onEvent;
    this.onState = onState;
    this.later = later;
    this.now = now;
    this.lastId = '';
    this.tries = 0;
    /** @type {AbortController | null} the connection that is open */
    this.abort = null;
    /** @type {AbortController | null} the one from which something came */
    this.live = null;
    this.cancelTimer = () => {};
    this.cancelSilence = () => {};
  }

  /**
   * `lastId`: where to begin; a number is a gseq.
   * @param {string | number} lastId where to begin; a number is a gseq
   */
  start(lastId) {
    this.stop();
    this.lastId = String(lastId);
    this.connect();
  }

  stop() {
    this.cancelTimer();
    this.cancelSilence();
    this.abort?.abort();
    this.abort = null;
    this.onState({state: 'closed'});
  }

  /** At once, when a wait for the next try is under way. */
  retry() {
    if (this.abort !== null) return;
    this.cancelTimer();
    this.connect();
  }

  async connect() {
    const abort = new AbortController();
    this.abort = abort;
    if (this.tries === 0) this.onState({state: 'connecting'});
    let problem = 'the server closed the connection';
    try {
      const response = await this.open(this.lastId, abort.signal);
      if (this.abort !== abort) return; // stopped while it was opened: nobody would end the watch over it
      await this.read(response, abort);
    } catch (error) {
      problem = textOf(error);
    }
    if (this.abort !== abort) return; // stopped, or started anew
    this.abort = null;
    this.cancelSilence();
    abort.abort();
    const wait = WAITS[Math.min(this.tries, WAITS.length - 1)];
    this.tries += 1;
    this.onState({state: 'waiting', retryAt: this.now() + wait, problem});
    this.cancelTimer = this.later(() => this.connect(), wait);
  }

  /**
   * @param {Response} response
   * @param {AbortController} abort
   */
  async read(response, abort) {
    const parser = new SseParser((event) => {
      if (this.abort !== abort) return;
      if (event.type !== 'hello' && event.id !== '') this.lastId = event.id;
      this.onEvent(event.type, JSON.parse(event.data));
    });
    if (response.body === null) return;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      this.watch(abort);
      const {done, value} = await reader.read();
      if (done || this.abort !== abort) return;
      if (this.tries !== 0 || !this.isLive(abort)) this.setLive(abort);
      parser.feed(value);
    }
  }

  /** @param {AbortController} abort */
  isLive(abort) {
    return this.live === abort;
  }

  /** @param {AbortController} abort */
  setLive(abort) {
    this.tries = 0;
    this.live = abort;
    this.onState({state: 'live'});
  }

  /** @param {AbortController} abort */
  watch(abort) {
    this.cancelSilence();
    this.cancelSilence = this.later(() => abort.abort(new Error('nothing came for 40 s')), SILENCE);
  }
}
