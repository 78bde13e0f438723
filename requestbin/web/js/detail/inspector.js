// The detail pane: which request, diff or await it shows, and what its buttons do.

import {confirmDialog, copyText, menu, toast} from '../widgets/overlay.js';
import {curlCommand} from '../copy/curl.js';
import {matcherOf, pretty, stepOf} from '../copy/matcher.js';
import {perInterval} from '../base/signal.js';
import {Records} from '../model/records.js';
import {SourceError} from '../source/source.js';
import {saveBlob} from '../base/save.js';
import {sendAgain, targetOf} from './send_again.js';
import {showAwait} from './await_view.js';
import {showDetail, showMessage} from './detail.js';
import {showDiff} from '../diff/diff_view.js';
import {showStub} from './stub_view.js';
import {TABS} from '../model/url_state.js';
import {toBytes} from '../base/bytes.js';
import {bodyName, urlOf} from '../copy/http.js';

export class Inspector {
  /**
   * @param {object} o  root, source, mirror, store, state (url_state), and
   *   onState(change, show): changes the address; onFilter(field, part, value); onRow(row): selects it in the
   *   list; neighbour(id): the row to go on with, or null; onRule(place): shows what that rule answered
   */
  constructor(o) {
    Object.assign(this, o);
    this.records = new Records((bin, id, signal) => this.source.record(bin, id, signal));
    this.record = null;
    this.shown = null; // 'request', 'diff', 'await', 'stub' or null
    this.abort = new AbortController();
    this.awaitHandlers = {onClose: () => this.close(), onOpen: (record) => this.onRow(record), onCopyText: copyText};
    this.drawProgress = perInterval(() => this.progressNow(), 150);
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
    this.shown =
      state.await !== ''
        ? 'await'
        : state.stub && this.mirror.scope !== ''
          ? 'stub'
          : state.sel !== '' && state.base !== '' && state.base !== state.sel
            ? 'diff'
            : state.sel !== ''
              ? 'request'
              : null;
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
      else if (this.shown === 'stub') await this.showStub(this.mirror.scope, signal);
      else if (this.shown === 'diff') await this.showDiff(state.base, state.sel, signal);
      else await this.showRequest(state.sel, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof SourceError)) throw error;
      this.record = null;
      showMessage(
        this.root,
        error.status === 404
          ? `${{await: 'This await', stub: 'This stub'}[this.shown] ?? 'This request'} ${this.source.live ? 'is no longer held by the server' : `is not in ${this.source.holder}`}.`
          : error.message,
        () => this.close(),
        true,
      );
    }
  }

  /** The bin of a request of which only the id is known. */
  binOf(id) {
    return this.store.get(id)?.bin ?? (this.mirror.scope || this.records.peek(id)?.bin || '');
  }

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

  async showRequest(id, signal) {
    const record = await this.load(id, signal);
    if (signal.aborted) return;
    this.record = record;
    this.drawRequest();
  }

  drawRequest() {
    const {record, state} = this;
    const row = this.store.get(record.id);
    const held = row !== null || this.mirror.scope !== record.bin || this.store.rows.length === 0;
    const hadFocus = this.root.contains(document.activeElement);
    const top = this.drawnId === record.id && this.drawnTab === state.tab ? (this.root.querySelector('.panel')?.scrollTop ?? 0) : 0;
    showDetail(this.root, record, {
      row,
      store: this.store,
      tab: state.tab,
      gone: !held,
      canSend: this.canSend(record),
      canDelete: held && this.source.actions !== null,
      onTab: (tab) => {
        this.onState({tab});
        this.drawRequest();
      },
      onClose: () => this.close(),
      onFilter: this.onFilter,
      onAwait: (id2) => this.onState({await: String(id2)}, true),
      onOpen: (r) => this.onRow(r),
      onCopyText: copyText,
      onCopyBody: () => copyText(record.body.content, 'Body'),
      onDownload: () => this.download(),
      onCopy: (anchor) => this.copy(anchor),
      onDiff: () => this.markBase(),
      onSend: () => this.send(),
      onDelete: () => this.remove(),
    });
    this.drawnId = record.id;
    this.drawnTab = state.tab;
    const panel = this.root.querySelector('.panel');
    panel.scrollTop = top;
    if (hadFocus && !this.root.contains(document.activeElement))
      (document.getElementById(`tab-${state.tab}`) ?? panel).focus({preventScroll: true});
  }

  async showDiff(baseId, id, signal) {
    const left = await this.load(baseId, signal);
    const right = await this.load(id, signal);
    if (signal.aborted) return;
    this.record = right;
    this.drawnId = null;
    showDiff(this.root, left, right, {
      onClose: () => this.onState({base: ''}, true),
      onSwap: () => this.onState({base: id, sel: baseId}, true),
      onOpen: (record) => this.onState({base: '', sel: record.id}, true),
    });
  }

  async showAwait(id, signal) {
    const verdict = await this.source.verdict(id);
    if (signal.aborted) return;
    this.record = null;
    this.drawnId = null;
    this.drawAwait(verdict, Date.now());
  }

  async showStub(name, signal) {
    const [stub, {sessions}, health] = await Promise.all([
      this.source.stub(name),
      this.source.stubSessions(name),
      this.source.stubHealth(name),
    ]);
    if (signal.aborted) return;
    this.record = null;
    this.drawnId = null;
    const top = this.root.querySelector('.panel')?.scrollTop ?? 0;
    const hadFocus = this.root.contains(document.activeElement);
    const {actions} = this.source;
    const act = (run, said) => async () => {
      try {
        toast(said(await run()));
      } catch (error) {
        toast(error.message, 'bad');
      }
      await this.show();
    };
    const panel = showStub(this.root, stub, sessions, health, {
      onClose: () => this.close(),
      onFilter: (place) => this.onRule(place),
      onReload:
        actions &&
        act(
          () => actions.stubReload(name),
          (now) => (now.healthy ? 'The files are loaded again' : 'The files have errors: see above the sessions'),
        ),
      onReset:
        actions &&
        act(
          () => actions.stubReset(name),
          () => 'The counters are 0',
        ),
    });
    panel.scrollTop = top;
    if (hadFocus) panel.focus({preventScroll: true});
  }

  /** News about an await: the one in sight is drawn again, the requests that it counted know it. */
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
    const {a, at} = this.progress;
    if (this.shown !== 'await' || String(a.id) !== this.state.await || a.outcome !== 'pending') return;
    this.drawAwait(a, at);
  }

  /** `at`: when it was read, on this clock. */
  drawAwait(a, at) {
    showAwait(
      this.root,
      a,
      {waited: () => this.mirror.waited(a, at), running: a.outcome === 'pending' && this.source.live},
      this.awaitHandlers,
    );
  }

  close() {
    const behind = this.shown === 'await' || this.shown === 'stub'; // they stand before a request, which is seen again
    this.onState({sel: behind ? this.state.sel : '', base: '', await: '', stub: false}, true);
  }

  kindOf(bin) {
    return this.mirror.bins.get(bin)?.info.kind ?? 'bin';
  }

  /** The first of two for a diff; asked again for the same one, it is taken back. */
  markBase() {
    const {state, record} = this;
    if (record === null && state.sel === '') return;
    const id = record?.id ?? state.sel;
    if (state.base !== '') {
      this.onState({base: ''}, true);
      return;
    }
    this.onState({base: id});
    toast('This is A. Choose another request to see what differs.');
  }

  tab(by) {
    if (this.shown !== 'request') return;
    const tabs = this.record?.kind === 'event' ? TABS.filter((t) => t !== 'answer') : TABS;
    const next = tabs[(tabs.indexOf(this.state.tab) + by + tabs.length) % tabs.length];
    this.onState({tab: next});
    this.drawRequest();
  }

  copy(anchor) {
    const {record} = this;
    if (record === null) return;
    const call = record.kind !== 'event';
    menu(
      anchor ?? this.root,
      'Copy as',
      [
        call && {
          label: 'cURL command',
          key: 'c',
          run: () =>
            copyText(
              curlCommand({
                method: record.method,
                url: urlOf(record, this.source.origin),
                headers: record.headers,
                body: toBytes(record.body),
              }),
              'cURL command',
            ),
        },
        {label: call ? 'Moco matcher' : 'Event matcher', key: 'm', run: () => copyText(pretty(matcherOf(record)), 'Matcher')},
        {label: 'Scenario step', key: 's', run: () => copyText(pretty(stepOf(record)), 'Scenario step')},
        record.body.encoding === 'utf8' &&
          record.body.size > 0 && {label: 'Body', key: 'b', run: () => copyText(record.body.content, 'Body')},
        {label: 'Link to this', key: 'l', run: () => copyText(location.href, 'Link')},
        {label: 'Record (JSON)', key: 'j', run: () => copyText(pretty(record), 'Record')},
      ].filter(Boolean),
    );
  }

  async download() {
    const {record} = this;
    try {
      saveBlob(await this.source.body(record.bin, record.id), bodyName(record));
    } catch (error) {
      toast(`The body could not be fetched: ${error.message}`, 'bad');
    }
  }

  send() {
    const {record, source} = this;
    if (record === null) return;
    if (source.actions === null) toast(source.refusal, 'bad');
    else sendAgain(record, {kind: this.kindOf(record.bin), origin: source.origin, actions: source.actions, targets: this.mirror.targets});
  }

  canSend(record) {
    return (
      this.source.actions !== null &&
      (targetOf(record, this.kindOf(record.bin)) !== null || (record.kind !== 'event' && this.mirror.targets.length > 0))
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
      toast(`It could not be deleted: ${error.message}`, 'bad');
    }
  }
}
