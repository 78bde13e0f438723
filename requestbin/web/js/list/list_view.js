// The virtual list: as many row elements as fit into sight, used again and again.

import {append, h, icon, replace, setText, within} from '../base/dom.js';
import {bytes, clock, shortDay, shortType} from '../base/format.js';
import {methodLook, mood, statusLook} from '../model/row.js';
import {poolSize, reveal, visibleWindow} from './list_math.js';
import {perFrame} from '../base/signal.js';
import {readableTarget} from '../model/readable.js';

/** @import {Child} from '../base/dom.js' */
/** @import {Row} from '../model/row.js' */
/** @import {View} from '../model/view.js' */

/**
 * An element that shows a row, and what of it is written already: which row, at which index, how many are older,
 * whether it is the chosen one, whether its bin is told.
 * @typedef {object} Slot
 * @property {HTMLElement} element
 * @property {ReturnType<typeof newCells>} cells
 * @property {Row | null} row
 * @property {number} index -1: it is not used
 * @property {number} older
 * @property {boolean | null} chosen
 * @property {boolean | null} showBin
 * @property {boolean | null} days
 */

export class ListView {
  /**
   * @param {object} o
   * @param {HTMLElement} o.root
   * @param {View} o.view
   * @param {(row: Row, how: {extend: boolean}) => void} o.onSelect
   * @param {() => void} o.onPause
   * @param {() => void} o.onResume
   * @param {() => void} o.onClear
   * @param {() => void} o.onHelp
   */
  constructor({root, view, onSelect, onPause, onResume, onClear, onHelp}) {
    this.root = root;
    this.view = view;
    this.onSelect = onSelect;
    this.onPause = onPause;
    /** @type {Slot[]} */
    this.pool = [];
    /** @type {Row | null} */
    this.selected = null;
    this.base = '';
    this.following = true;
    this.showBin = false;
    this.days = false; // times of more than one day, or of another one than today
    this.draw = perFrame(() => this.drawNow());
    this.spacer = h('div', {class: 'spacer'});
    this.scroller = h('div', {class: 'scroller', role: 'rowgroup'}, this.spacer);
    this.pill = h('button', {class: 'new-pill main', hidden: true, onclick: () => onResume()});
    this.empty = h('div', {class: 'scroller', hidden: true});
    this.footText = h('span', {class: 'foot-text'});
    this.clearButton = h('button', {class: 'quiet', title: 'Delete everything in this bin (X)', onclick: () => onClear()}, 'Delete all');
    this.header = h('div', {class: 'columns', role: 'row'});
    this.build(onHelp);
  }

  /** @param {() => void} onHelp */
  build(onHelp) {
    const foot = h(
      'div',
      {class: 'list-foot'},
      this.footText,
      h('span', {class: 'spread'}, this.clearButton),
      h('button', {class: 'quiet keys', onclick: onHelp}, h('kbd', {}, '?'), 'keys'),
    );
    const columns = ['#', 'Time', 'Method', 'Target', 'Status', 'Type', 'Size'].map((name) =>
      h('span', {role: 'columnheader', class: name.toLowerCase()}, name),
    );
    append(this.header, columns);
    this.root.setAttribute('role', 'grid');
    this.root.setAttribute('tabindex', '0');
    this.root.setAttribute('aria-multiselectable', 'false');
    replace(this.root, this.header, this.scroller, this.empty, foot, this.pill);
    this.scroller.addEventListener('scroll', () => this.onScroll(), {passive: true});
    // The list stands still from the moment that a row is pressed: the click means what was seen.
    this.scroller.addEventListener('pointerdown', (event) => {
      if (this.following && within(event, '.row') !== null) this.onPause();
    });
    this.scroller.addEventListener('click', (event) => this.onClick(event));
    new ResizeObserver(() => this.draw()).observe(this.scroller);
  }

  get rowHeight() {
    return 26;
  }

  onScroll() {
    if (this.following && this.scroller.scrollTop > this.rowHeight / 2) this.onPause();
    this.draw();
  }

  /** @param {MouseEvent} event */
  onClick(event) {
    const element = within(event, '.row');
    const row = element === null ? null : this.pool.find((slot) => slot.element === element)?.row;
    if (row) this.onSelect(row, {extend: event.ctrlKey || event.metaKey || event.shiftKey});
  }

  /**
   * Whether the day is told beside the time.
   * @param {boolean} days
   */
  setDays(days) {
    this.days = days;
    this.root.classList.toggle('with-days', days);
  }

  /** @param {boolean} following */
  setFollowing(following) {
    this.following = following;
    if (following) this.scroller.scrollTop = 0;
    this.draw();
  }

  /**
   * @param {Row | null} row
   * @param {{show?: boolean}} [o]
   */
  setSelected(row, {show = true} = {}) {
    this.selected = row;
    if (show && row !== null) {
      const index = this.view.indexOf(row);
      if (index >= 0) {
        this.sizeSpacer();
        this.scroller.scrollTop = reveal({
          index,
          scrollTop: this.scroller.scrollTop,
          height: this.scroller.clientHeight,
          rowHeight: this.rowHeight,
        });
      }
    }
    this.draw();
  }

  sizeSpacer() {
    const height = `${this.view.count * this.rowHeight}px`;
    if (this.spacer.style.height !== height) this.spacer.style.height = height;
  }

  drawNow() {
    const {view, scroller, rowHeight} = this;
    const count = view.count;
    const {scrollTop, clientHeight: height} = scroller; // before anything is written: the layout is known now
    this.sizeSpacer();
    if (this.root.getAttribute('aria-rowcount') !== String(count + 1)) this.root.setAttribute('aria-rowcount', String(count + 1));
    const wanted = visibleWindow({scrollTop, height, rowHeight, count});
    const size = Math.max(this.pool.length, poolSize({height, rowHeight}), wanted.last - wanted.first);
    while (this.pool.length < size) {
      const slot = newSlot(this.pool.length);
      this.spacer.append(slot.element);
      this.pool.push(slot);
    }
    const used = new Set();
    for (let i = wanted.first; i < wanted.last; i += 1) {
      // A row keeps its element while new ones come above it, so only what is new has to be written; from
      // the end, so that a list that fits stands in the document as it is seen.
      const slot = this.pool[size - 1 - (view.placeOf(i) % size)];
      used.add(slot);
      const row = view.at(i);
      if (row !== undefined) this.fill(slot, row, i);
    }
    for (const slot of this.pool) {
      if (used.has(slot) || slot.index === -1) continue;
      slot.index = -1;
      slot.row = null;
      slot.element.className = 'row';
      slot.element.hidden = true;
    }
    const chosen = this.selected && this.pool.find((slot) => slot.row === this.selected);
    if (chosen) this.root.setAttribute('aria-activedescendant', chosen.element.id);
    else this.root.removeAttribute('aria-activedescendant');
    this.drawPill();
  }

  drawPill() {
    const waiting = this.view.waiting;
    this.pill.hidden = waiting === 0;
    if (waiting > 0) replace(this.pill, icon('up'), `${waiting > 9999 ? 'many' : waiting} new`);
  }

  /**
   * @param {Slot} slot
   * @param {Row} row
   * @param {number} index
   */
  fill(slot, row, index) {
    const {element, cells} = slot;
    if (slot.index !== index) {
      if (slot.index === -1) element.hidden = false;
      slot.index = index;
      element.setAttribute('aria-rowindex', String(index + 2));
    }
    // Counted from the oldest, at the lower edge: what comes moves that edge and no row.
    const older = this.view.count - 1 - index;
    if (slot.older !== older) {
      slot.older = older;
      element.style.transform = `translateY(${-older * this.rowHeight}px)`;
    }
    const dim = !this.view.hide && !this.view.fits(row);
    const name = [
      'row',
      `is-${mood(row)}`,
      row.event ? 'event' : '',
      row.fresh ? 'fresh' : '',
      row === this.selected ? 'chosen' : '',
      row.id === this.base ? 'base' : '',
      dim ? 'dim' : '',
    ]
      .filter(Boolean)
      .join(' ');
    if (element.className !== name) element.className = name;
    const chosen = row === this.selected;
    if (slot.chosen !== chosen) {
      slot.chosen = chosen;
      element.setAttribute('aria-selected', String(chosen));
    }
    if (slot.row === row && slot.showBin === this.showBin && slot.days === this.days) return;
    slot.row = row;
    slot.showBin = this.showBin;
    slot.days = this.days;
    element.dataset.id = row.id;
    setText(cells.seq, String(row.seq));
    const time = clock(row.time);
    setText(cells.day, this.days ? shortDay(row.time) : '');
    setText(cells.second, time.slice(0, 8));
    setText(cells.ms, time.slice(8));
    setText(cells.method, row.method);
    cells.method.className = `method ${methodLook(row)}`;
    const prefix = prefixOf(row);
    const rest = row.target.slice(prefix.length);
    // Where the bin has a word of its own, its path need not say it again.
    setText(cells.prefix, this.showBin ? '' : prefix);
    setText(cells.rest, row.event ? rest : readableTarget(rest) || (this.showBin && prefix !== '' ? '/' : ''));
    cells.target.title = row.target;
    setText(cells.bin, this.showBin ? row.bin : '');
    setText(cells.tag, tagOf(row));
    setText(cells.status, row.event ? '' : row.status === 0 ? '—' : String(row.status));
    cells.status.className = `status ${statusLook(row.status)}`;
    setText(cells.type, shortType(row.type));
    setText(cells.size, bytes(row.size));
  }

  /**
   * The page that stands where the list would be; null: the list.
   * @param {Child} content
   */
  setEmpty(content) {
    this.empty.hidden = content === null;
    this.scroller.hidden = content !== null;
    this.header.hidden = content !== null;
    if (content === null) this.empty.replaceChildren();
    else replace(this.empty, content);
  }

  /**
   * @param {string[]} texts
   * @param {boolean} canClear
   */
  setFoot(texts, canClear) {
    setText(this.footText, texts.join('   ·   '));
    this.clearButton.hidden = !canClear;
  }
}

/**
 * The word beside the target. Pure.
 * @param {Row} row
 */
export function tagOf(row) {
  if (row.refused !== '') return 'refused';
  if (!row.matched) return 'no rule fits';
  return row.truncated ? 'cut' : '';
}

/**
 * The part of a target that all requests of a bin share: its name.
 * @param {Row} row
 */
function prefixOf(row) {
  const prefix = `/${row.bin}`;
  return !row.event && row.target.startsWith(prefix) && /^[/?.]/.test(row.target.slice(prefix.length)) ? prefix : '';
}

function newCells() {
  const cell = (/** @type {string} */ name) => h('span', {class: name, role: 'gridcell'});
  const [bin, prefix, rest, tag, day, second, ms] = ['bin', 'prefix', null, 'tag', 'day', null, 'ms'].map((name) =>
    h('span', {class: name}),
  );
  const target = h('span', {class: 'target'}, prefix, rest);
  const [seq, method, status, type, size] = ['seq', 'method', 'status', 'type', 'size'].map(cell);
  const [time, what] = [cell('time'), cell('what')];
  time.append(day, second, ms);
  what.append(bin, target, tag);
  return {seq, time, method, what, status, type, size, bin, target, prefix, rest, tag, day, second, ms};
}

/**
 * @param {number} number
 * @returns {Slot}
 */
function newSlot(number) {
  const cells = newCells();
  const {seq, time, method, what, status, type, size} = cells;
  const element = h('div', {class: 'row', role: 'row', id: `row-${number}`, hidden: true}, seq, time, method, what, status, type, size);
  return {element, cells, row: null, index: -1, older: -1, chosen: null, showBin: null, days: null};
}
