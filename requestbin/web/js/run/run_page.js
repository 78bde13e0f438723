// A run as a page: the scenarios on the left, what one came to, what happened in it, and the details. One that goes
// on is shown as it comes; until somebody chooses a scenario, the one that runs is shown.

import {applyTheme, nextTheme} from '../page/theme.js';
import {byId, h, icon, replace, within} from '../base/dom.js';
import {ConnectionView} from '../page/connection.js';
import {copyText, toast} from '../widgets/overlay.js';
import {dateTime, duration, plural} from '../base/format.js';
import {Exhibit} from './exhibit.js';
import {formatState, parseState} from '../model/url_state.js';
import {keyOf} from '../page/key_of.js';
import {perFrame, runLater} from '../base/signal.js';
import {ScenarioRail} from './scenario_rail.js';
import {showStory} from './story.js';
import {textOf} from '../source/source.js';
import {watchDivider} from '../page/divider.js';

/** @import {PageState} from '../model/url_state.js' */
/** @import {RunSource, Trace} from './run_data.js' */

/** @type {{[outcome: string]: string}} */
const NOTHING = {pending: 'It has not begun.', running: 'Nothing has happened yet.'};

/** What happens in a scenario that runs is asked for again after so long. */
const TRACE_PACE = 700;

export class RunPage {
  /** @param {RunSource} source */
  constructor(source) {
    this.data = source;
    /** @type {Exhibit | null} of the scenario that is shown, if it was run */
    this.exhibit = null;
    this.chosen = -1;
    /** @type {number | undefined} the run that is shown */
    this.shown = undefined;
    this.following = source.live && wantedIn(location.hash) === null;
    this.state = parseState('');
    /** @type {Set<number>} scenarios that changed since they were drawn */
    this.changed = new Set();
    this.cancelTrace = () => {};
    this.connection = new ConnectionView({onRetry: () => source.retry()});
    this.follow = h(
      'button',
      {hidden: !source.live, title: 'Show the scenario that runs (f)', onclick: () => this.toggleFollow()},
      'Follow',
    );
    this.runs = h('select', {hidden: true, 'aria-label': 'Which run'});
    this.runs.addEventListener('change', () => this.chooseRun(this.runs.value));
    applyTheme();
    watchDivider(byId('divider'));
    this.rail = new ScenarioRail({
      root: byId('rail'),
      scenarios: source.scenarios,
      onChoose: (index) => {
        this.toggleRail(false);
        this.setFollowing(false);
        this.choose(index, true);
      },
    });
    this.drawChanged = perFrame(() => this.drawChangedNow());
    this.drawTools();
    this.setFollowing(this.following);
    this.listen();
  }

  start() {
    replace(byId('story'), h('h1', {}, 'No run has begun'));
    this.data.start({
      onRun: () => this.onRun(),
      onScenario: (index, type) => this.onScenario(index, type),
      onState: (state) => this.connection.show(state),
    });
  }

  onRun() {
    const {run, scenarios, first} = this.data;
    const another = run?.id !== this.shown;
    this.shown = run?.id;
    this.rail.setScenarios(scenarios);
    this.drawTop();
    this.drawRuns();
    if (scenarios.length === 0) {
      replace(byId('story'), h('h1', {}, this.data.end === null ? 'No scenario has run yet' : 'No scenario ran'));
      return;
    }
    if (another && this.chosen >= 0) history.replaceState(null, '', '#');
    if (another) this.chosen = -1;
    const stays = scenarios[this.chosen]?.outcome === 'running';
    if (this.following && first !== this.chosen && !stays) this.show(first, parseState(''));
    else if (this.chosen < 0) this.readAddress();
    else this.onScenario(this.chosen, '');
  }

  /** @param {number} index @param {string} type */
  onScenario(index, type) {
    if (this.following && this.isOver(type, index)) this.show(type === 'scenario_started' ? index : this.data.first, parseState(''));
    this.changed.add(index);
    this.drawChanged();
  }

  /**
   * Whether the one that is shown has ended, and another is there to follow: of several that run at a time it stays.
   * @param {string} type @param {number} index
   */
  isOver(type, index) {
    const shown = this.data.scenarios[this.chosen];
    const runs = shown?.outcome === 'running';
    if (type === 'scenario_started') return index !== this.chosen && !runs;
    return type === 'scenario_finished' && index === this.chosen && this.data.scenarios.some(({outcome}) => outcome === 'running');
  }

  drawChangedNow() {
    for (const index of this.changed) this.rail.refresh(index);
    if (this.changed.has(this.chosen)) {
      this.drawStory(this.chosen);
      this.loadTrace(this.chosen);
    }
    this.changed.clear();
    this.drawTop();
  }

  setFollowing(/** @type {boolean} */ following) {
    this.following = following;
    this.follow.setAttribute('aria-pressed', String(following));
  }

  toggleFollow() {
    if (!this.data.live) return;
    this.setFollowing(!this.following);
    if (this.following) this.onRun();
  }

  /** @param {string} id '': the newest */
  chooseRun(id) {
    const address = new URL(location.href);
    if (id === '') address.searchParams.delete('run');
    else address.searchParams.set('run', id);
    address.hash = '';
    history.replaceState(null, '', address);
    this.setFollowing(true);
    this.data.choose(id === '' ? null : id);
  }

  drawRuns() {
    const {runs} = this.data;
    this.runs.hidden = runs.length < 2;
    const wanted = new URLSearchParams(location.search).get('run') ?? '';
    replace(
      this.runs,
      h('option', {value: ''}, 'Newest run'),
      runs.map(({id}) => h('option', {value: String(id)}, `Run ${id}`)),
    );
    this.runs.value = wanted;
  }

  drawTop() {
    const {run, end, scenarios, live} = this.data;
    if (run === null) return;
    const counts = {passed: 0, failed: 0, error: 0, skipped: 0, pending: 0, running: 0};
    for (const {outcome} of scenarios) counts[outcome] += 1;
    const badge = (/** @type {number} */ n, /** @type {string} */ word, /** @type {string} */ mood) =>
      n > 0 && h('span', {class: `badge ${mood}`}, `${n} ${word}`);
    const left = counts.pending + counts.running;
    replace(
      byId('totals'),
      live && end === null && h('span', {class: 'badge warn'}, `running, ${plural(left, 'scenario')} left`),
      badge(counts.failed, 'failed', 'bad'),
      badge(counts.error, counts.error === 1 ? 'error' : 'errors', 'bad'),
      badge(counts.passed, 'passed', 'good'),
      badge(counts.skipped, 'skipped', ''),
      end !== null && end.flaky > 0 && badge(end.flaky, 'flaky', 'warn'),
      !live &&
        end === null &&
        h('span', {class: 'badge warn'}, `the run did not end: ${scenarios.length} of ${plural(run.scenarios, 'scenario')}`),
      end?.interrupted && h('span', {class: 'badge warn'}, 'interrupted'),
      h(
        'span',
        {class: 'soft facts'},
        [end && duration(end.took_ms), dateTime(Date.parse(run.started_at)), `seed ${run.seed}`, run.program].filter(Boolean).join('   '),
      ),
    );
    const mark = counts.failed + counts.error > 0 ? '✗' : live && end === null ? '▸' : '✓';
    document.title = `${mark} Ricochet: ${plural(scenarios.length, 'scenario')}`;
  }

  drawTools() {
    replace(
      byId('tools'),
      this.runs,
      this.data.live && this.connection.element,
      this.follow,
      this.data.live && h('a', {class: 'button', href: '..', title: 'Bins, stubs, topics and awaits of what is up'}, 'Bins'),
      h(
        'button',
        {class: 'quiet square', 'aria-label': 'Light, dark or auto', title: 'Light, dark or auto (t)', onclick: nextTheme},
        icon('theme'),
      ),
    );
  }

  listen() {
    addEventListener('popstate', () => this.readAddress());
    byId('rail-toggle').addEventListener('click', () => this.toggleRail());
    document.addEventListener('keydown', (event) => {
      if (event.defaultPrevented || within(event, 'input, textarea, select, .menu, [role=separator], dialog') !== null) return;
      const run = this.keys()[keyOf(event) ?? ''];
      if (run === undefined) return;
      event.preventDefault();
      run();
    });
  }

  /** @returns {{[key: string]: () => void}} */
  keys() {
    return {
      n: () => this.move(1),
      p: () => this.move(-1),
      f: () => this.toggleFollow(),
      d: () => this.exhibit?.inspector.markBase(),
      c: () => this.exhibit?.inspector.copy(null),
      '[': () => this.exhibit?.inspector.tab(-1),
      ']': () => this.exhibit?.inspector.tab(1),
      t: () => toast(`Colours: ${nextTheme()}`),
      Escape: () => this.exhibit?.inspector.open && this.exhibit.inspector.close(),
    };
  }

  /** @param {number} by */
  move(by) {
    this.setFollowing(false);
    this.choose(this.rail.neighbour(by), true);
  }

  readAddress() {
    const hash = location.hash.replace(/^#/, '');
    const wanted = wantedIn(location.hash);
    const index = wanted === null ? this.data.first : Math.min(this.data.scenarios.length - 1, Math.max(0, Number(wanted) || 0));
    const state = parseState(hash);
    if (index !== this.chosen) this.show(index, state);
    else {
      Object.assign(this.state, state);
      this.exhibit?.show();
    }
  }

  /**
   * @param {number} index
   * @param {boolean} push as a new step of the history
   */
  choose(index, push) {
    if (index === this.chosen) return;
    this.show(index, parseState(''));
    this.writeAddress(push);
  }

  /**
   * @param {number} index
   * @param {PageState} state
   */
  show(index, state) {
    this.chosen = index;
    this.state = state;
    this.rail.setChosen(index);
    this.drawStory(index);
    byId('story').scrollTop = 0;
    byId('detail').hidden = true;
    document.body.classList.remove('with-detail');
    this.exhibit = null;
    replace(byId('happened'));
    this.loadTrace(index);
  }

  /** @param {number} index */
  drawStory(index) {
    const scenario = this.data.scenarios[index];
    showStory(byId('story'), scenario, {onStep: (step) => this.exhibit?.list.showTime(step.started_ms), onCopyText: copyText});
  }

  /** What happened in the scenario that is shown, again and again while it runs. @param {number} index */
  async loadTrace(index) {
    this.cancelTrace();
    const {outcome} = this.data.scenarios[index];
    const isShown = () => this.chosen === index && this.data.run?.id === run;
    const run = this.data.run?.id;
    if (outcome === 'running') this.cancelTrace = runLater(() => isShown() && this.loadTrace(index), TRACE_PACE);
    let trace = null;
    try {
      if (outcome !== 'pending') trace = await this.data.trace(index);
    } catch (error) {
      if (isShown() && this.exhibit === null)
        replace(byId('happened'), h('p', {class: 'note'}, `What happened cannot be shown: ${textOf(error)}`));
      return;
    }
    if (!isShown()) return;
    if (trace !== null) await this.showTrace(index, trace);
    else if (this.exhibit === null)
      replace(byId('happened'), h('p', {class: 'note'}, NOTHING[outcome] ?? 'Nothing happened: it was not run.'));
  }

  /** @param {number} index @param {Trace} trace */
  async showTrace(index, trace) {
    const scenario = this.data.scenarios[index];
    if (this.exhibit !== null) {
      await this.exhibit.update(scenario, trace);
      return;
    }
    const exhibit = new Exhibit({
      root: byId('happened'),
      detail: byId('detail'),
      scenario,
      trace,
      state: this.state,
      onState: (change, show) => this.change(change, show),
    });
    this.exhibit = exhibit;
    await exhibit.start();
  }

  /**
   * @param {Partial<PageState>} change
   * @param {boolean} [show] the details follow it, as a new step of the history
   */
  change(change, show = false) {
    Object.assign(this.state, change);
    if (change.sel !== undefined && change.await === undefined) this.state.await = '';
    this.writeAddress(show);
    if (show) this.exhibit?.show();
    else this.exhibit?.list.setChosen(this.state.sel, this.state.base);
  }

  /** @param {boolean} push */
  writeAddress(push) {
    const rest = formatState(this.state).replace(/^\?/, '');
    const address = `#s=${this.chosen}${rest === '' ? '' : `&${rest}`}`;
    if (push) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
  }

  toggleRail(open = !document.body.classList.contains('rail-open')) {
    document.body.classList.toggle('rail-open', open);
    byId('rail-toggle').setAttribute('aria-expanded', String(open));
  }
}

/** The scenario that the address names; null: none. @param {string} hash */
function wantedIn(hash) {
  return new URLSearchParams(hash.replace(/^#/, '')).get('s');
}
