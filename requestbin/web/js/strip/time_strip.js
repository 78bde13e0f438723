// The time strip: arrivals as ticks, awaits as bars, events of the bus as dots. Drag to zoom.

import {h, replace} from '../base/dom.js';
import {axisTime, clock, duration, plural} from '../base/format.js';
import {awaitMood} from '../model/await_mood.js';
import {extent, lanes, pan, ticks, toTime, toX, zoom} from './time_scale.js';
import {mood} from '../model/row.js';
import {perFrame} from '../base/signal.js';

/** @import {Await} from '../source/types.js' */
/** @import {Mirror} from '../model/mirror.js' */
/** @import {Range} from './time_scale.js' */
/** @import {Store} from '../model/store.js' */
/** @import {View} from '../model/view.js' */

const HEIGHT = 58;
const TICKS = [6, 28]; // top and bottom of the arrivals
const LANES = 32; // top of the first await
const AXIS = 56;

/**
 * An await on the strip, `box`: where it was painted (left, top, right, bottom).
 * @typedef {{from: number, to: number, deadline: number, await: Await, box?: [number, number, number, number]}} Bar
 */
/** @typedef {{[name: string]: string}} Tints colours by their names in base.css */
/** @typedef {{pen: CanvasRenderingContext2D, range: Range, width: number, colours: Tints}} Sheet */

export class TimeStrip {
  /**
   * @param {object} o
   * @param {HTMLElement} o.root
   * @param {Store} o.store
   * @param {View} o.view
   * @param {Mirror} o.mirror
   * @param {(range: Range | null) => void} o.onRange null: the whole time
   * @param {(id: number) => void} o.onAwait
   */
  constructor({root, store, view, mirror, onRange, onAwait}) {
    this.store = store;
    this.view = view;
    this.mirror = mirror;
    this.onRange = onRange;
    this.onAwait = onAwait;
    /** @type {Range | null} null: the whole time */
    this.range = null;
    /** @type {Range | null} what is painted; null: nothing yet */
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
        h('span', {}, `${clock(range[0])} + ${duration(range[1] - range[0])}`),
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
    const {rows} = this.store;
    const times = rows.length === 0 ? [] : [rows[0].time, rows[rows.length - 1].time];
    for (const bar of this.awaitBars()) times.push(bar.from, bar.to);
    return extent(times);
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
    const names = ['line', 'soft', 'faint', 'accent', 'good', 'warn', 'bad', 'violet'];
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
    this.shown = range;
    this.describe();
    if (range === null) return;
    const sheet = {pen, range, width, colours};
    this.paintAxis(sheet);
    this.paintArrivals(sheet);
    this.paintAwaits(sheet);
    this.paintEvents(sheet);
    this.cost = performance.now() - this.lastPaint;
  }

  /** @param {Sheet} sheet */
  paintAxis({pen, range, width, colours}) {
    pen.font = `10px ${getComputedStyle(document.body).fontFamily}`;
    pen.textBaseline = 'alphabetic';
    const {step, times} = ticks(range, width);
    for (const time of times) {
      const x = Math.round(toX(time, range, width)) + 0.5;
      pen.strokeStyle = colours.line;
      pen.beginPath();
      pen.moveTo(x, 0);
      pen.lineTo(x, HEIGHT);
      pen.stroke();
      pen.fillStyle = colours.faint;
      const text = axisTime(time, step);
      if (x + 6 + pen.measureText(text).width < width) pen.fillText(text, x + 3, AXIS);
    }
  }

  /**
   * One column per pixel: the more arrivals, the taller. What the filter hides stays, pale.
   * @param {Sheet} sheet
   */
  paintArrivals({pen, range, width, colours}) {
    const columns = Math.ceil(width);
    const all = new Uint32Array(columns);
    const good = new Uint32Array(columns);
    const warn = new Uint32Array(columns);
    const bad = new Uint32Array(columns);
    const {test} = this.view;
    for (const row of this.store.rows) {
      const x = Math.floor(toX(row.time, range, width));
      if (x < 0 || x >= columns) continue;
      all[x] += 1;
      if (test !== null && !test(row)) continue;
      const m = mood(row);
      if (m === 'bad') bad[x] += 1;
      else if (m === 'warn') warn[x] += 1;
      else good[x] += 1;
    }
    let most = 1;
    for (const n of all) if (n > most) most = n;
    const tall = TICKS[1] - TICKS[0];
    const height = (/** @type {number} */ n) => (n === 0 ? 0 : Math.max(7, (Math.log1p(n) / Math.log1p(Math.max(most, 3))) * tall));
    for (let x = 0; x < columns; x += 1) {
      if (all[x] === 0) continue;
      pen.fillStyle = colours.line;
      pen.fillRect(x, TICKS[1] - height(all[x]), 2, height(all[x]));
      const fitting = good[x] + warn[x] + bad[x];
      if (fitting === 0) continue;
      const h1 = height(fitting);
      pen.fillStyle = colours.accent;
      pen.fillRect(x, TICKS[1] - h1, 2, h1);
      const odd = bad[x] > 0 ? colours.bad : warn[x] > 0 ? colours.warn : null;
      if (odd !== null) {
        pen.fillStyle = odd;
        pen.fillRect(x, TICKS[1] - h1, 2, Math.max(5, (h1 * (bad[x] + warn[x])) / fitting));
      }
    }
  }

  /** @param {Sheet} sheet */
  paintAwaits({pen, range, width, colours}) {
    this.bars = this.awaitBars();
    const lane = lanes(this.bars);
    const tints = {pending: colours.accent, good: colours.good, warn: colours.warn, bad: colours.bad};
    this.bars.forEach((bar, i) => {
      const y = LANES + lane[i] * 5;
      const x1 = toX(bar.from, range, width);
      const x2 = Math.max(x1 + 3, toX(bar.to, range, width));
      bar.box = [x1, y, x2, y + 4];
      if (x2 < 0 || x1 > width) return;
      pen.fillStyle = tints[awaitMood(bar.await.outcome)];
      pen.fillRect(x1, y, x2 - x1, 4);
      if (bar.await.outcome === 'pending') {
        pen.globalAlpha = 0.25;
        pen.fillRect(x2, y, Math.max(0, toX(bar.deadline, range, width) - x2), 4);
        pen.globalAlpha = 1;
      }
    });
  }

  /** @param {Sheet} sheet */
  paintEvents({pen, range, width, colours}) {
    pen.fillStyle = colours.violet;
    for (const event of this.mirror.busEvents) {
      const x = toX(event.time, range, width);
      if (x < 0 || x > width) continue;
      pen.beginPath();
      pen.arc(x, 3.5, 2, 0, 7);
      pen.fill();
    }
  }

  describe() {
    const range = this.shown;
    const text =
      range === null
        ? 'Time strip: nothing has come yet'
        : `Time strip: ${plural(this.store.rows.length, 'request')} and ${plural(this.bars.length, 'await')}, ${clock(range[0])} to ${clock(range[1])}. Plus and minus zoom, arrows move.`;
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
      const width = this.canvas.clientWidth;
      if (b - a >= 4) this.onRange([toTime(a, this.shown, width), toTime(b, this.shown, width)]);
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
    const time = toTime(event.offsetX, this.shown, this.canvas.clientWidth);
    this.label.hidden = false;
    this.label.textContent = bar ? `${bar.await.name || bar.await.expected}: ${bar.await.outcome}` : clock(time);
    this.label.style.left = `${Math.min(event.offsetX + 8, this.canvas.clientWidth - this.label.offsetWidth - 4)}px`;
    this.canvas.style.cursor = bar ? 'pointer' : '';
  }
}
