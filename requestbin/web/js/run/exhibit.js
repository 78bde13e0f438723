// What happened in one scenario: the time strip, the lines on one clock, and the details of calls and events.

import {Bus} from '../model/bus.js';
import {EmbeddedSource} from '../source/embedded_source.js';
import {h, replace} from '../base/dom.js';
import {plural} from '../base/format.js';
import {HappeningList} from './happening_list.js';
import {happeningsOf} from './happenings.js';
import {Inspector} from '../detail/inspector.js';
import {Mirror} from '../model/mirror.js';
import {Signals} from '../base/signal.js';
import {Store} from '../model/store.js';
import {TimeStrip} from '../strip/time_strip.js';
import {toast} from '../widgets/overlay.js';
import {View} from '../model/view.js';

/** @import {PageState} from '../model/url_state.js' */
/** @import {Range} from '../strip/time_scale.js' */
/** @import {Scenario, Trace} from './run_data.js' */

/** Nothing is remembered between scenarios. */
const NO_MEMORY = {getItem: () => null, setItem: () => {}};

export class Exhibit {
  /**
   * @param {object} o
   * @param {HTMLElement} o.root
   * @param {HTMLElement} o.detail
   * @param {Scenario} o.scenario
   * @param {Trace} o.trace
   * @param {PageState} o.state
   * @param {(change: Partial<PageState>, show?: boolean) => void} o.onState changes the address
   */
  constructor({root, detail, scenario, trace, state, onState}) {
    this.state = state;
    this.onState = onState;
    this.began = Date.parse(trace.began_at);
    const {bins, records, awaits} = trace;
    const source = new EmbeddedSource({version: 1, bins, records, awaits});
    this.source = source;
    this.store = new Store();
    this.view = new View(this.store);
    this.mirror = new Mirror({source, store: this.store, signals: new Signals(), storage: NO_MEMORY});
    const [strip, lines] = [
      h('section', {class: 'strip', 'aria-label': 'Time strip'}),
      h('section', {class: 'clock', 'aria-label': 'On one clock'}),
    ];
    replace(root, strip, lines);
    this.list = new HappeningList({
      root: lines,
      all: happeningsOf(scenario, trace),
      note: leftOut(trace),
      onRecord: (record, {extend}) => this.open(record.id, extend),
    });
    this.strip = new TimeStrip({
      root: strip,
      store: this.store,
      view: this.view,
      mirror: this.mirror,
      onRange: (range) => this.zoom(range),
      onAwait: (id) => this.onState({await: String(id)}, true),
      least: 20,
    });
    this.inspector = new Inspector({
      root: detail,
      source,
      mirror: this.mirror,
      bus: new Bus({source: null, signals: this.mirror.signals}), // what it did is among what happened
      store: this.store,
      state,
      onState,
      onFilter: (_field, _name, value) => this.find(value),
      onRow: (record) => this.open(record.id),
      neighbour: () => null,
      onRule: (place) => this.find(place),
      hiddenBy: () => '',
      onUnhide: () => {},
    });
    this.records = records;
    this.stripRoot = strip;
    strip.hidden = records.length === 0 && awaits.length === 0;
  }

  /**
   * What it has grown to while it runs; what is chosen, and where it is read, stays.
   * @param {Scenario} scenario
   * @param {Trace} trace
   */
  async update(scenario, trace) {
    const {bins, records, awaits} = trace;
    this.source.take({version: 1, bins, records, awaits});
    this.records = records;
    this.stripRoot.hidden = records.length === 0 && awaits.length === 0;
    await this.mirror.loadOverview();
    this.store.load(/** @type {any[]} */ (records.map(summaryOf)));
    this.view.set({});
    this.list.setAll(happeningsOf(scenario, trace), leftOut(trace));
    this.strip.paint();
  }

  async start() {
    await this.mirror.loadOverview();
    this.store.load(/** @type {any[]} */ (this.records.map(summaryOf)));
    this.view.set({});
    const {from, to} = this.state;
    if (from !== null && to !== null) this.showRange([from, to]);
    else this.strip.paint();
    await this.show();
  }

  /** What the state says. */
  async show() {
    this.list.setChosen(this.state.sel, this.state.base);
    await this.inspector.show();
  }

  /**
   * @param {string} id
   * @param {boolean} [extend] compares it with the one that is open
   */
  open(id, extend = false) {
    const {sel, base} = this.state;
    this.onState({sel: id, base: extend && sel !== '' ? sel : base === id ? '' : base, await: ''}, true);
  }

  /** @param {string} text */
  find(text) {
    const box = /** @type {HTMLInputElement | null} */ (document.querySelector('.lanes input'));
    if (box === null) return;
    box.value = text;
    box.dispatchEvent(new Event('input'));
    toast('Lines with this value are shown');
  }

  /** @param {Range | null} range */
  zoom(range) {
    this.onState({from: range?.[0] ?? null, to: range?.[1] ?? null});
    this.showRange(range);
  }

  /** @param {Range | null} range */
  showRange(range) {
    this.strip.setRange(range);
    this.list.setRange(range === null ? null : [range[0] - this.began, range[1] - this.began]);
  }
}

/** @param {Trace['records'][number]} record */
function summaryOf(record) {
  return {...record, peer: ''};
}

/** @param {Trace} trace */
function leftOut({records_left_out: records, lines_left_out: lines}) {
  const parts = [records > 0 && plural(records, 'older record'), lines > 0 && plural(lines, 'older line')].filter(Boolean);
  return parts.length === 0 ? '' : `${parts.join(' and ')} left out`;
}
