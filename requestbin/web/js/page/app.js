// The page as a whole: state (the address), what comes in, what is shown, and what the keys do.

import {Api} from '../source/api.js';
import {applyTheme, nextTheme} from './theme.js';
import {menuIsOpen, toast, tokenDialog} from '../widgets/overlay.js';
import {count, plural} from '../base/format.js';
import {emptyBin, missingBin, noBins, nothingFits, nothingYet} from '../bins/empty.js';
import {FilterBox} from '../filter/filter_box.js';
import {Filtering} from '../filter/filtering.js';
import {formatState, parseState} from '../model/url_state.js';
import {h, icon, replace} from '../base/dom.js';
import {helpSheet, keyTable, listenKeys} from './keyboard.js';
import {Inspector} from '../detail/inspector.js';
import {ListView} from '../list/list_view.js';
import {Live} from '../model/live.js';
import {perFrame, perInterval, Signals} from '../base/signal.js';
import {quoteValue} from '../filter/parse.js';
import {Rail} from '../bins/rail.js';
import {step} from '../list/list_math.js';
import {Store} from '../model/store.js';
import {TimeStrip} from '../strip/time_strip.js';
import {View} from '../model/view.js';
import {watchDivider} from './divider.js';
import {BinActions} from '../bins/bin_actions.js';
import {BinBar} from '../bins/bin_bar.js';
import {ConnectionView} from './connection.js';

const $ = (id) => document.getElementById(id);

export class App {
  constructor() {
    this.state = parseState(location.search);
    this.signals = new Signals();
    this.api = new Api({askToken: tokenDialog});
    this.store = new Store();
    this.view = new View(this.store);
    this.store.onChange = (change) => {
      this.view.changed(change);
      this.drawSoon();
      this.strip?.changed();
    };
    this.live = new Live({api: this.api, store: this.store, signals: this.signals});
    this.origin = new URL('.', document.baseURI);
    this.loading = null;
    // Nobody reads more than some pictures a second; the frames between are for scrolling and typing.
    this.drawSoon = perFrame(() => this.draw(), 70);
    this.drawRail = () => this.rail.drawSoon();
    this.drawTitleSoon = perInterval(() => this.drawTitle(), 200);
    this.filtering = new Filtering({
      ask: (bin, query, signal) => this.api.requests(bin, query, signal),
      onChange: () => this.refilterSoon(),
      onError: (text) => this.filterBox.showNote(`the server cannot filter by this: ${text}`, true),
    });
    this.refilterSoon = perFrame(() => this.applyView());
    this.build();
    this.listen();
  }

  build() {
    applyTheme();
    watchDivider($('divider'));
    this.rail = new Rail({root: $('rail'), live: this.live, onBin: (name) => this.chooseBin(name), onAwait: (id) => this.change({await: String(id)}, true), onNewBin: () => this.bins.make(), onOpenPrivate: () => this.bins.openPrivate()});
    this.binBar = new BinBar({root: $('bin-bar'), live: this.live, api: this.api, urlOf: (name) => this.binUrl(name), onMenu: (anchor) => this.bins.menu(anchor), onStub: () => this.showStub()});
    this.bins = new BinActions({live: this.live, api: this.api, bar: this.binBar, urlOf: (name) => this.binUrl(name), onChoose: (name) => this.chooseBin(name), onStub: () => this.showStub(), onCleared: () => this.change({sel: '', base: ''}, true)});
    this.filterBox = new FilterBox({root: $('filter'), onText: (text) => this.setFilter(text), onMark: (mark) => this.setMark(mark), onDone: () => $('list').focus()});
    this.list = new ListView({root: $('list'), view: this.view, onSelect: (row, o) => this.select(row, o), onPause: () => this.follow(false), onResume: () => this.follow(true), onClear: () => this.bins.clear(), onHelp: () => this.actions.help()});
    this.strip = new TimeStrip({root: $('strip'), store: this.store, view: this.view, live: this.live, onRange: (range) => this.setRange(range), onAwait: (id) => this.change({await: String(id)}, true)});
    this.inspector = new Inspector({root: $('detail'), api: this.api, live: this.live, store: this.store, state: this.state, origin: this.origin.origin, onState: (change, show) => this.change(change, show), onFilter: (...term) => this.addTerm(...term), onRow: (row) => this.openRecord(row), neighbour: (id) => this.neighbour(id), onRule: (place) => this.filterBy(`rule=${quoteValue(place)}`)});
    this.connection = new ConnectionView({onRetry: () => this.live.stream.retry()});
    this.followButton = h('button', {'aria-pressed': 'true', title: 'Follow the newest (f)', onclick: () => this.follow(!this.list.following)}, 'Follow');
    replace($('tools'), this.connection.element, this.followButton,
      h('button', {class: 'quiet square', 'aria-label': 'Light, dark or auto', title: 'Light, dark or auto (t)', onclick: () => this.actions.theme()}, icon('theme')),
      h('button', {class: 'quiet square', 'aria-label': 'Keys and filter', title: 'Keys and filter (?)', onclick: () => this.actions.help()}, '?'));
    $('rail-toggle').addEventListener('click', () => this.toggleRail());
    $('work').addEventListener('pointerdown', () => this.toggleRail(false));
  }

  listen() {
    const {signals} = this;
    signals.on('bins', () => { this.drawRail(); this.drawSoon(); this.drawTitleSoon(); });
    signals.on('awaits', () => { this.drawRail(); this.strip.changed(); this.waitForAwaits(); });
    signals.on('await', (a) => this.inspector.awaitChanged(a));
    signals.on('events', () => this.strip.changed());
    signals.on('arrived', (summary) => this.filtering.arrived(summary.bin, summary.seq));
    signals.on('loading', (loading) => { this.loading = loading; this.drawSoon(); });
    signals.on('connection', (state) => this.connection.show(state));
    signals.on('problem', (text) => toast(text, 'bad'));
    signals.on('restarted', () => {
      this.filtering.restart();
      this.inspector.records.clear();
      this.applyView();
      toast('The server was started anew');
      this.inspector.show();
    });
    signals.on('reloaded', () => toast('Some news were missed; everything is loaded again'));
    this.actions = this.makeActions();
    this.keys = keyTable(this.actions);
    listenKeys(this.keys);
    addEventListener('popstate', () => this.readAddress());
    addEventListener('online', () => this.live.stream.retry());
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) return;
      const bin = this.live.bins.get(this.live.scope);
      if (bin !== undefined) bin.unread = 0;
      this.live.stream.retry();
      signals.emit('bins');
    });
  }

  async start() {
    const {state} = this;
    this.filterBox.setText(state.q);
    this.filterBox.showErrors(this.filtering.set(state.q));
    this.filterBox.setMark(state.mark);
    this.applyView();
    if (state.from !== null) this.setRange([state.from, state.to], false);
    for (;;) {
      try {
        await this.live.start(state.bin);
        break;
      } catch (error) {
        // Without a token nothing is tried again until it is asked for.
        const wait = error.status === 401 ? Infinity : 2000;
        this.connection.show({state: 'waiting', retryAt: Date.now() + wait, problem: error.message});
        await new Promise((again) => {
          this.connection.element.addEventListener('click', again, {once: true});
          if (wait !== Infinity) setTimeout(again, wait);
        });
      }
    }
    // One bin alone is what is meant.
    if (state.bin === '' && this.live.bins.size === 1) await this.chooseBin([...this.live.bins.keys()][0], false);
    await this.inspector.show();
    this.showSelected();
    if (state.sel !== '') this.follow(false);
  }

  /** Changes the address; `show`: the detail pane follows it, as a new step of the history. */
  change(change, show = false) {
    Object.assign(this.state, change);
    if (change.sel !== undefined && change.await === undefined) this.state.await = '';
    if ((change.sel ?? change.await ?? '') !== '') this.state.stub = false;
    const address = formatState(this.state) || location.pathname;
    if (show) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
    this.rail.awaitId = this.state.await === '' ? null : Number(this.state.await);
    this.drawRail();
    if (show) this.inspector.show();
    this.showSelected();
  }

  async readAddress() {
    const bin = this.state.bin;
    Object.assign(this.state, parseState(location.search));
    if (this.state.bin !== bin) await this.chooseBin(this.state.bin, false);
    this.filterBox.setText(this.state.q);
    this.filterBox.setMark(this.state.mark);
    this.filterBox.showErrors(this.filtering.set(this.state.q));
    this.setRange(this.state.from === null ? null : [this.state.from, this.state.to], false);
    this.rail.awaitId = this.state.await === '' ? null : Number(this.state.await);
    this.inspector.show();
    this.showSelected();
    this.drawRail();
  }

  showSelected({show = false} = {}) {
    this.list.base = this.state.base;
    this.list.setSelected(this.store.get(this.state.sel), {show});
  }

  async chooseBin(name, push = true) {
    this.toggleRail(false);
    if (name !== '' && !(await this.live.open(name))) {
      toast(`There is no bin ${name}`, 'bad');
    }
    this.filtering.restart();
    this.view.thaw();
    const change = {bin: name, sel: '', base: '', await: '', stub: false, from: null, to: null};
    if (push) this.change(change, true);
    else {
      Object.assign(this.state, change, parseState(location.search), {bin: name});
      this.change({});
    }
    this.setRange(this.state.from === null ? null : [this.state.from, this.state.to], false);
    this.follow(true);
    await this.live.show(name);
  }

  select(row, {extend = false} = {}) {
    this.follow(false);
    if (extend && this.state.sel !== '' && this.state.sel !== row.id) this.change({base: this.state.sel, sel: row.id}, true);
    else this.change({sel: row.id, base: this.state.base === row.id ? '' : this.state.base}, true);
    this.showSelected({show: true});
  }

  /** A record that is named somewhere else: in a verdict, in a list of gaps. */
  async openRecord(record) {
    if (this.live.scope !== '' && record.bin !== this.live.scope) await this.chooseBin(record.bin);
    this.follow(false);
    this.change({sel: record.id, base: '', await: ''}, true);
    this.showSelected({show: true});
  }

  neighbour(id) {
    const row = this.store.get(id);
    const index = row === null ? -1 : this.view.indexOf(row);
    if (index < 0) return null;
    return this.view.at(index + 1) ?? this.view.at(index - 1) ?? null;
  }

  follow(following) {
    if (following) this.view.thaw();
    else this.view.freeze();
    this.list.setFollowing(following);
    this.followButton.setAttribute('aria-pressed', String(following));
    this.drawSoon();
  }

  setFilter(text) {
    if (text === this.state.q && this.filtering.parsed.errors.length === 0) return;
    const errors = this.filtering.set(text);
    this.filterBox.showErrors(errors);
    if (errors.length > 0) return;
    this.filterBox.showNote('');
    this.change({q: text});
    this.applyView();
  }

  /** From a value in the details: one more term. */
  addTerm(field, part, value) {
    const name = field === 'json' ? `json.${part}` : `${field}.${part}`;
    const term = /[\s:=~<>]/.test(name.replace(/\[[^\]]*\]/g, '')) ? null : `${name}=${quoteValue(value)}`;
    if (term === null) {
      toast('This name cannot stand in a filter', 'bad');
      return;
    }
    this.filterBy([this.state.q, term].filter(Boolean).join(' '));
  }

  filterBy(text) {
    this.filterBox.setText(text);
    this.setFilter(text);
  }

  showStub() {
    this.change({stub: true, await: ''}, true);
  }

  setMark(mark) {
    this.filterBox.setMark(mark);
    this.change({mark});
    this.applyView();
  }

  setRange(range, remember = true) {
    if (remember) this.change({from: range?.[0] ?? null, to: range?.[1] ?? null});
    this.strip.setRange(range);
    this.view.set({range});
    this.drawSoon();
  }

  applyView() {
    this.view.set({test: this.filtering.test, hide: !this.state.mark});
    this.drawSoon();
    this.strip.changed();
  }

  // ---- drawing

  draw() {
    this.list.showBin = this.live.scope === '';
    this.binBar.draw();
    $('strip').hidden = this.strip.empty;
    this.list.setEmpty(this.emptyContent());
    this.list.drawNow();
    const filtering = this.view.test !== null || this.view.range !== null;
    const shown = this.view.count;
    const all = this.store.rows.length;
    const evicted = this.live.bins.get(this.live.scope)?.info.evicted ?? 0;
    const text = filtering ? `${count(this.state.mark ? this.view.fitting : shown)} of ${plural(all, 'request')} fit` : plural(all, 'request');
    const parts = [text];
    if (this.loading !== null) parts.push(`loading ${count(this.loading.loaded)} of ${count(this.loading.total)}…`);
    if (this.filtering.searching) parts.push('the server is searching…');
    if (evicted > 0) parts.push(`${count(evicted)} older dropped by the server`);
    if (this.store.dropped > 0) parts.push(`${count(this.store.dropped)} older not shown`);
    this.list.setFoot(parts, this.live.scope !== '' && all > 0);
  }

  emptyContent() {
    const {live, store, view} = this;
    if (this.loading !== null) return null;
    if (live.scope !== '' && live.server !== null && !live.bins.has(live.scope)) return this.keepEmpty('missing', () => missingBin(live.scope));
    if (store.rows.length > 0) {
      if (view.count > 0 || view.waiting > 0) return this.keepEmpty(null);
      return this.keepEmpty(`fits:${this.filtering.searching}:${store.rows.length}`, () => nothingFits({hidden: `All ${count(store.rows.length)} requests are`, searching: this.filtering.searching, zoomed: view.range !== null, onClear: () => { this.filterBox.setText(''); this.setFilter(''); }, onWhole: () => this.setRange(null)}));
    }
    if (live.server === null) return this.keepEmpty(null);
    if (live.bins.size === 0) return this.keepEmpty('none', () => noBins({onNewBin: () => this.bins.make()}));
    if (live.scope === '') return this.keepEmpty('all', nothingYet);
    const {info} = live.bins.get(live.scope);
    return this.keepEmpty(`bin:${info.name}`, () => emptyBin(info, this.binUrl(info.name), {onTest: () => this.bins.sendTest(info.name)}));
  }

  /** Built once while it is the same, so that focus and selection in it stay. */
  keepEmpty(key, build) {
    if (key === null) {
      this.emptyKey = null;
      return null;
    }
    if (this.emptyKey !== key) {
      this.emptyKey = key;
      this.emptyNode = build();
    }
    return this.emptyNode;
  }

  drawTitle() {
    const unread = [...this.live.bins.values()].reduce((sum, bin) => sum + bin.unread, 0);
    const title = `${unread > 0 ? `(${unread > 999 ? '999+' : unread}) ` : ''}${this.live.scope || 'All bins'} · Ricochet`;
    if (document.title !== title) document.title = title;
  }

  /** While something waits, time goes on: its bar grows and its line in the rail is true. */
  waitForAwaits() {
    const pending = [...this.live.awaits.values()].some(({await: a}) => a.outcome === 'pending');
    if (pending && !this.awaitTimer) this.awaitTimer = setInterval(() => this.strip.changed(), 500);
    if (!pending && this.awaitTimer) {
      clearInterval(this.awaitTimer);
      this.awaitTimer = 0;
    }
  }

  toggleRail(open = !document.body.classList.contains('rail-open')) {
    document.body.classList.toggle('rail-open', open);
    $('rail-toggle').setAttribute('aria-expanded', String(open));
    if (open) $('rail').querySelector('.rail-item')?.focus();
  }

  // ---- doing

  binUrl(name) {
    return new URL(encodeURIComponent(name), this.origin).href;
  }

  moveTo(index) {
    const row = this.view.at(index);
    if (row !== undefined && row.id !== this.state.sel) this.select(row);
    $('list').focus({preventScroll: true});
  }

  makeActions() {
    const index = () => {
      const row = this.store.get(this.state.sel);
      return row === null ? -1 : this.view.indexOf(row);
    };
    const pageRows = () => Math.max(1, Math.floor(this.list.scroller.clientHeight / this.list.rowHeight) - 1);
    return {
      move: (by) => {
        const at = index();
        if (at === 0 && by < 0) this.follow(true); // beyond the newest: let the new ones in
        else this.moveTo(step({index: at, by, count: this.view.count}));
      },
      page: (by) => this.moveTo(step({index: Math.max(0, index()), by: by * pageRows(), count: this.view.count})),
      edge: (by) => {
        if (by < 0) this.follow(true);
        this.moveTo(by < 0 ? 0 : this.view.count - 1);
      },
      enter: () => {
        if (this.state.sel === '' && this.view.count > 0) this.moveTo(0);
        document.querySelector('#detail .panel')?.focus();
      },
      escape: () => this.stepBack(),
      filter: () => this.filterBox.focus(),
      mark: () => this.setMark(!this.state.mark),
      follow: () => this.follow(!this.list.following),
      diff: () => this.inspector.markBase(),
      copy: () => this.inspector.copy(document.querySelector('#detail .bar button')),
      send: () => this.inspector.send(),
      remove: () => this.inspector.remove(),
      clear: () => this.bins.clear(),
      tab: (by) => this.inspector.tab(by),
      rail: () => (getComputedStyle($('rail')).display === 'none' ? this.toggleRail(true) : ($('rail').querySelector('[aria-current]') ?? $('rail').querySelector('.rail-item'))?.focus()),
      address: () => this.bins.copyAddress(),
      binMenu: () => this.bins.menu($('bin-menu')),
      theme: () => {
        toast(`Colours: ${nextTheme()}`);
        this.strip.paint();
      },
      help: () => helpSheet(this.keys),
    };
  }

  /** Esc: the innermost thing first. */
  stepBack() {
    if (menuIsOpen()) return;
    if (document.body.classList.contains('rail-open')) this.toggleRail(false);
    else if ($('detail').contains(document.activeElement)) $('list').focus();
    else if (this.state.base !== '') this.change({base: ''}, true);
    else if (this.inspector.open) this.inspector.close();
    else if (this.view.range !== null) this.setRange(null);
    else if (this.state.q !== '') {
      this.filterBox.setText('');
      this.setFilter('');
    }
  }
}
