// The left rail: bins with kind, count and news, the awaits, and the bus.

import {awaitMood} from '../model/await_mood.js';
import {count, duration} from '../base/format.js';
import {groupLine, topicLine} from '../bus/bus_lines.js';
import {h, icon, replace, setText} from '../base/dom.js';
import {perInterval} from '../base/signal.js';

/** @import {AwaitOutcome, Bin} from '../source/types.js' */
/** @import {Bus} from '../model/bus.js' */
/** @import {Child} from '../base/dom.js' */
/** @import {KnownBin, Mirror} from '../model/mirror.js' */
/** @import {Source} from '../source/source.js' */

const MOST_AWAITS = 60;

/** @typedef {{item: HTMLElement, button: HTMLElement, cells: HTMLElement[], looks: string}} Line `looks`: what is drawn */

/**
 * What a line shows; `build` makes the contents of its three cells, and is asked when `looks` is another.
 * @typedef {object} LineContent
 * @property {boolean} current
 * @property {() => void} run
 * @property {string} [title]
 * @property {AwaitOutcome} [outcome]
 * @property {string} looks
 * @property {() => Child[]} build
 */

export class Rail {
  /**
   * @param {object} o
   * @param {HTMLElement} o.root
   * @param {Mirror} o.mirror
   * @param {Bus} o.bus
   * @param {Source} o.source
   * @param {(name: string) => void} o.onBin
   * @param {(id: number) => void} o.onAwait
   * @param {(place: string) => void} o.onBus
   * @param {() => void} o.onNewBin
   * @param {() => void} o.onOpenPrivate
   */
  constructor({root, mirror, bus, source, onBin, onAwait, onBus, onNewBin, onOpenPrivate}) {
    this.root = root;
    this.mirror = mirror;
    this.bus = bus;
    this.onBin = onBin;
    this.onAwait = onAwait;
    this.onBus = onBus;
    this.busPlace = ''; // what of the bus is in the details
    /** @type {number | null} the await in the details */
    this.awaitId = null;
    /** @type {Map<string, Line>} by key */
    this.lines = new Map();
    this.bins = h('ul');
    this.noBins = h('p', {class: 'none'}, 'None yet.');
    this.awaits = h('ul');
    this.noAwaitsText = source.live ? 'None: tests that wait for requests show up here.' : 'None.';
    this.noAwaits = h('p', {class: 'none'}, this.noAwaitsText);
    this.elsewhere = h('p', {class: 'none'});
    this.elsewhereLooks = '';
    this.older = h('p', {class: 'none'});
    this.topics = h('ul');
    this.noTopics = h('p', {class: 'none'}, 'None yet.');
    this.groups = h('ul');
    this.noGroups = h('p', {class: 'none'}, 'None yet.');
    this.busPart = h(
      'div',
      {hidden: true},
      h('h2', {}, 'Topics'),
      this.topics,
      this.noTopics,
      h('h2', {}, 'Groups'),
      this.groups,
      this.noGroups,
    );
    this.build(source.actions !== null, onNewBin, onOpenPrivate);
    this.pressed = false; // a click on a line that is replaced meanwhile would be lost
    this.root.addEventListener('pointerdown', () => {
      this.pressed = true;
    });
    addEventListener('pointerup', () => {
      this.pressed = false;
    });
    addEventListener('pointercancel', () => {
      this.pressed = false;
    });
    this.drawSoon = perInterval(
      () => this.draw(),
      120,
      () => this.pressed,
    );
  }

  /**
   * @param {boolean} canMake
   * @param {() => void} onNewBin
   * @param {() => void} onOpenPrivate
   */
  build(canMake, onNewBin, onOpenPrivate) {
    replace(
      this.root,
      h(
        'h2',
        {},
        h('span', {}, 'Bins'),
        canMake &&
          h(
            'span',
            {},
            h(
              'button',
              {
                class: 'quiet square',
                title: 'Open a private bin by its name',
                'aria-label': 'Open a private bin',
                onclick: onOpenPrivate,
              },
              icon('lock'),
            ),
            h('button', {class: 'quiet square', title: 'New bin', 'aria-label': 'New bin', onclick: onNewBin}, icon('plus')),
          ),
      ),
      this.bins,
      this.noBins,
      h('h2', {}, 'Awaits'),
      this.awaits,
      this.noAwaits,
      this.older,
      this.elsewhere,
      this.busPart,
    );
  }

  draw() {
    const {mirror} = this;
    const bins = [...mirror.bins.values()].sort((a, b) => order(a.info) - order(b.info) || (a.info.name < b.info.name ? -1 : 1));
    const waiting = new Set();
    for (const {await: a} of mirror.awaits.values()) if (a.outcome === 'pending') for (const bin of a.bins ?? [a.bin]) waiting.add(bin);
    const held = bins.reduce((sum, {info}) => sum + info.held, 0);
    const lines = bins.map((bin) => this.binLine(bin, waiting.has(bin.info.name)));
    if (bins.length !== 1)
      lines.unshift(
        this.line('bin:', 'bin', {
          current: mirror.scope === '',
          run: () => this.onBin(''),
          looks: count(held),
          build: () => [null, 'All bins', count(held)],
        }),
      );
    arrange(this.bins, lines);
    this.noBins.hidden = bins.length > 0;
    this.drawAwaits();
    this.drawBus();
    /** @type {Set<Element>} */
    const shown = new Set([...this.bins.children, ...this.awaits.children, ...this.topics.children, ...this.groups.children]);
    for (const [key, {item}] of this.lines) if (!shown.has(item)) this.lines.delete(key);
  }

  /**
   * @param {KnownBin} bin
   * @param {boolean} waits
   */
  binLine({info, unread}, waits) {
    return this.line(`bin:${info.name}`, 'bin', {
      current: this.mirror.scope === info.name,
      run: () => this.onBin(info.name),
      title: `${info.kind} ${info.name}: ${info.held} held, ${info.total} ever${info.evicted > 0 ? `, ${info.evicted} dropped for room` : ''}`,
      looks: [info.kind, info.color, info.private, waits, unread, info.held].join(),
      build: () => [
        binDot(info),
        info.name,
        [
          info.kind !== 'bin' && h('span', {class: 'kind'}, info.kind),
          info.private && h('span', {class: 'lock', title: 'private'}, icon('lock')),
          waits && h('span', {class: 'pending-dot pulse', title: 'an await waits here'}, h('span', {class: 'sr'}, 'an await waits here')),
          unread > 0
            ? h('span', {class: 'unread', title: `${unread} new`}, unread > 999 ? '999+' : unread, h('span', {class: 'sr'}, ' new'))
            : count(info.held),
        ],
      ],
    });
  }

  drawAwaits() {
    const {mirror} = this;
    const all = [...mirror.awaits.values()].filter(({await: a}) => mirror.scope === '' || (a.bins ?? [a.bin]).includes(mirror.scope));
    all.sort((a, b) => Number(b.await.outcome === 'pending') - Number(a.await.outcome === 'pending') || b.await.id - a.await.id);
    arrange(
      this.awaits,
      all.slice(0, MOST_AWAITS).map(({await: a}) => {
        const mood = awaitMood(a.outcome);
        const sub =
          a.outcome === 'pending'
            ? `${a.observed} of ${a.minimum || 'none'} came${a.settling ? ', settling' : ''}`
            : `${a.outcome} after ${duration(a.waited_ms)}`;
        return this.line(`await:${a.id}`, 'await', {
          current: this.awaitId === a.id,
          run: () => this.onAwait(a.id),
          title: a.expected,
          outcome: a.outcome,
          looks: `${mood} ${sub}`,
          build: () => [
            h('span', {class: `state ${mood}${mood === 'pending' ? ' pulse' : ''}`}),
            h('span', {class: 'two'}, h('span', {}, a.name || a.expected), h('span', {class: 'sub'}, sub)),
            null,
          ],
        });
      }),
    );
    this.noAwaits.hidden = all.length > 0;
    const elsewhere = mirror.awaits.size - all.length;
    setText(this.noAwaits, elsewhere > 0 ? 'None in this bin.' : this.noAwaitsText);
    this.elsewhere.hidden = elsewhere === 0;
    if (elsewhere > 0) this.drawElsewhere();
    this.older.hidden = all.length <= MOST_AWAITS;
    this.older.textContent = `${all.length - MOST_AWAITS} older ones`;
  }

  drawBus() {
    const {bus} = this;
    this.busPart.hidden = !bus.there;
    const line = (
      /** @type {string} */ place,
      /** @type {'topic' | 'group'} */ kind,
      /** @type {Omit<LineContent, 'current' | 'run'>} */ content,
    ) => this.line(place, kind, {...content, current: this.busPlace === place, run: () => this.onBus(place)});
    arrange(
      this.topics,
      [...bus.topics.values()].map((topic) => line(`topic:${topic.topic}`, 'topic', topicLine(topic))),
    );
    arrange(
      this.groups,
      [...bus.groups.values()].map((group) => line(`group:${group.group}`, 'group', groupLine(group))),
    );
    this.noTopics.hidden = bus.topics.size > 0;
    this.noGroups.hidden = bus.groups.size > 0;
  }

  /** Where the other awaits are: a bin each, with what is pending there. */
  drawElsewhere() {
    /** @type {Map<string, {count: number, pending: number}>} */
    const bins = new Map();
    for (const {await: a} of this.mirror.awaits.values()) {
      const of = a.bins ?? [a.bin];
      if (of.includes(this.mirror.scope)) continue;
      const known = bins.get(of[0]) ?? {count: 0, pending: 0};
      bins.set(of[0], {count: known.count + 1, pending: known.pending + Number(a.outcome === 'pending')});
    }
    const shown = [...bins].slice(0, 5);
    const looks = JSON.stringify([shown, bins.size]);
    if (this.elsewhereLooks === looks) return;
    this.elsewhereLooks = looks;
    replace(
      this.elsewhere,
      shown.map(([name, {count: n, pending}], i) => [
        i > 0 && ', ',
        h('button', {class: 'link', onclick: () => this.onBin(name)}, `${n} in ${name}`),
        pending > 0 && ` (${pending} waiting)`,
      ]),
      bins.size > shown.length && ` and ${bins.size - shown.length} more bins`,
    );
  }

  /**
   * The line of that key, made once: focus and a finger stay on it while its numbers change.
   * @param {string} key
   * @param {'bin' | 'await' | 'topic' | 'group'} kind
   * @param {LineContent} content
   */
  line(key, kind, {current, run, title, outcome, looks, build}) {
    let line = this.lines.get(key);
    if (line === undefined) {
      const cells = [h('span', {class: 'mark'}), h('span', {class: 'name'}), h('span', {class: 'tail'})];
      const button = h(
        'button',
        {class: `rail-item ${kind === 'await' || kind === 'group' ? 'await-item' : ''}`, 'data-key': key, onclick: run},
        cells,
      );
      line = {item: h('li', {}, button), button, cells, looks: ''};
      this.lines.set(key, line);
    }
    const {button, cells} = line;
    const set = (/** @type {string} */ name, /** @type {string | null} */ value = null) => {
      if (button.getAttribute(name) === value) return;
      if (value === null) button.removeAttribute(name);
      else button.setAttribute(name, value);
    };
    set('aria-current', current ? 'true' : null);
    set('title', title);
    set('data-outcome', outcome);
    if (line.looks !== looks) {
      line.looks = looks;
      build().forEach((content, i) => replace(cells[i], content));
    }
    return line.item;
  }
}

/**
 * Puts these elements into the list in this order, and moves none that stands right.
 * @param {HTMLElement} list
 * @param {HTMLElement[]} items
 */
function arrange(list, items) {
  /** @type {Set<Element>} */
  const wanted = new Set(items);
  for (const old of [...list.children]) if (!wanted.has(old)) old.remove();
  items.forEach((item, i) => {
    if (list.children[i] !== item) list.insertBefore(item, list.children[i] ?? null);
  });
}

/** @param {Bin} info */
function order(info) {
  return {bin: 0, stub: 1, topic: 2, listener: 3}[info.kind];
}

/** @param {Bin} info */
export function binDot(info) {
  const dot = h('span', {class: `bin-dot ${info.kind}`});
  const colour = info.color.map(Number);
  if (colour.length === 3 && colour.every(Number.isFinite)) dot.style.background = `rgb(${colour.join(' ')})`;
  return dot;
}
