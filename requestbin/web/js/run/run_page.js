// The report of a run as a page: the scenarios on the left, what one came to, what happened in it, and the details.

import {applyTheme, nextTheme} from '../page/theme.js';
import {byId, h, icon, replace, within} from '../base/dom.js';
import {copyText, toast} from '../widgets/overlay.js';
import {dateTime, duration, plural} from '../base/format.js';
import {Exhibit} from './exhibit.js';
import {formatState, parseState} from '../model/url_state.js';
import {keyOf} from '../page/key_of.js';
import {RunData} from './run_data.js';
import {ScenarioRail} from './scenario_rail.js';
import {showStory} from './story.js';
import {watchDivider} from '../page/divider.js';

/** @import {PageState} from '../model/url_state.js' */

export class RunPage {
  /** @param {Document} page */
  constructor(page) {
    this.data = new RunData(page);
    /** @type {Exhibit | null} of the scenario that is shown, if it was run */
    this.exhibit = null;
    this.chosen = -1;
    this.state = parseState('');
    applyTheme();
    watchDivider(byId('divider'));
    this.rail = new ScenarioRail({
      root: byId('rail'),
      scenarios: this.data.scenarios,
      onChoose: (index) => {
        this.toggleRail(false);
        this.choose(index, true);
      },
    });
    this.drawTop();
    this.listen();
  }

  start() {
    if (this.data.scenarios.length === 0) {
      replace(byId('story'), h('h1', {}, 'No scenario ran'));
      return;
    }
    this.readAddress();
  }

  drawTop() {
    const {run, end, scenarios} = this.data;
    const counts = {passed: 0, failed: 0, error: 0, skipped: 0};
    for (const {outcome} of scenarios) counts[outcome] += 1;
    const badge = (/** @type {number} */ n, /** @type {string} */ word, /** @type {string} */ mood) =>
      n > 0 && h('span', {class: `badge ${mood}`}, `${n} ${word}`);
    replace(
      byId('totals'),
      badge(counts.failed, 'failed', 'bad'),
      badge(counts.error, counts.error === 1 ? 'error' : 'errors', 'bad'),
      badge(counts.passed, 'passed', 'good'),
      badge(counts.skipped, 'skipped', ''),
      end !== null && end.flaky > 0 && badge(end.flaky, 'flaky', 'warn'),
      end === null && h('span', {class: 'badge warn'}, `the run did not end: ${scenarios.length} of ${plural(run.scenarios, 'scenario')}`),
      end?.interrupted && h('span', {class: 'badge warn'}, 'interrupted'),
      h(
        'span',
        {class: 'soft facts'},
        [end && duration(end.took_ms), dateTime(Date.parse(run.started_at)), `seed ${run.seed}`, run.program].filter(Boolean).join('   '),
      ),
    );
    replace(
      byId('tools'),
      h(
        'button',
        {class: 'quiet square', 'aria-label': 'Light, dark or auto', title: 'Light, dark or auto (t)', onclick: nextTheme},
        icon('theme'),
      ),
    );
    document.title = `${counts.failed + counts.error > 0 ? '✗' : '✓'} Ricochet: ${plural(scenarios.length, 'scenario')}`;
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
      n: () => this.choose(this.rail.neighbour(1), true),
      p: () => this.choose(this.rail.neighbour(-1), true),
      d: () => this.exhibit?.inspector.markBase(),
      c: () => this.exhibit?.inspector.copy(null),
      '[': () => this.exhibit?.inspector.tab(-1),
      ']': () => this.exhibit?.inspector.tab(1),
      t: () => toast(`Colours: ${nextTheme()}`),
      Escape: () => this.exhibit?.inspector.open && this.exhibit.inspector.close(),
    };
  }

  readAddress() {
    const hash = location.hash.replace(/^#/, '');
    const wanted = new URLSearchParams(hash).get('s');
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
    const scenario = this.data.scenarios[index];
    this.rail.setChosen(index);
    const story = byId('story');
    showStory(story, scenario, {onStep: (step) => this.exhibit?.list.showTime(step.started_ms), onCopyText: copyText});
    story.scrollTop = 0;
    const trace = this.data.trace(index);
    const root = byId('happened');
    const detail = byId('detail');
    detail.hidden = true;
    document.body.classList.remove('with-detail');
    if (trace === null) {
      this.exhibit = null;
      replace(root, h('p', {class: 'note'}, 'Nothing happened: it was not run.'));
      return;
    }
    const exhibit = new Exhibit({root, detail, scenario, trace, state, onState: (change, show) => this.change(change, show)});
    this.exhibit = exhibit;
    exhibit.start();
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
