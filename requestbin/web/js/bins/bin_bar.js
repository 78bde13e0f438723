// The line above the list: which bin it is, where it is reached, and what can be done with it.

import {answerSummary} from './bin_answers.js';
import {binDot} from './rail.js';
import {copyText} from '../widgets/overlay.js';
import {h, icon, replace} from '../base/dom.js';
import {perInterval} from '../base/signal.js';
import {plural} from '../base/format.js';
import {statusLook} from '../model/row.js';

/** @import {Mirror} from '../model/mirror.js' */
/** @import {Source} from '../source/source.js' */
/** @import {Stub} from '../source/types.js' */

export class BinBar {
  /**
   * @param {object} o
   * @param {HTMLElement} o.root
   * @param {Mirror} o.mirror
   * @param {Source} o.source
   * @param {(anchor: Element) => void} o.onMenu
   * @param {() => void} o.onStub
   * @param {() => void} o.onAnswer
   */
  constructor({root, mirror, source, onMenu, onStub, onAnswer}) {
    this.root = root;
    this.mirror = mirror;
    this.source = source;
    /** @type {Stub | null} null: the source has no such stub to tell about */
    this.stub = null;
    this.shown = '';
    this.looks = '';
    this.askedAt = -1; // how many calls had come
    /** @type {HTMLButtonElement} */
    this.button = h(
      'button',
      {
        class: 'quiet',
        id: 'bin-menu',
        title: 'Settings, answers, export … (e)',
        'aria-haspopup': 'menu',
        onclick: () => onMenu(this.button),
      },
      'Actions',
      icon('down'),
    );
    this.title = h('span', {class: 'bin-title'});
    this.address = h('button', {class: 'link mono address', title: 'Copy the address (u)', onclick: () => copyText(this.url, 'Address')});
    this.facts = h('button', {
      class: 'quiet facts',
      title: 'What the stub has, and what was never asked for',
      onclick: onStub,
    });
    this.answer = h('button', {class: 'quiet answer-now', hidden: true, title: 'What the bin answers', onclick: onAnswer});
    replace(root, this.title, this.address, h('span', {class: 'spread'}), this.answer, this.facts, this.button);
    // Neither a stub nor the answer of a bin tells news of itself: while calls come, they are asked for now and then.
    this.askSoon = perInterval(() => this.ask(), 1000);
  }

  get url() {
    return this.stub?.url ?? this.source.urlOf(this.mirror.scope);
  }

  draw() {
    const bin = this.mirror.bins.get(this.mirror.scope);
    this.root.hidden = bin === undefined;
    if (bin === undefined) return;
    const {info} = bin;
    const key = `${this.mirror.server} ${info.name}`;
    if (this.shown !== key) {
      this.shown = key;
      this.stub = null;
      this.answer.hidden = true;
      replace(this.title, binDot(info), h('strong', {}, info.name));
      this.ask();
    } else if ((this.stub !== null || info.kind === 'bin') && info.total !== this.askedAt) {
      this.askSoon();
    }
    const url = info.kind === 'topic' || (info.kind === 'stub' && this.stub === null) ? '' : this.url;
    this.address.hidden = url === '' || (info.kind === 'bin' && this.mirror.store.rows.length === 0); // an empty bin says it larger
    if (this.address.textContent !== url) this.address.textContent = url;
    this.drawFacts();
  }

  drawFacts() {
    const {stub} = this;
    this.facts.hidden = stub === null;
    if (stub === null) return;
    const looks = JSON.stringify(stub);
    if (this.looks === looks) return;
    this.looks = looks;
    replace(
      this.facts,
      plural(stub.sessions, 'session'),
      ' · ',
      plural(stub.hits, 'hit'),
      ' · ',
      h('span', {class: stub.unmatched > 0 ? 'bad' : null}, `${stub.unmatched} unmatched`),
      !stub.healthy && h('span', {class: 'badge bad'}, 'files with errors'),
    );
  }

  async ask() {
    const bin = this.mirror.bins.get(this.mirror.scope);
    if (bin === undefined || bin.info.kind === 'topic') return;
    this.askedAt = bin.info.total;
    if (bin.info.kind === 'bin') {
      await this.askAnswer(bin.info.name);
      return;
    }
    const {shown} = this;
    try {
      const stub = await this.source.stub(bin.info.name);
      if (this.shown === shown) this.stub = stub;
    } catch {
      if (this.shown === shown) this.stub = null; // it keeps the calls of a stub that it does not run
    }
    this.draw();
  }

  /** @param {string} name */
  async askAnswer(name) {
    const {shown} = this;
    try {
      const sessions = (await this.source.actions?.responses(name)) ?? null;
      if (this.shown !== shown || sessions === null) return;
      const {status, text} = answerSummary(sessions);
      replace(this.answer, 'answers ', h('span', {class: status === null ? null : `status ${statusLook(status)}`}, text));
      this.answer.hidden = false;
    } catch {
      if (this.shown === shown) this.answer.hidden = true;
    }
  }
}
