// A run on the server, while it goes on and afterwards: read whole, then kept true by its events. The same data
// as those of a report in one file (run_data.js).

import {Stream} from '../source/stream.js';

/** @import {Server} from '../source/server.js' */
/** @import {End, Run, RunListener, Scenario, Step, Trace} from './run_data.js' */

export class LiveRun {
  live = true;

  /**
   * @param {object} o
   * @param {Pick<Server, 'json' | 'stream'>} o.server
   * @param {string | null} o.id null: the newest run, also when another begins
   * @param {(f: () => void, ms: number) => () => void} [o.later] for tests
   */
  constructor({server, id, later}) {
    this.server = server;
    this.wanted = id ?? 'latest';
    /** @type {(Run & {id: number}) | null} null: none has begun */
    this.run = null;
    /** @type {Scenario[]} */
    this.scenarios = [];
    /** @type {End | null} */
    this.end = null;
    /** @type {{id: number, state: string, scenarios: number}[]} newest first */
    this.runs = [];
    /** @type {RunListener} */
    this.listener = {onRun: () => {}, onScenario: () => {}, onState: () => {}};
    this.stream = new Stream({
      open: (_, signal) => this.open(signal),
      onEvent: (type, data) => this.onEvent(type, data),
      onState: (state) => this.listener.onState(state),
      ...(later === undefined ? {} : {later}),
    });
  }

  /** @param {RunListener} listener */
  start(listener) {
    this.listener = listener;
    this.stream.start('');
  }

  /** Another run; null: the newest. @param {string | null} id */
  choose(id) {
    this.wanted = id ?? 'latest';
    this.stream.start('');
  }

  retry() {
    this.stream.retry();
  }

  /**
   * Each connection begins with all of the run: whatever went missing meanwhile is there again.
   * @param {AbortSignal} signal
   */
  async open(signal) {
    const [run, {runs}] = await Promise.all([
      this.server.json('GET', `runs/${encodeURIComponent(this.wanted)}`, {signal}),
      this.server.json('GET', 'runs', {signal}),
    ]);
    signal.throwIfAborted(); // another one is wanted meanwhile
    this.runs = runs;
    this.run = run;
    this.scenarios = run.results;
    this.end = run.state === 'finished' ? run : null;
    const answer = await this.server.stream(`runs/${run.id}/events`, {after: String(run.cursor)}, '', signal);
    this.listener.onRun();
    return answer;
  }

  /**
   * @param {string} type
   * @param {any} data
   */
  onEvent(type, data) {
    if (type === 'gap' || (type === 'next_run' && this.wanted === 'latest')) {
      this.stream.start('');
    } else if (type === 'run_finished') {
      this.end = data;
      this.listener.onRun();
    } else if (type === 'next_run') {
      this.runs.unshift({id: data.id, state: 'running', scenarios: 0});
      this.listener.onRun();
    } else if (data.index !== undefined) {
      this.scenarios[data.index] = changed(this.scenarios[data.index], type, data);
      this.listener.onScenario(data.index, type);
    }
  }

  /**
   * What happened in it, so far when it still runs; null: it was not run.
   * @param {number} index
   * @returns {Promise<Trace | null>}
   */
  async trace(index) {
    if (this.run === null) return null;
    return this.server.json('GET', `runs/${this.run.id}/results/${index}/trace`);
  }

  /** The scenario that a reader wants first: one that failed, else one that runs. */
  get first() {
    const of = (/** @type {string[]} */ outcomes) => this.scenarios.findIndex(({outcome}) => outcomes.includes(outcome));
    const bad = of(['error', 'failed']);
    return Math.max(0, this.end === null || bad < 0 ? of(['running']) : bad);
  }
}

/**
 * The scenario behind an event.
 * @param {Scenario | undefined} before
 * @param {string} type
 * @param {any} data
 * @returns {Scenario}
 */
function changed(before, type, data) {
  if (type === 'scenario_finished') return data;
  const {index: _, step, ...head} = data;
  const blank = {
    ...head,
    tags: before?.tags ?? [],
    outcome: 'running',
    started_at: '',
    took_ms: 0,
    tries: 1,
    warnings: [],
    steps: [],
    running: [],
  };
  if (type === 'scenario_started' || before === undefined) return blank;
  const running = before.running ?? [];
  if (type === 'step_started') return {...before, running: [...running, step]};
  if (step === undefined) return before;
  return {...before, steps: [...before.steps, step], running: withoutOne(running, step)};
}

/**
 * Steps that go on, when one of them has ended: with `together` there are several.
 * @param {Step[]} running
 * @param {Step} step
 * @returns {Step[]}
 */
function withoutOne(running, step) {
  const at = running.findIndex(({title, started_ms: started}) => title === step.title && started === step.started_ms);
  return at < 0 ? running : running.toSpliced(at, 1);
}
