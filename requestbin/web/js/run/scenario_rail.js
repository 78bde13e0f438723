// The scenarios on the left, by suite; all of them, or those that did not pass.

import {h, replace} from '../base/dom.js';
import {duration} from '../base/format.js';
import {hasEnded, markOf, running} from './story.js';

/** @import {Scenario} from './run_data.js' */

export class ScenarioRail {
  /**
   * @param {object} o
   * @param {HTMLElement} o.root
   * @param {Scenario[]} o.scenarios
   * @param {(index: number) => void} o.onChoose
   */
  constructor({root, scenarios, onChoose}) {
    this.root = root;
    this.scenarios = scenarios;
    this.chosen = -1;
    this.onlyBad = false;
    this.words = '';
    this.onChoose = onChoose;
    this.list = h('div', {class: 'scenarios'});
    this.find = h('input', {type: 'text', placeholder: 'Find a scenario', 'aria-label': 'Find a scenario'});
    this.find.addEventListener('input', () => {
      this.words = this.find.value.toLowerCase();
      this.draw();
    });
    this.toggle = h('button', {'aria-pressed': 'false'}, 'Not passed');
    this.toggle.addEventListener('click', () => {
      this.onlyBad = !this.onlyBad;
      this.toggle.setAttribute('aria-pressed', String(this.onlyBad));
      this.draw();
    });
    replace(root, h('div', {class: 'rail-tools'}, this.find, this.toggle), this.list);
    this.draw();
  }

  /**
   * Another run, or the same read anew.
   * @param {Scenario[]} scenarios
   */
  setScenarios(scenarios) {
    this.scenarios = scenarios;
    this.draw();
  }

  /** One of them has changed. @param {number} index */
  refresh(index) {
    const line = this.lines?.get(index);
    if (line === undefined || this.onlyBad) {
      this.draw();
      return;
    }
    const focused = line === document.activeElement;
    const fresh = this.line(index);
    line.replaceWith(fresh);
    if (focused) fresh.focus();
    if (index === this.chosen) fresh.setAttribute('aria-current', 'true');
    this.setToggle();
  }

  setToggle() {
    const bad = this.scenarios.filter(isBad).length;
    this.toggle.disabled = !this.onlyBad && (bad === 0 || bad === this.scenarios.length);
  }

  draw() {
    this.setToggle();
    /** @type {Map<string, number[]>} suite to indexes */
    const suites = new Map();
    this.scenarios.forEach((scenario, index) => {
      if (!this.shows(scenario)) return;
      const of = suites.get(scenario.suite) ?? [];
      of.push(index);
      suites.set(scenario.suite, of);
    });
    /** @type {Map<number, HTMLElement>} */
    this.lines = new Map();
    replace(
      this.list,
      [...suites].map(([suite, indexes]) => [
        h('h2', {title: suite}, suite),
        h(
          'ul',
          {},
          indexes.map((index) => h('li', {}, this.line(index))),
        ),
      ]),
      suites.size === 0 && h('p', {class: 'none'}, 'None fits.'),
    );
    this.setChosen(this.chosen);
  }

  /** @param {Scenario} scenario */
  shows(scenario) {
    if (this.onlyBad && !isBad(scenario)) return false;
    return this.words === '' || `${scenario.scenario} ${scenario.file} ${scenario.tags.join(' ')}`.toLowerCase().includes(this.words);
  }

  /** @param {number} index */
  line(index) {
    const one = this.scenarios[index];
    const {scenario, outcome, took_ms: took} = one;
    const now = running(one).at(-1);
    const button = h(
      'button',
      {class: `rail-item scenario${now === undefined ? '' : ' runs'}`, title: scenario, onclick: () => this.onChoose(index)},
      markOf(outcome),
      h('span', {class: 'name'}, scenario, now !== undefined && h('span', {class: 'now soft'}, now.title)),
      h('span', {class: 'tail'}, outcome === 'skipped' || !hasEnded(one) ? '' : duration(took)),
    );
    this.lines?.set(index, button);
    return button;
  }

  /** @param {number} index */
  setChosen(index) {
    this.lines?.get(this.chosen)?.removeAttribute('aria-current');
    this.chosen = index;
    const line = this.lines?.get(index);
    line?.setAttribute('aria-current', 'true');
    line?.scrollIntoView({block: 'nearest'});
  }

  /**
   * The next one that is shown, in this direction.
   * @param {number} by
   */
  neighbour(by) {
    const shown = [...(this.lines?.keys() ?? [])];
    const at = shown.indexOf(this.chosen);
    return shown[Math.max(0, Math.min(shown.length - 1, at + by))] ?? this.chosen;
  }
}

/** @param {Scenario} scenario */
function isBad({outcome}) {
  return outcome === 'failed' || outcome === 'error';
}
