// The lines of a scenario's clock, as many elements as fit into sight. A click opens the call or event.

import {h, replace, setText, within} from '../base/dom.js';
import {count} from '../base/format.js';
import {LANES, since} from './happenings.js';
import {perFrame} from '../base/signal.js';
import {poolSize, reveal, step, visibleWindow} from '../list/list_math.js';

/** @import {Happening, Lane} from './happenings.js' */

const ROW = 24;

/** @type {{[lane in Lane]: string}} */
const NAMES = {step: 'Steps', call: 'Calls', event: 'Events', bus: 'Bus', log: 'Services'};

export class HappeningList {
  /**
   * @param {object} o
   * @param {HTMLElement} o.root
   * @param {Happening[]} o.all
   * @param {string} o.note about what the file leaves out
   * @param {(record: {id: string, bin: string}, how: {extend: boolean}) => void} o.onRecord
   */
  constructor({root, all, note, onRecord}) {
    this.all = all;
    this.onRecord = onRecord;
    /** @type {Set<Lane>} */
    this.hidden = new Set();
    this.words = '';
    /** @type {[number, number] | null} ms since the start */
    this.range = null;
    /** @type {Happening[]} */
    this.shown = all;
    this.chosen = -1;
    this.base = '';
    /** @type {ReturnType<typeof newLine>[]} */
    this.pool = [];
    this.spacer = h('div', {class: 'spacer'});
    this.scroller = h('div', {class: 'scroller', role: 'grid', tabindex: '0', 'aria-label': 'What happened'}, this.spacer);
    this.foot = h('div', {class: 'list-foot'});
    this.note = note;
    this.draw = perFrame(() => this.drawNow());
    this.find = h('input', {type: 'text', placeholder: 'Find in these lines', 'aria-label': 'Find in these lines'});
    this.find.addEventListener('input', () => {
      this.words = this.find.value.toLowerCase();
      this.select();
    });
    /** @type {Map<Lane, HTMLButtonElement>} */
    this.buttons = new Map(LANES.map((lane) => [lane, this.button(lane)]));
    replace(root, h('div', {class: 'lanes'}, [...this.buttons.values()], this.find), this.scroller, this.foot);
    this.countLanes();
    this.scroller.addEventListener('scroll', () => this.draw(), {passive: true});
    this.scroller.addEventListener('click', (event) => this.onClick(event));
    this.scroller.addEventListener('keydown', (event) => this.onKey(event));
    new ResizeObserver(() => this.draw()).observe(this.scroller);
    this.select();
  }

  /** @param {Lane} lane */
  button(lane) {
    const button = h('button', {class: `lane-${lane}`, 'aria-pressed': 'true'});
    button.addEventListener('click', () => {
      if (!this.hidden.delete(lane)) this.hidden.add(lane);
      button.setAttribute('aria-pressed', String(!this.hidden.has(lane)));
      this.select();
    });
    return button;
  }

  countLanes() {
    for (const [lane, button] of this.buttons) {
      const n = this.all.filter((one) => one.lane === lane).length;
      setText(button, `${NAMES[lane]} ${count(n)}`);
      button.disabled = n === 0;
    }
  }

  /**
   * What they have grown to. Who reads the newest goes on reading the newest.
   * @param {Happening[]} all
   * @param {string} note
   */
  setAll(all, note) {
    const {scrollTop, clientHeight, scrollHeight} = this.scroller;
    const atEnd = scrollTop + clientHeight >= scrollHeight - ROW;
    const chosen = this.shown[this.chosen]?.record?.id ?? '';
    this.all = all;
    this.note = note;
    this.countLanes();
    this.select();
    this.chosen = chosen === '' ? -1 : this.shown.findIndex(({record}) => record?.id === chosen);
    this.drawNow();
    if (atEnd) this.scroller.scrollTop = this.scroller.scrollHeight;
    this.draw();
  }

  /** @param {[number, number] | null} range */
  setRange(range) {
    this.range = range;
    this.select();
  }

  /**
   * The record in the details, and the one that it is compared with.
   * @param {string} id
   * @param {string} base
   */
  setChosen(id, base) {
    this.base = base;
    this.chosen = id === '' ? -1 : this.shown.findIndex(({record}) => record?.id === id);
    this.show(this.chosen);
  }

  /** What happened at that time and after it. @param {number} ms */
  showTime(ms) {
    const index = this.shown.findIndex((one) => one.ms >= ms);
    if (index >= 0) this.scroller.scrollTop = index * ROW;
    this.draw();
  }

  select() {
    const chosen = this.shown[this.chosen];
    const {hidden, words, range} = this;
    this.shown = this.all.filter(
      (one) =>
        !hidden.has(one.lane) &&
        (range === null || (one.ms >= range[0] && one.ms <= range[1])) &&
        (words === '' || `${one.who} ${one.text} ${one.result}`.toLowerCase().includes(words)),
    );
    this.chosen = chosen === undefined ? -1 : this.shown.indexOf(chosen);
    const part = this.shown.length === this.all.length ? '' : ` of ${count(this.all.length)}`;
    setText(this.foot, [`${count(this.shown.length)}${part} lines`, this.note].filter(Boolean).join('   ·   '));
    this.scroller.setAttribute('aria-rowcount', String(this.shown.length));
    this.draw();
  }

  drawNow() {
    const {scrollTop, clientHeight: height} = this.scroller;
    const total = this.shown.length;
    this.spacer.style.height = `${total * ROW}px`;
    const {first, last} = visibleWindow({scrollTop, height, rowHeight: ROW, count: total});
    const size = Math.max(this.pool.length, poolSize({height, rowHeight: ROW}), last - first);
    while (this.pool.length < size) {
      const made = newLine();
      this.spacer.append(made.element);
      this.pool.push(made);
    }
    const used = new Set();
    for (let i = first; i < last; i += 1) {
      const one = this.pool[i % size];
      used.add(one);
      this.fill(one, i);
    }
    for (const one of this.pool) if (!used.has(one)) one.element.hidden = true;
  }

  /** @param {ReturnType<typeof newLine>} one @param {number} index */
  fill({element, time, who, text, result}, index) {
    const happening = this.shown[index];
    element.hidden = false;
    element.style.top = `${index * ROW}px`;
    element.setAttribute('aria-rowindex', String(index + 1));
    const {record} = happening;
    const names = ['happening', `lane-${happening.lane}`];
    if (record !== null) names.push('opens');
    if (index === this.chosen) names.push('chosen');
    if (record !== null && record.id === this.base) names.push('base');
    element.className = names.join(' ');
    setText(time, since(happening.ms));
    setText(who, happening.who);
    setText(text, happening.text);
    setText(result, happening.result);
    result.className = `result ${happening.look}`;
  }

  /** @param {MouseEvent} event */
  onClick(event) {
    const index = Number(within(event, '.happening')?.getAttribute('aria-rowindex') ?? 0) - 1;
    if (index >= 0) this.choose(index, event.ctrlKey || event.metaKey || event.shiftKey);
  }

  /** @param {number} index @param {boolean} extend */
  choose(index, extend) {
    this.chosen = index;
    const record = this.shown[index]?.record;
    if (record) this.onRecord(record, {extend});
    this.show(index);
  }

  /** @param {number} index */
  show(index) {
    const {scrollTop, clientHeight: height} = this.scroller;
    this.drawNow(); // the spacer has its height before it is scrolled
    if (index >= 0) this.scroller.scrollTop = reveal({index, scrollTop, height, rowHeight: ROW});
    this.draw();
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const page = Math.max(1, Math.floor(this.scroller.clientHeight / ROW) - 1);
    /** @type {{[key: string]: number}} */
    const moves = {ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity};
    const by = moves[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const bounded = Math.max(-this.shown.length, Math.min(this.shown.length, by));
    this.choose(step({index: this.chosen, by: bounded, count: this.shown.length}), false);
  }
}

function newLine() {
  const [time, who, text, result] = ['time', 'who', 'text', 'result'].map((name) => h('span', {class: name, role: 'gridcell'}));
  const element = h('div', {class: 'happening', role: 'row', hidden: true}, time, who, text, result);
  return {element, time, who, text, result};
}
