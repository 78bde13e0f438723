// The time strip: arrivals as ticks, awaits as bars, events of the bus as dots. Drag to zoom.

import {h, replace} from '../base/dom.js';
import {duration, plural, when} from '../base/format.js';
import {extent, pan, Scale, zoom} from './time_scale.js';
import {HEIGHT, paintArrivals, paintAwaits, paintAxis, paintEvents, paintFolds} from './strip_paint.js';
import {perFrame} from '../base/signal.js';

/** @import {Await} from '../source/types.js' */
/** @import {Mirror} from '../model/mirror.js' */
/** @import {Bar, Tints} from './strip_paint.js' */
/** @import {Range} from './time_scale.js' */
/** @import {Store} from '../model/store.js' */
/** @import {View} from '../model/view.js' */

export class TimeStrip {
  /**
   * @param {object} o
   * @param {HTMLElement} o.root
   * @param {Store} o.store
   * @param {View} o.view
   * @param {Mirror} o.mirror
   * @param {(range: Range | null) => void} o.onRange null: the whole time
   * @param {(id: number) => void} o.onAwait
   * @param {number} [o.least] ms that the whole takes at least
   */
  constructor({root, store, view, mirror, onRange, onAwait, least = 1000}) {
    this.least = least;
    this.store = store;
    this.view = view;
    this.mirror = mirror;
    this.onRange = onRange;
    this.onAwait = onAwait;
    /** @type {Range | null} null: the whole time */
    this.range = null;
    /** @type {Scale | null} what is painted; null: nothing yet */
    this.shown = null;
    /** @type {Bar[]} */
    this.bars = [];
    /** @type {ReturnType<typeof setTimeout> | 0} */
    this.timer = 0;
    this.look = '';
    /** @type {Tints} */
    this.tints = {};
    this.canvas = h('canvas', {tabindex: '0', role: 'img'});
    this.selection = h('div', {class: 'selection', hidden: true});
    this.label = h('div', {class: 'hover-label', hidden: true});
    this.zoomBox = h('div', {class: 'zoom', hidden: true});
    replace(root, this.canvas, this.selection, this.zoomBox, this.label);
    this.paint = perFrame(() => this.paintNow());
    this.lastPaint = 0;
    this.cost = 0; // ms that the last painting took
    new ResizeObserver(() => this.paint()).observe(this.canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.paint());
    this.listen();
  }

  /**
   * Soon, but at most five times a second, and less often when painting is dear (100,000 rows under a
   * filter): a busy stream need not paint all ticks each frame.
   */
  changed() {
    if (this.timer) return;
    const wait = Math.max(0, Math.max(200, 20 * this.cost) - (performance.now() - this.lastPaint));
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.paint();
    }, wait);
  }

  /** @param {Range | null} range */
  setRange(range) {
    this.range = range;
    this.zoomBox.hidden = range === null;
    if (range !== null) {
      replace(
        this.zoomBox,
        h('span', {}, `${when(range[0])} + ${duration(range[1] - range[0])}`),
        h('button', {onclick: () => this.onRange(null)}, 'Whole time'),
      );
    }
    this.paint();
  }

  /** Whether there is nothing to show. */
  get empty() {
    return this.store.rows.length === 0 && ![...this.mirror.awaits.values()].some(({await: a}) => this.concerns(a));
  }

  /** @param {Await} a */
  concerns(a) {
    return this.mirror.scope === '' || (a.bins ?? [a.bin]).includes(this.mirror.scope);
  }

  whole() {
    const {
      rows,
      times: [earliest, latest],
    } = this.store;
    const times = rows.length === 0 ? [] : [earliest, latest];
    for (const bar of this.awaitBars()) times.push(bar.from, bar.to);
    return extent(times, this.least);
  }

  awaitBars() {
    /** @type {Bar[]} */
    const bars = [];
    for (const {await: a, at} of this.mirror.awaits.values()) {
      if (!this.concerns(a)) continue;
      const from = Date.parse(a.began_at);
      bars.push({from, to: from + this.mirror.waited(a, at), deadline: Date.parse(a.deadline_at), await: a});
    }
    return bars.sort((a, b) => a.from - b.from);
  }

  /** Asked for once for each look: it makes the browser compute styles. */
  colours() {
    const look = `${document.documentElement.dataset.theme ?? ''} ${matchMedia('(prefers-color-scheme: dark)').matches}`;
    if (this.look !== look) {
      this.look = look;
      this.tints = this.readColours();
    }
    return this.tints;
  }

  /** @returns {Tints} */
  readColours() {
    const style = getComputedStyle(document.documentElement);
    const probe = (/** @type {string} */ name) => {
      // light-dark() is resolved by the browser when it stands in a property.
      this.canvas.style.color = style.getPropertyValue(`--${name}`);
      return getComputedStyle(this.canvas).color;
    };
    const names = ['line', 'panel', 'soft', 'faint', 'accent', 'good', 'warn', 'bad', 'violet'];
    const found = Object.fromEntries(names.map((name) => [name, probe(name)]));
    this.canvas.style.color = '';
    return found;
  }

  paintNow() {
    this.lastPaint = performance.now();
    const width = this.canvas.clientWidth;
    if (width === 0) return;
    const ratio = devicePixelRatio || 1;
    if (this.canvas.width !== Math.round(width * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(HEIGHT * ratio);
    }
    const pen = this.canvas.getContext('2d');
    if (pen === null) return;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, HEIGHT);
    const colours = this.colours();
    const range = this.range ?? this.whole();
    this.shown = range === null ? null : new Scale(range, width, this.busy());
    this.describe();
    if (this.shown === null) return;
    const sheet = {pen, scale: this.shown, width, colours};
    this.bars = this.awaitBars();
    paintFolds(sheet);
    paintAxis(sheet);
    paintArrivals(sheet, this.store.rows, this.view.test);
    paintAwaits(sheet, this.bars);
    paintEvents(sheet, this.mirror.busEvents);
    this.cost = performance.now() - this.lastPaint;
  }

  /** When something happened: arrivals, and awaits from their beginning to their end. */
  busy() {
    const {rows} = this.store;
    /** @type {[number, number][]} */
    const busy = this.awaitBars().map(({from, to}) => [from, to]);
    for (let i = 0; i < rows.length;) {
      // Neighbours within a second are one stretch: 100,000 rows are a few of them.
      const from = rows[i].time;
      let to = from;
      for (i += 1; i < rows.length && rows[i].time >= to && rows[i].time - to < Math.max(20, (to - from) / 50); i += 1) to = rows[i].time;
      busy.push([from, to]);
    }
    return busy;
  }

  describe() {
    const range = this.shown?.range ?? null;
    const text =
      range === null
        ? 'Time strip: nothing has come yet'
        : `Time strip: ${plural(this.store.rows.length, 'request')} and ${plural(this.bars.length, 'await')}, ${when(range[0])} to ${when(range[1])}. Plus and minus zoom, arrows move.`;
    if (this.canvas.getAttribute('aria-label') !== text) this.canvas.setAttribute('aria-label', text);
  }

  listen() {
    /** @type {number | null} */
    let from = null;
    const at = (/** @type {PointerEvent} */ event) => Math.max(0, Math.min(this.canvas.clientWidth, event.offsetX));
    this.canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0 || this.shown === null) return;
      from = at(event);
      this.canvas.setPointerCapture(event.pointerId);
    });
    this.canvas.addEventListener('pointermove', (event) => {
      this.hover(event);
      if (from === null) return;
      const [a, b] = [Math.min(from, at(event)), Math.max(from, at(event))];
      this.selection.hidden = b - a < 4;
      this.selection.style.left = `${a}px`;
      this.selection.style.width = `${b - a}px`;
    });
    const end = (/** @type {PointerEvent} */ event) => {
      if (from === null || this.shown === null) return;
      const [a, b] = [Math.min(from, at(event)), Math.max(from, at(event))];
      from = null;
      this.selection.hidden = true;
      if (event.type === 'pointercancel') return;
      if (b - a >= 4) this.onRange([this.shown.time(a), this.shown.time(b)]);
      else {
        const bar = this.barAt(event);
        if (bar) this.onAwait(bar.await.id);
      }
    };
    this.canvas.addEventListener('pointerup', end);
    this.canvas.addEventListener('pointercancel', end);
    this.canvas.addEventListener('pointerleave', () => {
      this.label.hidden = true;
    });
    this.canvas.addEventListener('dblclick', () => this.onRange(null));
    this.canvas.addEventListener('keydown', (event) => this.onKey(event));
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const whole = this.whole();
    if (whole === null) return;
    const now = this.range ?? whole;
    const middle = (now[0] + now[1]) / 2;
    /** @type {{[key: string]: () => Range | null}} */
    const moves = {
      '+': () => zoom(now, 0.5, middle, whole),
      '=': () => zoom(now, 0.5, middle, whole),
      '-': () => zoom(now, 2, middle, whole),
      ArrowLeft: () => this.range && pan(now, -0.25, whole),
      ArrowRight: () => this.range && pan(now, 0.25, whole),
      0: () => null,
    };
    if (moves[event.key] === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.onRange(moves[event.key]());
  }

  /** @param {MouseEvent} event */
  barAt(event) {
    return this.bars.findLast(
      ({box}) =>
        box && event.offsetX >= box[0] - 2 && event.offsetX <= box[2] + 2 && event.offsetY >= box[1] - 1 && event.offsetY <= box[3] + 1,
    );
  }

  /** @param {MouseEvent} event */
  hover(event) {
    if (this.shown === null) return;
    const bar = this.barAt(event);
    const time = this.shown.time(event.offsetX);
    this.label.hidden = false;
    this.label.textContent = bar ? `${bar.await.name || bar.await.expected}: ${bar.await.outcome}` : when(time);
    this.label.style.left = `${Math.min(event.offsetX + 8, this.canvas.clientWidth - this.label.offsetWidth - 4)}px`;
    this.canvas.style.cursor = bar ? 'pointer' : '';
  }
}
