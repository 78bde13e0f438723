// The left rail: bins with kind, count and news, and the awaits.

import {awaitMood} from './live.js';
import {count, duration} from './format.js';
import {h, icon, replace} from './dom.js';
import {perInterval} from './signal.js';

const MOST_AWAITS = 60;

export class Rail {
  /** @param {object} o  root, live, onBin(name), onAwait(id), onNewBin(), onOpenPrivate() */
  constructor(o) {
    Object.assign(this, o);
    this.awaitId = null;
    this.pressed = false; // a click on a line that is replaced meanwhile would be lost
    this.root.addEventListener('pointerdown', () => { this.pressed = true; });
    addEventListener('pointerup', () => { this.pressed = false; });
    addEventListener('pointercancel', () => { this.pressed = false; });
    this.drawSoon = perInterval(() => this.draw(), 120, () => this.pressed);
  }

  draw() {
    const focused = this.root.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    const {live} = this;
    const bins = [...live.bins.values()].sort((a, b) => order(a.info) - order(b.info) || (a.info.name < b.info.name ? -1 : 1));
    const waiting = new Set();
    for (const {await: a} of live.awaits.values()) if (a.outcome === 'pending') for (const bin of a.bins ?? [a.bin]) waiting.add(bin);
    const held = bins.reduce((sum, {info}) => sum + info.held, 0);
    replace(this.root,
      h('h2', {}, h('span', {}, 'Bins'), h('span', {},
        h('button', {class: 'quiet square', title: 'Open a private bin by its name', 'aria-label': 'Open a private bin', onclick: this.onOpenPrivate}, icon('lock')),
        h('button', {class: 'quiet square', title: 'New bin', 'aria-label': 'New bin', onclick: this.onNewBin}, icon('plus')))),
      h('ul', {},
        bins.length !== 1 && this.item({key: 'bin:', name: 'All bins', current: live.scope === '', run: () => this.onBin(''), dot: h('span'), tail: count(held)}),
        bins.map(({info, unread}) => this.item({
          key: `bin:${info.name}`, name: info.name, current: live.scope === info.name, run: () => this.onBin(info.name), dot: binDot(info),
          title: `${info.kind} ${info.name}: ${info.held} held, ${info.total} ever${info.evicted > 0 ? `, ${info.evicted} dropped for room` : ''}`,
          tail: [info.kind !== 'bin' && h('span', {class: 'kind'}, info.kind), info.private && h('span', {class: 'lock', title: 'private'}, icon('lock')),
            waiting.has(info.name) && h('span', {class: 'pending-dot pulse', title: 'an await waits here'}, h('span', {class: 'sr'}, 'an await waits here')),
            unread > 0 ? h('span', {class: 'unread', title: `${unread} new`}, unread > 999 ? '999+' : unread, h('span', {class: 'sr'}, ' new')) : count(info.held)],
        }))),
      bins.length === 0 && h('p', {class: 'none'}, 'None yet.'),
      h('h2', {}, 'Awaits'), this.awaits());
    if (focused !== undefined) this.root.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  item({key, name, current, run, dot, tail, title}) {
    return h('li', {}, h('button', {class: 'rail-item', 'data-key': key, 'aria-current': current ? 'true' : null, title, onclick: run}, dot, h('span', {class: 'name'}, name), h('span', {class: 'tail'}, tail)));
  }

  awaits() {
    const {live} = this;
    const all = [...live.awaits.values()].filter(({await: a}) => live.scope === '' || (a.bins ?? [a.bin]).includes(live.scope));
    all.sort((a, b) => Number(b.await.outcome === 'pending') - Number(a.await.outcome === 'pending') || b.await.id - a.await.id);
    if (all.length === 0) return h('p', {class: 'none'}, 'None: tests that wait for requests show up here.');
    return h('ul', {}, all.slice(0, MOST_AWAITS).map(({await: a}) => {
      const mood = awaitMood(a.outcome);
      const sub = a.outcome === 'pending' ? `${a.observed} of ${a.minimum || 'none'} came${a.settling ? ', settling' : ''}` : `${a.outcome} after ${duration(a.waited_ms)}`;
      return h('li', {}, h('button', {class: 'rail-item await-item', 'data-key': `await:${a.id}`, 'data-outcome': a.outcome, 'aria-current': this.awaitId === a.id ? 'true' : null, title: a.expected, onclick: () => this.onAwait(a.id)},
        h('span', {class: `state ${mood}${mood === 'pending' ? ' pulse' : ''}`}), h('span', {class: 'two'}, h('span', {}, a.name || a.expected), h('span', {class: 'sub'}, sub)), h('span')));
    }), all.length > MOST_AWAITS && h('li', {class: 'none'}, `${all.length - MOST_AWAITS} older ones`));
  }
}

function order(info) {
  return {bin: 0, stub: 1, topic: 2}[info.kind] ?? 3;
}

function binDot(info) {
  const dot = h('span', {class: `bin-dot ${info.kind}`});
  const colour = (info.color ?? []).map(Number);
  if (colour.length === 3 && colour.every(Number.isFinite)) dot.style.background = `rgb(${colour.join(' ')})`;
  return dot;
}
