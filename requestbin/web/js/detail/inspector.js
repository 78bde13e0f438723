// The detail pane: which request, diff or await it shows, and what its buttons do.

import {BusPane} from '../bus/bus_pane.js';
import {busPlace} from '../model/bus.js';
import {confirmDialog, copyText, toast} from '../widgets/overlay.js';
import {copyMenu} from './copy_menu.js';
import {perInterval} from '../base/signal.js';
import {Records} from '../model/records.js';
import {isMissing, SourceError, textOf} from '../source/source.js';
import {saveBlob} from '../base/save.js';
import {sendAgain, targetOf} from './send_again.js';
import {showAwait} from './await_view.js';
import {scrolledIn, showDetail, showMessage} from './detail.js';
import {showDiff} from '../diff/diff_view.js';
import {StubPane} from './stub_pane.js';
import {TABS} from '../model/url_state.js';
import {bodyName} from '../copy/http.js';

/** @import {ApiRecord, Await, Verdict} from '../source/types.js' */
/** @import {Bus} from '../model/bus.js' */
/** @typedef {{id: string, bin: string}} Named a record of which nothing else has to be known */
/** @import {Mirror} from '../model/mirror.js' */
/** @import {OnFilter} from '../body/body_view.js' */
/** @import {PageState} from '../model/url_state.js' */
/** @import {Row} from '../model/row.js' */
/** @import {Source} from '../source/source.js' */
/** @import {Store} from '../model/store.js' */

export class Inspector {
  /**
   * @param {object} o
   * @param {HTMLElement} o.root
   * @param {Source} o.source
   * @param {Mirror} o.mirror
   * @param {Bus} o.bus
   * @param {Store} o.store
   * @param {PageState} o.state
   * @param {(change: Partial<PageState>, show?: boolean) => void} o.onState changes the address
   * @param {OnFilter} o.onFilter
   * @param {(record: Named) => void} o.onRow selects it in the list
   * @param {(id: string) => Row | null} o.neighbour the row to go on with
   * @param {(place: string) => void} o.onRule shows what that rule answered
   * @param {(row: Row | null) => string} o.hiddenBy why the list does not show it; '': it does
   * @param {() => void} o.onUnhide takes away what hides it
   */
  constructor({root, source, mirror, bus, store, state, onState, onFilter, onRow, neighbour, onRule, hiddenBy, onUnhide}) {
    this.root = root;
    this.source = source;
    this.mirror = mirror;
    this.bus = bus;
    this.store = store;
    this.state = state;
    this.onState = onState;
    this.onFilter = onFilter;
    this.onRow = onRow;
    this.neighbour = neighbour;
    this.hiddenBy = hiddenBy;
    this.onUnhide = onUnhide;
    this.records = new Records((bin, id, signal) => source.record(bin, id, signal));
    /** @type {ApiRecord | null} the one that is shown, or the second of a diff */
    this.record = null;
    /** @type {'request' | 'diff' | 'await' | 'stub' | 'bus' | null} */
    this.shown = null;
    this.drawn = {id: '', tab: '', hidden: ''};
    this.abort = new AbortController();
    this.awaitHandlers = {onClose: () => this.close(), onOpen: onRow, onCopyText: copyText};
    /** @type {{a: Await, at: number} | null} the last news of the await that is shown; `at`: on this clock */
    this.progress = null;
    this.drawProgress = perInterval(() => this.progressNow(), 150);
    this.stubPane = new StubPane({root, source, onClose: () => this.close(), onRule, onDone: () => this.show()});
    this.busPane = new BusPane({
      root,
      bus,
      onClose: () => this.close(),
      onMessage: (text) => showMessage(root, text, () => this.close(), true),
    });
    this.drawBusSoon = perInterval(() => this.shown === 'bus' && this.show(), 300);
  }

  get open() {
    return this.shown !== null;
  }

  /** Shows what the state says. */
  async show() {
    this.abort.abort();
    this.abort = new AbortController();
    const {signal} = this.abort;
    const {state} = this;
    const was = this.shown;
    this.shown = this.wanted();
    document.body.classList.toggle('with-detail', this.shown !== null);
    if (this.shown === null) {
      this.record = null;
      this.root.hidden = true;
      this.root.replaceChildren();
      return;
    }
    if (was === null) this.root.hidden = false;
    try {
      if (this.shown === 'await') await this.showAwait(state.await, signal);
      else if (this.shown === 'bus') await this.showBus(state.bus, signal);
      else if (this.shown === 'stub') await this.showStub(this.mirror.scope, signal);
      else if (this.shown === 'diff') await this.showDiff(state.base, state.sel, signal);
      else await this.showRequest(state.sel, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof SourceError)) throw error;
      this.record = null;
      showMessage(this.root, isMissing(error) ? this.notHere() : error.message, () => this.close(), true);
    }
  }

  /** What the state asks for. */
  wanted() {
    const {sel, base, await: a, stub, bus} = this.state;
    if (a !== '') return 'await';
    if (busPlace(bus) !== null && this.bus.there) return 'bus';
    if (stub && this.mirror.scope !== '') return 'stub';
    if (sel === '') return null;
    return base !== '' && base !== sel ? 'diff' : 'request';
  }

  notHere() {
    const subjects = {await: 'This await', stub: 'This stub', bus: 'This part of the bus'};
    const subject = this.shown !== null && this.shown in subjects ? subjects[/** @type {'await'} */ (this.shown)] : 'This request';
    return `${subject} ${this.source.live ? 'is no longer held by the server' : `is not in ${this.source.holder}`}.`;
  }

  /**
   * The bin of a request of which only the id is known.
   * @param {string} id
   */
  binOf(id) {
    return this.store.get(id)?.bin ?? (this.mirror.scope || this.records.peek(id)?.bin || '');
  }

  /**
   * @param {string} id
   * @param {AbortSignal} signal
   */
  async load(id, signal) {
    const bin = this.binOf(id);
    if (bin === '') throw new SourceError(404, 'unknown');
    // A short wait is not worth a flicker; what is shown stays until then.
    const waiting = setTimeout(() => {
      if (!signal.aborted) showMessage(this.root, 'Loading…', () => this.close());
    }, 400);
    try {
      return await this.records.get(bin, id, signal);
    } finally {
      clearTimeout(waiting);
    }
  }

  /**
   * @param {string} id
   * @param {AbortSignal} signal
   */
  async showRequest(id, signal) {
    const record = await this.load(id, signal);
    if (signal.aborted) return;
    this.record = record;
    this.drawRequest();
  }

  drawRequest() {
    const {record, state} = this;
    if (record === null) return;
    const row = this.store.get(record.id);
    const held = row !== null || this.mirror.scope !== record.bin || this.store.rows.length === 0;
    const hadFocus = this.root.contains(document.activeElement);
    const top = this.drawn.id === record.id && this.drawn.tab === state.tab ? scrolledIn(this.root) : 0;
    const panel = showDetail(this.root, record, {
      row,
      store: this.store,
      tab: state.tab,
      gone: !held,
      hidden: this.hiddenBy(row),
      onUnhide: () => this.onUnhide(),
      canSend: this.canSend(record),
      canDelete: held && this.source.actions !== null,
      onTab: (tab) => {
        this.onState({tab});
        this.drawRequest();
      },
      onClose: () => this.close(),
      onFilter: this.onFilter,
      onAwait: (id) => this.onState({await: String(id)}, true),
      onOpen: this.onRow,
      onCopyText: copyText,
      onCopyBody: () => copyText(record.body.content, 'Body'),
      onDownload: () => this.download(),
      onCopy: (anchor) => this.copy(anchor),
      onDiff: () => this.markBase(),
      onSend: () => this.send(),
      onDelete: () => this.remove(),
    });
    this.drawn = {id: record.id, tab: state.tab, hidden: this.hiddenBy(row)};
    panel.scrollTop = top;
    if (hadFocus && !this.root.contains(document.activeElement))
      (document.getElementById(`tab-${state.tab}`) ?? panel).focus({preventScroll: true});
  }

  /** The list shows other lines: whether this one is among them is told. */
  viewChanged() {
    if (this.shown !== 'request' || this.record === null || this.drawn.id !== this.record.id) return;
    if (this.hiddenBy(this.store.get(this.record.id)) !== this.drawn.hidden) this.drawRequest();
  }

  /**
   * @param {string} baseId
   * @param {string} id
   * @param {AbortSignal} signal
   */
  async showDiff(baseId, id, signal) {
    const left = await this.load(baseId, signal);
    const right = await this.load(id, signal);
    if (signal.aborted) return;
    this.record = right;
    this.drawn.id = '';
    showDiff(this.root, left, right, {
      onClose: () => this.onState({base: ''}, true),
      onSwap: () => this.onState({base: id, sel: baseId}, true),
      onOpen: (record) => this.onState({base: '', sel: record.id}, true),
    });
  }

  /**
   * @param {string} id
   * @param {AbortSignal} signal
   */
  async showAwait(id, signal) {
    const verdict = await this.source.verdict(id, this.mirror.privateNames());
    if (signal.aborted) return;
    this.record = null;
    this.drawn.id = '';
    this.drawAwait(verdict, Date.now());
  }

  /**
   * @param {string} name
   * @param {AbortSignal} signal
   */
  async showStub(name, signal) {
    await this.stubPane.show(name, signal);
    if (signal.aborted) return;
    this.record = null;
    this.drawn.id = '';
  }

  /**
   * @param {string} place as in the address
   * @param {AbortSignal} signal
   */
  async showBus(place, signal) {
    await this.busPane.show(place, signal, this.drawn.id === '');
    if (signal.aborted) return;
    this.record = null;
    this.drawn.id = '';
  }

  /** Topics or groups changed. */
  busChanged() {
    if (this.wanted() !== 'bus') return;
    if (this.shown === 'bus') this.drawBusSoon();
    else this.show();
  }

  /**
   * News about an await: the one in sight is drawn again, the requests that it counted know it.
   * @param {Await} a
   */
  awaitChanged(a) {
    if (this.shown === 'await' && String(a.id) === this.state.await) {
      // Progress is in the news themselves, and may come often; only the verdict has to be fetched.
      this.progress = {a, at: Date.now()};
      if (a.outcome === 'pending') this.drawProgress();
      else this.show();
    }
    if (a.outcome !== 'pending' && this.record !== null) this.records.forget(this.record.id);
  }

  progressNow() {
    if (this.progress === null) return;
    const {a, at} = this.progress;
    if (this.shown !== 'await' || String(a.id) !== this.state.await || a.outcome !== 'pending') return;
    this.drawAwait(a, at);
  }

  /**
   * `at`: when it was read, on this clock.
   * @param {Verdict} a
   * @param {number} at
   */
  drawAwait(a, at) {
    showAwait(
      this.root,
      a,
      {waited: () => this.mirror.waited(a, at), running: a.outcome === 'pending' && this.source.live},
      this.awaitHandlers,
    );
  }

  close() {
    const behind = this.shown === 'await' || this.shown === 'stub' || this.shown === 'bus'; // they stand before a request, which is seen again
    this.onState({sel: behind ? this.state.sel : '', base: '', await: '', stub: false, bus: ''}, true);
  }

  /** The first of two for a diff; asked again for the same one, it is taken back. */
  markBase() {
    const {state, record} = this;
    if (record === null && state.sel === '') return;
    const id = record?.id ?? state.sel;
    if (state.base !== '') return this.onState({base: ''}, true);
    this.onState({base: id});
    return toast('This is A. Choose another request to see what differs.');
  }

  /** @param {number} by */
  tab(by) {
    if (this.shown !== 'request') return;
    const tabs = this.record?.kind === 'event' ? TABS.filter((t) => t !== 'answer') : TABS;
    const next = tabs[(tabs.indexOf(this.state.tab) + by + tabs.length) % tabs.length];
    this.onState({tab: next});
    this.drawRequest();
  }

  /** @param {Element | null} anchor the menu stands beside it */
  copy(anchor) {
    if (this.record !== null) copyMenu(anchor ?? this.root, this.record, this.source.origin);
  }

  async download() {
    const {record} = this;
    if (record === null) return;
    try {
      saveBlob(await this.source.body(record.bin, record.id), bodyName(record));
    } catch (error) {
      toast(`The body could not be fetched: ${textOf(error)}`, 'bad');
    }
  }

  send() {
    const {record, source} = this;
    if (record === null) return;
    if (source.actions === null) toast(source.refusal, 'bad');
    else
      sendAgain(record, {
        kind: this.mirror.kindOf(record.bin),
        origin: source.origin,
        actions: source.actions,
        targets: this.mirror.targets,
      });
  }

  /** @param {ApiRecord} record */
  canSend(record) {
    return (
      this.source.actions !== null &&
      (targetOf(record, this.mirror.kindOf(record.bin)) !== null || (record.kind !== 'event' && this.mirror.targets.length > 0))
    );
  }

  async remove() {
    const {record} = this;
    if (record === null || this.shown !== 'request') return;
    const {actions, refusal} = this.source;
    if (actions === null) {
      toast(refusal, 'bad');
      return;
    }
    if (
      !(await confirmDialog(
        'Delete this request?',
        `#${record.seq} of ${record.bin} is gone for good, and no await can count it any more.`,
        'Delete',
      ))
    )
      return;
    try {
      const neighbour = this.neighbour(record.id);
      await actions.remove(record.bin, record.id);
      this.records.forget(record.id);
      if (neighbour !== null) this.onRow(neighbour);
      else this.onState({sel: '', base: ''}, true);
      toast('Deleted');
    } catch (error) {
      toast(`It could not be deleted: ${textOf(error)}`, 'bad');
    }
  }
}
