// How the time strip is painted, from the bottom up.

import {axisTime, sameDay, shortDay} from '../base/format.js';
import {awaitMood} from '../model/await_mood.js';
import {lanes} from './time_scale.js';
import {mood} from '../model/row.js';

/** @import {Await} from '../source/types.js' */
/** @import {Row} from '../model/row.js' */
/** @import {Scale} from './time_scale.js' */

export const HEIGHT = 58;
const TICKS = [6, 28]; // top and bottom of the arrivals
const LANES = 32; // top of the first await
const AXIS = 56;

/**
 * An await on the strip, `box`: where it was painted (left, top, right, bottom).
 * @typedef {{from: number, to: number, deadline: number, await: Await, box?: [number, number, number, number]}} Bar
 */
/** @typedef {{[name: string]: string}} Tints colours by their names in base.css */
/** @typedef {{pen: CanvasRenderingContext2D, scale: Scale, width: number, colours: Tints}} Sheet */

/**
 * Where time is folded: a band, and how much of it.
 * @param {Sheet} sheet
 */
export function paintFolds({pen, scale, colours}) {
  pen.font = `9px ${getComputedStyle(document.body).fontFamily}`;
  for (const {from, to, x1, x2} of scale.folds) {
    pen.fillStyle = colours.panel;
    pen.fillRect(x1, 0, x2 - x1, HEIGHT);
    pen.strokeStyle = colours.line;
    pen.setLineDash([2, 2]);
    for (const x of [x1, x2]) {
      pen.beginPath();
      pen.moveTo(Math.round(x) + 0.5, 0);
      pen.lineTo(Math.round(x) + 0.5, HEIGHT);
      pen.stroke();
    }
    pen.setLineDash([]);
    const words = roughly(to - from).split(' ');
    pen.fillStyle = colours.faint;
    pen.textAlign = 'center';
    words.forEach((word, i) => pen.fillText(word, (x1 + x2) / 2, 16 + 10 * i));
    pen.textAlign = 'start';
  }
}

/** @param {Sheet} sheet */
export function paintAxis({pen, scale, width, colours}) {
  pen.font = `10px ${getComputedStyle(document.body).fontFamily}`;
  pen.textBaseline = 'alphabetic';
  let day = Date.now(); // the day that the reader takes for granted
  let free = -Infinity; // no label begins before it
  for (const {time, step} of scale.ticks()) {
    const x = Math.round(scale.x(time)) + 0.5;
    pen.strokeStyle = colours.line;
    pen.beginPath();
    pen.moveTo(x, 0);
    pen.lineTo(x, HEIGHT);
    pen.stroke();
    pen.fillStyle = colours.faint;
    const otherDay = !sameDay(time, day);
    const text = step >= 86_400_000 ? shortDay(time) : otherDay ? `${shortDay(time)} ${axisTime(time, step)}` : axisTime(time, step);
    const end = x + 6 + pen.measureText(text).width;
    if (x < free || end >= width) continue;
    pen.fillText(text, x + 3, AXIS);
    free = end;
    day = time;
  }
}

/**
 * One column per pixel: the more arrivals, the taller. What the filter hides stays, pale.
 * @param {Sheet} sheet
 * @param {Row[]} rows
 * @param {((row: Row) => boolean) | null} test
 */
export function paintArrivals({pen, scale, width, colours}, rows, test) {
  const columns = Math.ceil(width);
  const all = new Uint32Array(columns);
  const good = new Uint32Array(columns);
  const warn = new Uint32Array(columns);
  const bad = new Uint32Array(columns);
  for (const row of rows) {
    const x = Math.floor(scale.x(row.time));
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

/**
 * @param {Sheet} sheet
 * @param {Bar[]} bars
 */
export function paintAwaits({pen, scale, width, colours}, bars) {
  const lane = lanes(bars);
  const tints = {pending: colours.accent, good: colours.good, warn: colours.warn, bad: colours.bad};
  bars.forEach((bar, i) => {
    const y = LANES + lane[i] * 5;
    const x1 = scale.x(bar.from);
    const x2 = Math.max(x1 + 3, scale.x(bar.to));
    bar.box = [x1, y, x2, y + 4];
    if (x2 < 0 || x1 > width) return;
    pen.fillStyle = tints[awaitMood(bar.await.outcome)];
    pen.fillRect(x1, y, x2 - x1, 4);
    if (bar.await.outcome === 'pending') {
      pen.globalAlpha = 0.25;
      pen.fillRect(x2, y, Math.max(0, Math.min(width, scale.x(bar.deadline)) - x2), 4);
      pen.globalAlpha = 1;
    }
  });
}

/**
 * @param {Sheet} sheet
 * @param {{time: number}[]} busEvents
 */
export function paintEvents({pen, scale, width, colours}, busEvents) {
  pen.fillStyle = colours.violet;
  for (const event of busEvents) {
    const x = scale.x(event.time);
    if (x < 0 || x > width) continue;
    pen.beginPath();
    pen.arc(x, 3.5, 2, 0, 7);
    pen.fill();
  }
}

/**
 * 12 min, 3 h, 2 d: what fits into a fold.
 * @param {number} ms
 */
function roughly(ms) {
  if (ms < 10_000) return `${Number((ms / 1000).toFixed(1))} s`;
  if (ms < 100_000) return `${Math.round(ms / 1000)} s`;
  if (ms < 6_000_000) return `${Math.round(ms / 60_000)} min`;
  return ms < 172_800_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.round(ms / 86_400_000)} d`;
}
