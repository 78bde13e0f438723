// What a run left in this file: one element for the run, two for each scenario (what it came to; all that happened),
// one for the end. The second is read when somebody looks at its scenario. A file that was cut has those that ended.

/** @import {ConnectionState} from '../source/source.js' */
/** @import {ApiRecord, EmbeddedData, Verdict} from '../source/types.js' */

/** @typedef {{file: string, line: number, column: number, pointer: string}} Place */
/** @typedef {'passed' | 'failed' | 'error' | 'skipped' | 'pending' | 'running'} Outcome the last two of a run that goes on */

/**
 * @typedef {object} Step
 * @property {string} title
 * @property {Outcome} outcome
 * @property {number} started_ms since the scenario's start
 * @property {number} took_ms
 * @property {string} [message]
 * @property {Place} [at]
 */

/**
 * What a scenario came to: `scenario_finished` of docs/reports.md, and how its suite was set up.
 * @typedef {object} Scenario
 * @property {string} suite
 * @property {string} file
 * @property {number} line
 * @property {string} scenario its name
 * @property {string[]} tags
 * @property {Outcome} outcome
 * @property {string} [error]
 * @property {string} started_at
 * @property {number} took_ms
 * @property {number} tries
 * @property {string} [message]
 * @property {string} [story]
 * @property {Place} [at]
 * @property {string[]} warnings
 * @property {Step[]} steps
 * @property {Step[]} [running] those that it is at, without outcome, while it runs
 * @property {string} summary
 */

/** @typedef {{gseq: number, type: string, at: string, offset_us: number, [more: string]: any}} BusEvent EVENT of docs/bus.md */

/**
 * All that happened while it ran. Times are microseconds since the start of the suite's log.
 * @typedef {object} Trace
 * @property {number} began_us
 * @property {number} ended_us
 * @property {string} began_at
 * @property {EmbeddedData['bins']} bins
 * @property {ApiRecord[]} records
 * @property {BusEvent[]} bus
 * @property {Verdict[]} awaits
 * @property {[at_us: number, service: string, text: string][]} lines
 * @property {number} records_left_out
 * @property {number} lines_left_out
 */

/** @typedef {{version: number, program: string, seed: string, started_at: string, scenarios: number}} Run */
/** @typedef {{passed: number, failed: number, errors: number, skipped: number, flaky: number, interrupted: boolean, took_ms: number}} End */

/**
 * Who is told what changed in a run.
 * @typedef {object} RunListener
 * @property {() => void} onRun everything may have
 * @property {(index: number, type: string) => void} onScenario one scenario, by an event of docs/reports.md
 * @property {(state: ConnectionState) => void} onState
 */

/**
 * Where the data of a run come from: this file (RunData), or the server (LiveRun).
 * @typedef {object} RunSource
 * @property {boolean} live whether anything may still come
 * @property {(Run & {id?: number}) | null} run null: none has begun
 * @property {Scenario[]} scenarios
 * @property {End | null} end null: it goes on, did not end, or the file was cut
 * @property {{id: number, state: string, scenarios: number}[]} runs that can be chosen, newest first
 * @property {number} first the scenario that a reader wants first
 * @property {(listener: RunListener) => void} start tells onRun() when there is something
 * @property {(index: number) => Promise<Trace | null>} trace what happened in a scenario; null: it was not run
 * @property {(id: string | null) => void} choose another run; null: the newest
 * @property {() => void} retry at once, when it waits for the server
 */

/** @implements {RunSource} */
export class RunData {
  live = false;
  /** @type {RunSource['runs']} */
  runs = [];

  /** @param {Document} page */
  static isIn(page) {
    return page.getElementsByClassName('ricochet-run').length > 0;
  }

  /** @param {Document} page */
  constructor(page) {
    const read = (/** @type {Element} */ element) => JSON.parse(element.textContent ?? '');
    const all = (/** @type {string} */ name) => [...page.getElementsByClassName(name)];
    /** @type {Run} */
    this.run = read(all('ricochet-run')[0]);
    if (this.run.version !== 1) throw new Error(`the data in this file are of version ${this.run.version}; this page reads version 1`);
    /** @type {Scenario[]} */
    this.scenarios = all('ricochet-scenario').map(read);
    this.traces = all('ricochet-trace');
    const end = all('ricochet-end')[0];
    /** @type {End | null} null: the run did not end, or the file was cut */
    this.end = end === undefined ? null : read(end);
    this.read = read;
  }

  /** @param {RunListener} listener */
  start({onRun}) {
    onRun();
  }

  choose() {}

  retry() {}

  /**
   * @param {number} index of the scenario
   * @returns {Promise<Trace | null>} null: it was not run
   */
  async trace(index) {
    const element = this.traces[index];
    return element === undefined ? null : this.read(element);
  }

  /** The scenario that a reader wants first: one that failed, or the first. */
  get first() {
    const bad = this.scenarios.findIndex(({outcome}) => outcome === 'error' || outcome === 'failed');
    return Math.max(0, bad);
  }
}
