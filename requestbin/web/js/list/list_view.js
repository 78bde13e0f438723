// The virtual list: as many row elements as fit into sight, used again and again.

import {h, icon, replace, setText} from '../base/dom.js';
import {bytes, clock, shortType} from '../base/format.js';
import {mood} from '../model/row.js';
import {poolSize, reveal, visibleWindow} from './list_math.js';
import {perFrame} from '../base/signal.js';

export class ListView {
  /**
   * @param {object} o  root, view, onSelect(row, {extend}), onPause(), onResume(), onClear(), onHelp()
   */
  constructor(o) {
    Object.assign(this, o);
    this.pool = [];
    this.selected = null;
    this.base = null;
    this.following = true;
    this.showBin = false;
    this.draw = perFrame(() => this.drawNow());
    this.build();
  }

  build() {
    this.spacer = h('div', {class: 'spacer'});
    this.scroller = h('div', {class: 'scroller', role: 'rowgroup'}, this.spacer);
    this.pill = h('button', {class: 'new-pill main', hidden: true, onclick: () => this.onResume()});
    this.empty = h('div', {class: 'scroller', hidden: true});
    this.footText = h('span', {class: 'foot-text'});
    this.clearButton = h(
      'button',
      {class: 'quiet', title: 'Delete everything in this bin (X)', onclick: () => this.onClear()},
      'Delete all',
    );
    this.foot = h(
      'div',
      {class: 'list-foot'},
      this.footText,
      h('span', {class: 'spread'}, this.clearButton),
      h('button', {class: 'quiet keys', onclick: () => this.onHelp()}, h('kbd', {}, '?'), 'keys'),
    );
    const columns = ['#', 'Time', 'Method', 'Target', 'Status', 'Type', 'Size'].map((name) =>
      h('span', {role: 'columnheader', class: name.toLowerCase()}, name),
    );
    this.header = h('div', {class: 'columns', role: 'row'}, columns);
    this.root.setAttribute('role', 'grid');
    this.root.setAttribute('tabindex', '0');
    this.root.setAttribute('aria-multiselectable', 'false');
    replace(this.root, this.header, this.scroller, this.empty, this.foot, this.pill);
    this.scroller.addEventListener('scroll', () => this.onScroll(), {passive: true});
    // The list stands still from the moment that a row is pressed: the click means what was seen.
    this.scroller.addEventListener('pointerdown', (event) => {
      if (this.following && event.target.closest('.row') !== null) this.onPause();
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

  onClick(event) {
    const element = event.target.closest('.row');
    const row = element === null ? null : this.pool.find((slot) => slot.element === element)?.row;
    if (row) this.onSelect(row, {extend: event.ctrlKey || event.metaKey || event.shiftKey});
  }

  setFollowing(following) {
    this.following = following;
    if (following) this.scroller.scrollTop = 0;
    this.draw();
  }

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
    while (this.pool.length < size) this.pool.push(this.newSlot());
    const used = new Set();
    for (let i = wanted.first; i < wanted.last; i += 1) {
      // A row keeps its element while new ones come above it, so only what is new has to be written; from
      // the end, so that a list that fits stands in the document as it is seen.
      const slot = this.pool[size - 1 - (view.placeOf(i) % size)];
      used.add(slot);
      this.fill(slot, view.at(i), i);
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

  newSlot() {
    const cell = (name) => h('span', {class: name, role: 'gridcell'});
    const parts = {
      seq: cell('seq'),
      time: cell('time'),
      method: cell('method'),
      what: cell('what'),
      status: cell('status'),
      type: cell('type'),
      size: cell('size'),
    };
    parts.bin = h('span', {class: 'bin'});
    parts.prefix = h('span', {class: 'prefix'});
    parts.rest = h('span');
    parts.target = h('span', {class: 'target'}, parts.prefix, parts.rest);
    parts.tag = h('span', {class: 'tag'});
    parts.second = h('span');
    parts.ms = h('span', {class: 'ms'});
    parts.time.append(parts.second, parts.ms);
    parts.what.append(parts.bin, parts.target, parts.tag);
    const element = h(
      'div',
      {class: 'row', role: 'row', id: `row-${this.pool.length}`, hidden: true},
      parts.seq,
      parts.time,
      parts.method,
      parts.what,
      parts.status,
      parts.type,
      parts.size,
    );
    this.spacer.append(element);
    return {element, parts, row: null, index: -1, older: -1, chosen: null};
  }

  fill(slot, row, index) {
    const {element, parts} = slot;
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
    if (slot.row === row && slot.showBin === this.showBin) return;
    slot.row = row;
    slot.showBin = this.showBin;
    element.dataset.id = row.id;
    setText(parts.seq, String(row.seq));
    const time = clock(row.time);
    setText(parts.second, time.slice(0, 8));
    setText(parts.ms, time.slice(8));
    setText(parts.method, row.method);
    const prefix = prefixOf(row);
    setText(parts.prefix, prefix);
    setText(parts.rest, row.target.slice(prefix.length));
    setText(parts.bin, this.showBin ? row.bin : '');
    setText(parts.tag, row.matched ? (row.truncated ? 'cut' : '') : 'no rule fits');
    setText(parts.status, row.event ? '' : row.status === 0 ? '—' : String(row.status));
    setText(parts.type, shortType(row.type));
    setText(parts.size, bytes(row.size));
  }

  /** The page that stands where the list would be; null: the list. */
  setEmpty(content) {
    this.empty.hidden = content === null;
    this.scroller.hidden = content !== null;
    this.header.hidden = content !== null;
    if (content === null) this.empty.replaceChildren();
    else replace(this.empty, content);
  }

  setFoot(parts, canClear) {
    setText(this.footText, parts.join('   ·   '));
    this.clearButton.hidden = !canClear;
  }
}

/** The part of a target that all requests of a bin share: its name. */
function prefixOf(row) {
  const prefix = `/${row.bin}`;
  return !row.event && row.target.startsWith(prefix) && /^[/?.]/.test(row.target.slice(prefix.length)) ? prefix : '';
}
