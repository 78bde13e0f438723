// The page as a whole: state (the address), what comes in, what is shown, and what the keys do.

import {actionsOf} from './actions.js';
import {Address} from './address.js';
import {applyTheme} from './theme.js';
import {BinActions} from '../bins/bin_actions.js';
import {BinBar} from '../bins/bin_bar.js';
import {ConnectionView} from './connection.js';
import {Drawing} from './drawing.js';
import {FilterBox} from '../filter/filter_box.js';
import {Filtering} from '../filter/filtering.js';
import {h, icon, replace} from '../base/dom.js';
import {Inspector} from '../detail/inspector.js';
import {keyTable, listenKeys} from './keyboard.js';
import {ListView} from '../list/list_view.js';
import {Mirror} from '../model/mirror.js';
import {perFrame, perInterval, Signals} from '../base/signal.js';
import {quoteValue} from '../filter/parse.js';
import {Rail} from '../bins/rail.js';
import {Store} from '../model/store.js';
import {TimeStrip} from '../strip/time_strip.js';
import {toast} from '../widgets/overlay.js';
import {View} from '../model/view.js';
import {watchDivider} from './divider.js';

const $ = (id) => document.getElementById(id);

export class App {
  /** @param {object} source where everything comes from: a Source of source/source.js */
  constructor(source) {
    this.source = source;
    this.address = new Address(source);
    this.state = this.address.read();
    this.signals = new Signals();
    this.store = new Store();
    this.view = new View(this.store);
    this.store.onChange = (change) => {
      this.view.changed(change);
      this.drawSoon();
      this.strip?.changed();
    };
    this.mirror = new Mirror({source, store: this.store, signals: this.signals});
    this.drawing = new Drawing(this);
    // Nobody reads more than some pictures a second; the frames between are for scrolling and typing.
    this.drawSoon = perFrame(() => this.drawing.draw(), 70);
    this.drawRail = () => this.rail.drawSoon();
    this.drawTitleSoon = perInterval(() => this.drawing.drawTitle(), 200);
    this.filtering = new Filtering({
      source,
      onChange: () => this.refilterSoon(),
      onError: (text) => this.filterBox.showNote(`the server cannot filter by this: ${text}`, true),
    });
    this.refilterSoon = perFrame(() => this.applyView());
    this.build();
    this.listen();
  }

  build() {
    const {source} = this;
    applyTheme();
    watchDivider($('divider'));
    this.rail = new Rail({
      root: $('rail'),
      mirror: this.mirror,
      source,
      onBin: (name) => this.chooseBin(name),
      onAwait: (id) => this.change({await: String(id)}, true),
      onNewBin: () => this.bins.make(),
      onOpenPrivate: () => this.bins.openPrivate(),
    });
    this.binBar = new BinBar({
      root: $('bin-bar'),
      mirror: this.mirror,
      source,
      onMenu: (anchor) => this.bins.menu(anchor),
      onStub: () => this.showStub(),
    });
    this.bins = new BinActions({
      mirror: this.mirror,
      source,
      bar: this.binBar,
      onChoose: (name) => this.chooseBin(name),
      onStub: () => this.showStub(),
      onCleared: () => this.change({sel: '', base: ''}, true),
    });
    this.filterBox = new FilterBox({
      root: $('filter'),
      onText: (text) => this.setFilter(text),
      onMark: (mark) => this.setMark(mark),
      onDone: () => $('list').focus(),
    });
    this.list = new ListView({
      root: $('list'),
      view: this.view,
      onSelect: (row, o) => this.select(row, o),
      onPause: () => this.follow(false),
      onResume: () => this.follow(true),
      onClear: () => this.bins.clear(),
      onHelp: () => this.actions.help(),
    });
    this.strip = new TimeStrip({
      root: $('strip'),
      store: this.store,
      view: this.view,
      mirror: this.mirror,
      onRange: (range) => this.setRange(range),
      onAwait: (id) => this.change({await: String(id)}, true),
    });
    this.inspector = new Inspector({
      root: $('detail'),
      source,
      mirror: this.mirror,
      store: this.store,
      state: this.state,
      onState: (change, show) => this.change(change, show),
      onFilter: (...term) => this.addTerm(...term),
      onRow: (row) => this.openRecord(row),
      neighbour: (id) => this.neighbour(id),
      onRule: (place) => this.filterBy(`rule=${quoteValue(place)}`),
    });
    this.connection = new ConnectionView({onRetry: () => this.mirror.retry()});
    this.followButton = h(
      'button',
      {hidden: !source.live, 'aria-pressed': 'true', title: 'Follow the newest (f)', onclick: () => this.follow(!this.list.following)},
      'Follow',
    );
    replace(
      $('tools'),
      this.connection.element,
      this.followButton,
      h(
        'button',
        {class: 'quiet square', 'aria-label': 'Light, dark or auto', title: 'Light, dark or auto (t)', onclick: () => this.actions.theme()},
        icon('theme'),
      ),
      h(
        'button',
        {class: 'quiet square', 'aria-label': 'Keys and filter', title: 'Keys and filter (?)', onclick: () => this.actions.help()},
        '?',
      ),
    );
    $('rail-toggle').addEventListener('click', () => this.toggleRail());
    $('work').addEventListener('pointerdown', () => this.toggleRail(false));
  }

  listen() {
    const {signals} = this;
    signals.on('bins', () => {
      this.drawRail();
      this.drawSoon();
      this.drawTitleSoon();
    });
    signals.on('awaits', () => {
      this.drawRail();
      this.strip.changed();
      this.waitForAwaits();
    });
    signals.on('await', (a) => this.inspector.awaitChanged(a));
    signals.on('events', () => this.strip.changed());
    signals.on('arrived', (summary) => this.filtering.arrived(summary.bin, summary.seq));
    signals.on('loading', (loading) => {
      this.drawing.loading = loading;
      this.drawSoon();
    });
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
    this.actions = actionsOf(this);
    this.keys = keyTable(this.actions);
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
    if (state.from !== null) this.setRange([state.from, state.to], false);
    for (;;) {
      try {
        await this.mirror.start(state.bin);
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
    if (state.bin === '' && this.mirror.bins.size === 1) await this.chooseBin([...this.mirror.bins.keys()][0], false);
    await this.inspector.show();
    this.showSelected();
    if (state.sel !== '') this.follow(false);
  }

  /** Changes the address; `show`: the detail pane follows it, as a new step of the history. */
  change(change, show = false) {
    Object.assign(this.state, change);
    if (change.sel !== undefined && change.await === undefined) this.state.await = '';
    if ((change.sel ?? change.await ?? '') !== '') this.state.stub = false;
    this.address.write(this.state, show);
    this.rail.awaitId = this.state.await === '' ? null : Number(this.state.await);
    this.drawRail();
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
    if (name !== '' && !(await this.mirror.open(name))) {
      toast(`There is no bin ${name}`, 'bad');
    }
    this.filtering.restart();
    this.view.thaw();
    const change = {bin: name, sel: '', base: '', await: '', stub: false, from: null, to: null};
    if (push) this.change(change, true);
    else {
      Object.assign(this.state, change, this.address.read(), {bin: name});
      this.change({});
    }
    this.setRange(this.state.from === null ? null : [this.state.from, this.state.to], false);
    this.follow(true);
    await this.mirror.show(name);
  }

  select(row, {extend = false} = {}) {
    this.follow(false);
    if (extend && this.state.sel !== '' && this.state.sel !== row.id) this.change({base: this.state.sel, sel: row.id}, true);
    else this.change({sel: row.id, base: this.state.base === row.id ? '' : this.state.base}, true);
    this.showSelected({show: true});
  }

  /** A record that is named somewhere else: in a verdict, in a list of gaps. */
  async openRecord(record) {
    if (this.mirror.scope !== '' && record.bin !== this.mirror.scope) await this.chooseBin(record.bin);
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

  /** While something waits, time goes on: its bar grows and its line in the rail is true. */
  waitForAwaits() {
    const pending = [...this.mirror.awaits.values()].some(({await: a}) => a.outcome === 'pending');
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
}
