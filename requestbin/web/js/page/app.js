// The page as a whole: state (the address), what comes in, what is shown, and what the keys do.

import {actionsOf} from './actions.js';
import {Address} from './address.js';
import {Bus} from '../model/bus.js';
import {applyTheme} from './theme.js';
import {Drawing} from './drawing.js';
import {Filtering} from '../filter/filtering.js';
import {byId, first} from '../base/dom.js';
import {keyTable, listenKeys} from './keyboard.js';
import {Mirror} from '../model/mirror.js';
import {makeBinActions, makeBinBar, makeFilterBox, makeInspector, makeList, makeRail, makeStrip, makeToolBar} from './build.js';
import {perFrame, perInterval, Signals} from '../base/signal.js';
import {rangeOf} from '../model/url_state.js';
import {SourceError, textOf} from '../source/source.js';
import {quoteValue} from '../filter/parse.js';
import {Store} from '../model/store.js';
import {toast} from '../widgets/overlay.js';
import {View} from '../model/view.js';
import {watchDivider} from './divider.js';

/** @import {OnFilter} from '../body/body_view.js' */
/** @import {PageState} from '../model/url_state.js' */
/** @import {Range} from '../strip/time_scale.js' */
/** @import {Row} from '../model/row.js' */
/** @import {Source} from '../source/source.js' */

export class App {
  /** @param {Source} source where everything comes from */
  constructor(source) {
    this.source = source;
    this.address = new Address(source);
    this.state = this.address.read();
    this.signals = new Signals();
    this.store = new Store();
    this.view = new View(this.store);
    this.mirror = new Mirror({source, store: this.store, signals: this.signals});
    this.bus = new Bus({source: source.bus, signals: this.signals});
    this.drawing = new Drawing(this);
    // Nobody reads more than some pictures a second; the frames between are for scrolling and typing.
    this.drawSoon = perFrame(() => this.drawing.draw(), 70);
    this.drawTitleSoon = perInterval(() => this.drawing.drawTitle(), 200);
    this.refilterSoon = perFrame(() => this.applyView());
    this.filtering = new Filtering({
      source,
      onChange: () => this.refilterSoon(),
      onError: (text) => this.filterBox.showNote(`the server cannot filter by this: ${text}`, true),
    });
    applyTheme();
    watchDivider(byId('divider'));
    this.rail = makeRail(this);
    this.binBar = makeBinBar(this);
    this.bins = makeBinActions(this);
    this.filterBox = makeFilterBox(this);
    this.list = makeList(this);
    this.strip = makeStrip(this);
    this.inspector = makeInspector(this);
    this.tools = makeToolBar(this);
    this.actions = actionsOf(this);
    this.keys = keyTable(this.actions);
    /** @type {ReturnType<typeof setInterval> | undefined} while something waits */
    this.awaitTimer = undefined;
    this.store.onChange = (change) => {
      this.view.changed(change);
      this.drawSoon();
      this.strip.changed();
    };
    this.listen();
  }

  listen() {
    const {signals} = this;
    byId('rail-toggle').addEventListener('click', () => this.toggleRail());
    byId('work').addEventListener('pointerdown', () => this.toggleRail(false));
    signals.on('bins', () => {
      this.rail.drawSoon();
      this.drawSoon();
      this.drawTitleSoon();
    });
    signals.on('awaits', () => {
      this.rail.drawSoon();
      this.strip.changed();
      this.waitForAwaits();
    });
    signals.on('await', (a) => this.inspector.awaitChanged(a));
    signals.on('busEvents', () => this.strip.changed());
    signals.on('bus', () => {
      this.rail.drawSoon();
      this.inspector.busChanged();
    });
    signals.on('arrived', (summary) => this.filtering.arrived(summary.bin, summary.seq));
    signals.on('loading', (loading) => {
      this.drawing.loading = loading;
      this.drawSoon();
    });
    signals.on('connection', (state) => {
      this.tools.connection.show(state);
      this.drawSoon(); // a server without a bin says so once it is known
    });
    signals.on('problem', (text) => toast(text, 'bad'));
    signals.on('restarted', () => {
      this.filtering.restart();
      this.inspector.records.clear();
      this.applyView();
      toast('The server was started anew');
      this.inspector.show();
    });
    signals.on('reloaded', () => toast('Some news were missed; everything is loaded again'));
    listenKeys(this.keys);
    addEventListener('popstate', () => this.readAddress());
    addEventListener('online', () => this.mirror.retry());
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) return;
      const bin = this.mirror.bins.get(this.mirror.scope);
      if (bin !== undefined) bin.unread = 0;
      this.mirror.retry();
      signals.emit('bins');
    });
  }

  async start() {
    const {state} = this;
    this.filterBox.setText(state.q);
    this.filterBox.showErrors(this.filtering.set(state.q));
    this.filterBox.setMark(state.mark);
    this.applyView();
    const range = rangeOf(state);
    if (range !== null) this.setRange(range, false);
    for (;;) {
      try {
        await this.mirror.start(state.bin);
        break;
      } catch (error) {
        // Without a token nothing is tried again until it is asked for.
        const wait = error instanceof SourceError && error.status === 401 ? Infinity : 2000;
        this.tools.connection.show({state: 'waiting', retryAt: Date.now() + wait, problem: textOf(error)});
        await new Promise((again) => {
          this.tools.connection.element.addEventListener('click', again, {once: true});
          if (wait !== Infinity) setTimeout(again, wait);
        });
      }
    }
    await this.bus.start();
    this.rail.drawSoon();
    this.tools.run.hidden = !(await this.source.hasRuns().catch(() => false));
    // One bin alone is what is meant.
    if (state.bin === '' && this.mirror.bins.size === 1) await this.chooseBin([...this.mirror.bins.keys()][0], false);
    await this.inspector.show();
    this.showSelected();
    if (state.sel !== '') this.follow(false);
  }

  /**
   * Changes the address; `show`: the detail pane follows it, as a new step of the history.
   * @param {Partial<PageState>} change
   * @param {boolean} [show]
   */
  change(change, show = false) {
    Object.assign(this.state, change);
    if (change.sel !== undefined && change.await === undefined) this.state.await = '';
    if ((change.sel ?? change.await) !== undefined && change.bus === undefined) this.state.bus = '';
    if ((change.sel ?? change.await ?? '') !== '') this.state.stub = false;
    this.address.write(this.state, show);
    this.rail.awaitId = this.state.await === '' ? null : Number(this.state.await);
    this.rail.busPlace = this.state.bus;
    this.rail.drawSoon();
    if (show) this.inspector.show();
    this.showSelected();
  }

  async readAddress() {
    const bin = this.state.bin;
    Object.assign(this.state, this.address.read());
    if (this.state.bin !== bin) await this.chooseBin(this.state.bin, false);
    this.filterBox.setText(this.state.q);
    this.filterBox.setMark(this.state.mark);
    this.filterBox.showErrors(this.filtering.set(this.state.q));
    this.setRange(rangeOf(this.state), false);
    this.rail.awaitId = this.state.await === '' ? null : Number(this.state.await);
    this.rail.busPlace = this.state.bus;
    this.inspector.show();
    this.showSelected();
    this.rail.drawSoon();
  }

  showSelected({show = false} = {}) {
    this.list.base = this.state.base;
    this.list.setSelected(this.store.get(this.state.sel), {show});
  }

  /**
   * @param {string} name
   * @param {boolean} [push] as a new step of the history
   */
  async chooseBin(name, push = true) {
    this.toggleRail(false);
    if (name !== '' && !(await this.mirror.open(name))) {
      toast(`There is no bin ${name}`, 'bad');
    }
    this.filtering.restart();
    this.view.thaw();
    const change = {bin: name, sel: '', base: '', await: '', stub: false, bus: '', from: null, to: null};
    if (push) this.change(change, true);
    else {
      Object.assign(this.state, change, this.address.read(), {bin: name});
      this.change({});
    }
    this.setRange(rangeOf(this.state), false);
    this.follow(true);
    await this.mirror.show(name);
  }

  /**
   * @param {Row} row
   * @param {{extend?: boolean}} [o]
   */
  select(row, {extend = false} = {}) {
    this.follow(false);
    if (extend && this.state.sel !== '' && this.state.sel !== row.id) this.change({base: this.state.sel, sel: row.id}, true);
    else this.change({sel: row.id, base: this.state.base === row.id ? '' : this.state.base}, true);
    this.showSelected({show: true});
  }

  /**
   * A record that is named somewhere else: in a verdict, in a list of gaps.
   * @param {{id: string, bin: string}} record
   */
  async openRecord(record) {
    if (this.mirror.scope !== '' && record.bin !== this.mirror.scope) await this.chooseBin(record.bin);
    this.follow(false);
    this.change({sel: record.id, base: '', await: ''}, true);
    this.showSelected({show: true});
  }

  /** @param {string} id */
  neighbour(id) {
    const row = this.store.get(id);
    const index = row === null ? -1 : this.view.indexOf(row);
    if (index < 0) return null;
    return this.view.at(index + 1) ?? this.view.at(index - 1) ?? null;
  }

  /** @param {boolean} following */
  follow(following) {
    if (following) this.view.thaw();
    else this.view.freeze();
    this.list.setFollowing(following);
    this.tools.setFollowing(following);
    this.drawSoon();
  }

  /** @param {string} text */
  setFilter(text) {
    if (text === this.state.q && this.filtering.parsed.errors.length === 0) return;
    const errors = this.filtering.set(text);
    this.filterBox.showErrors(errors);
    if (errors.length > 0) return;
    this.filterBox.showNote('');
    this.change({q: text});
    this.applyView();
  }

  /**
   * From a value in the details: one more term.
   * @type {OnFilter}
   */
  addTerm(field, named, value) {
    const name = `${field}.${named}`;
    const term = /[\s:=~<>]/.test(name.replace(/\[[^\]]*\]/g, '')) ? null : `${name}=${quoteValue(value)}`;
    if (term === null) {
      toast('This name cannot stand in a filter', 'bad');
      return;
    }
    this.filterBy([this.state.q, term].filter(Boolean).join(' '));
  }

  /** @param {string} text */
  filterBy(text) {
    this.filterBox.setText(text);
    this.setFilter(text);
  }

  showStub() {
    this.change({stub: true, await: '', bus: ''}, true);
  }

  /** @param {boolean} mark */
  setMark(mark) {
    this.filterBox.setMark(mark);
    this.change({mark});
    this.applyView();
  }

  /**
   * @param {Range | null} range
   * @param {boolean} [remember] in the address
   */
  setRange(range, remember = true) {
    if (remember) this.change({from: range?.[0] ?? null, to: range?.[1] ?? null});
    this.strip.setRange(range);
    this.view.set({range});
    this.drawSoon();
    this.inspector.viewChanged();
  }

  applyView() {
    this.view.set({test: this.filtering.test, hide: !this.state.mark});
    this.drawSoon();
    this.strip.changed();
    this.inspector.viewChanged();
  }

  /**
   * Why the list does not show a row that it has; '': it does, or has no such row.
   * @param {Row | null} row
   */
  hiddenBy(row) {
    if (row === null) return '';
    if (!this.view.inRange(row)) return 'outside the time in view';
    return this.view.hide && !this.view.fits(row) ? 'hidden by the filter' : '';
  }

  unhide() {
    const row = this.store.get(this.state.sel);
    if (row !== null && !this.view.inRange(row)) this.setRange(null);
    if (row !== null && !this.view.fits(row)) this.filterBy('');
    this.showSelected({show: true});
  }

  /** While something waits, time goes on: its bar grows and its line in the rail is true. */
  waitForAwaits() {
    const pending = [...this.mirror.awaits.values()].some(({await: a}) => a.outcome === 'pending');
    if (pending) this.awaitTimer ??= setInterval(() => this.strip.changed(), 500);
    else {
      clearInterval(this.awaitTimer);
      this.awaitTimer = undefined;
    }
  }

  toggleRail(open = !document.body.classList.contains('rail-open')) {
    document.body.classList.toggle('rail-open', open);
    byId('rail-toggle').setAttribute('aria-expanded', String(open));
    if (open) first('#rail .rail-item')?.focus();
  }
}
