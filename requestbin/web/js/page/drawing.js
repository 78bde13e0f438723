// What is drawn again whenever something changes: the list, or the page that stands where it would be, and the line
// below it.

import {byId} from '../base/dom.js';
import {count, plural, sameDay} from '../base/format.js';
import {emptyBin, missingBin, noBins, nothingFits, nothingYet} from '../bins/empty.js';

/** @import {App} from './app.js' */
/** @import {Child} from '../base/dom.js' */

export class Drawing {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    /** @type {{loaded: number, total: number} | null} while the list is loaded */
    this.loading = null;
    /** @type {string | null} what the page in place of the list is about; null: the list is shown */
    this.emptyKey = null;
    /** @type {Child} */
    this.emptyNode = null;
  }

  draw() {
    const {list, mirror, binBar, strip, store} = this.app;
    list.showBin = mirror.scope === '';
    const [earliest, latest] = store.times;
    list.setDays(earliest <= latest && !(sameDay(earliest, latest) && sameDay(latest, Date.now())));
    binBar.draw();
    byId('strip').hidden = strip.empty;
    list.setEmpty(this.emptyContent());
    list.drawNow();
    const {actions} = this.app.source;
    list.setFoot(this.footTexts(), actions !== null && mirror.scope !== '' && store.rows.length > 0);
  }

  footTexts() {
    const {view, store, mirror, state, filtering} = this.app;
    const all = store.rows.length;
    const filtered = view.test !== null || view.range !== null;
    const shown = view.count;
    const evicted = mirror.bins.get(mirror.scope)?.info.evicted ?? 0;
    const texts = [filtered ? `${count(state.mark ? view.fitting : shown)} of ${plural(all, 'request')} fit` : plural(all, 'request')];
    if (this.loading !== null) texts.push(`loading ${count(this.loading.loaded)} of ${count(this.loading.total)}…`);
    if (filtering.searching) texts.push('the server is searching…');
    const unknown = filtering.unknown(mirror.scope);
    if (unknown > 0) texts.push(`the search gave up on ${count(unknown)}, not shown`);
    if (evicted > 0) texts.push(`${count(evicted)} older dropped by the server`);
    if (store.dropped > 0) texts.push(`${count(store.dropped)} older not shown`);
    return texts;
  }

  emptyContent() {
    const {app} = this;
    const {mirror, store, view, source} = app;
    if (this.loading !== null) return null;
    const bin = mirror.bins.get(mirror.scope);
    if (mirror.scope !== '' && mirror.server !== null && bin === undefined)
      return this.keep('missing', () => missingBin(mirror.scope, source));
    if (store.rows.length > 0) {
      if (view.count > 0 || view.waiting > 0) return this.keepList();
      const {searching} = app.filtering;
      return this.keep(`fits:${searching}:${store.rows.length}`, () =>
        nothingFits({
          hidden: `All ${count(store.rows.length)} requests are`,
          searching,
          zoomed: view.range !== null,
          onClear: () => app.filterBy(''),
          onWhole: () => app.setRange(null),
        }),
      );
    }
    if (mirror.server === null) return this.keepList();
    if (mirror.bins.size === 0) return this.keep('none', () => noBins(source, {onNewBin: () => app.bins.make()}));
    if (bin === undefined) return this.keep('all', () => nothingYet(source));
    const {info} = bin;
    return this.keep(`bin:${info.name}`, () => emptyBin(info, source, {onTest: () => app.bins.sendTest(info.name)}));
  }

  keepList() {
    this.emptyKey = null;
    return null;
  }

  /**
   * Built once while it is the same, so that focus and selection in it stay.
   * @param {string} key
   * @param {() => Child} build
   */
  keep(key, build) {
    if (this.emptyKey !== key) {
      this.emptyKey = key;
      this.emptyNode = build();
    }
    return this.emptyNode;
  }

  drawTitle() {
    const {mirror} = this.app;
    const unread = [...mirror.bins.values()].reduce((sum, bin) => sum + bin.unread, 0);
    const title = `${unread > 0 ? `(${unread > 999 ? '999+' : unread}) ` : ''}${mirror.scope || 'All bins'} · Ricochet`;
    if (document.title !== title) document.title = title;
  }
}
