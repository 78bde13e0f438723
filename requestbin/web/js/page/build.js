// Builds the panes of the page, each with what it makes the App do.

import {BinActions} from '../bins/bin_actions.js';
import {BinBar} from '../bins/bin_bar.js';
import {byId} from '../base/dom.js';
import {FilterBox} from '../filter/filter_box.js';
import {Inspector} from '../detail/inspector.js';
import {ListView} from '../list/list_view.js';
import {quoteValue} from '../filter/parse.js';
import {Rail} from '../bins/rail.js';
import {TimeStrip} from '../strip/time_strip.js';
import {ToolBar} from './tool_bar.js';

/** @import {App} from './app.js' */

/** @param {App} app */
export function makeRail(app) {
  return new Rail({
    root: byId('rail'),
    mirror: app.mirror,
    bus: app.bus,
    source: app.source,
    onBin: (name) => app.chooseBin(name),
    onAwait: (id) => app.change({await: String(id)}, true),
    onBus: (place) => app.change({bus: place, await: '', stub: false}, true),
    onNewBin: () => app.bins.make(),
    onOpenPrivate: () => app.bins.openPrivate(),
  });
}

/** @param {App} app */
export function makeBinBar(app) {
  return new BinBar({
    root: byId('bin-bar'),
    mirror: app.mirror,
    source: app.source,
    onMenu: (anchor) => app.bins.menu(anchor),
    onStub: () => app.showStub(),
    onAnswer: () => app.bins.openSettings(),
  });
}

/** @param {App} app */
export function makeBinActions(app) {
  return new BinActions({
    mirror: app.mirror,
    source: app.source,
    bar: app.binBar,
    onChoose: (name) => app.chooseBin(name),
    onStub: () => app.showStub(),
    onCleared: () => app.change({sel: '', base: ''}, true),
    shownSeqs: () => app.view.seqs(),
  });
}

/** @param {App} app */
export function makeFilterBox(app) {
  return new FilterBox({
    root: byId('filter'),
    onText: (text) => app.setFilter(text),
    onMark: (mark) => app.setMark(mark),
    onDone: () => byId('list').focus(),
  });
}

/** @param {App} app */
export function makeList(app) {
  return new ListView({
    root: byId('list'),
    view: app.view,
    onSelect: (row, o) => app.select(row, o),
    onPause: () => app.follow(false),
    onResume: () => app.follow(true),
    onClear: () => app.bins.clear(),
    onHelp: () => app.actions.help(),
  });
}

/** @param {App} app */
export function makeStrip(app) {
  return new TimeStrip({
    root: byId('strip'),
    store: app.store,
    view: app.view,
    mirror: app.mirror,
    onRange: (range) => app.setRange(range),
    onAwait: (id) => app.change({await: String(id)}, true),
  });
}

/** @param {App} app */
export function makeInspector(app) {
  return new Inspector({
    root: byId('detail'),
    source: app.source,
    mirror: app.mirror,
    bus: app.bus,
    store: app.store,
    state: app.state,
    onState: (change, show) => app.change(change, show),
    onFilter: (...term) => app.addTerm(...term),
    onRow: (row) => app.openRecord(row),
    neighbour: (id) => app.neighbour(id),
    onRule: (place) => app.filterBy(`rule=${quoteValue(place)}`),
    hiddenBy: (row) => app.hiddenBy(row),
    onUnhide: () => app.unhide(),
  });
}

/** @param {App} app */
export function makeToolBar(app) {
  return new ToolBar({
    root: byId('tools'),
    live: app.source.live,
    onRetry: () => app.mirror.retry(),
    onFollow: () => app.follow(!app.list.following),
    onTheme: () => app.actions.theme(),
    onHelp: () => app.actions.help(),
  });
}
