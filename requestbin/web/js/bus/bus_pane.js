// A topic or a group in the detail pane, drawn again and again: what is open stays open, and the focus stays where it is.

import {busPlace, GroupEvents} from '../model/bus.js';
import {newestRecords, showTopic} from './topic_view.js';
import {showGroup} from './group_view.js';

/** @import {Bus} from '../model/bus.js' */

export class BusPane {
  /**
   * @param {object} o
   * @param {HTMLElement} o.root
   * @param {Bus} o.bus
   * @param {() => void} o.onClose
   * @param {(text: string) => void} o.onMessage in the place of what is not there
   */
  constructor({root, bus, onClose, onMessage}) {
    this.root = root;
    this.bus = bus;
    this.onClose = onClose;
    this.onMessage = onMessage;
    this.drawn = ''; // its place
    /** @type {Set<string>} records that are shown whole */
    this.open = new Set();
    /** @type {GroupEvents | null} */
    this.events = null;
  }

  /**
   * It may not be there yet: then that is said until it is.
   * @param {string} text its place, as in the address
   * @param {AbortSignal} signal
   * @param {boolean} seen nothing else was shown since
   */
  async show(text, signal, seen) {
    const place = busPlace(text);
    const {source, topics, groups} = this.bus;
    if (place === null || source === null) return;
    if (this.drawn !== text) this.open.clear();
    if (place.kind === 'group' && this.events?.group !== place.name) this.events = new GroupEvents(source, place.name);
    const topic = place.kind === 'topic' ? topics.get(place.name) : undefined;
    const group = place.kind === 'group' ? groups.get(place.name) : undefined;
    const records = topic === undefined ? [] : await newestRecords(source, topic);
    if (group !== undefined) await this.events?.readOn();
    if (signal.aborted) return;
    const keep = this.keeper(seen && this.drawn === text);
    this.drawn = text;
    if (topic !== undefined) keep(showTopic(this.root, topic, records, {open: this.open, onClose: this.onClose}));
    else if (group !== undefined && this.events !== null) keep(showGroup(this.root, group, this.events, {onClose: this.onClose}));
    else this.onMessage(`There is no ${place.kind} ${place.name} now.`);
  }

  /**
   * Takes down how far it is scrolled and where the focus is; what it returns puts both back.
   * @param {boolean} same the same thing is drawn again
   * @returns {(panel: HTMLElement) => void}
   */
  keeper(same) {
    if (!same) return () => {};
    const top = this.root.querySelector('#panel')?.scrollTop ?? 0;
    const focused = this.root.contains(document.activeElement) ? document.activeElement : null;
    const id = focused?.closest('[data-id]')?.getAttribute('data-id');
    return (panel) => {
      panel.scrollTop = top;
      if (focused === null) return;
      const all = [...this.root.querySelectorAll('[data-id]')];
      const summary = all.find((element) => element.getAttribute('data-id') === id)?.querySelector('summary');
      (summary ?? panel).focus({preventScroll: true});
    };
  }
}
