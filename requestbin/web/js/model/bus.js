// The embedded bus, kept up to date: its topics and groups. What happens there is followed, and says when to look again.
//
// Signals: 'bus' (topics or groups changed).

import {runLater} from '../base/signal.js';
import {textOf} from '../source/source.js';

/** @import {BusEvent, BusGroup, BusTopic} from '../source/types.js' */
/** @import {BusSource, Follower} from '../source/source.js' */
/** @import {Signals} from '../base/signal.js' */

/** Between two looks, ms: a busy bus has thousands of events a second. */
const PAUSE = 250;
const RETRY = 2000;

export class Bus {
  /**
   * @param {object} o
   * @param {BusSource | null} o.source
   * @param {Signals} o.signals
   * @param {typeof runLater} [o.later]
   */
  constructor({source, signals, later = runLater}) {
    this.source = source;
    this.signals = signals;
    this.later = later;
    this.there = false;
    /** @type {Map<string, BusTopic>} by name */
    this.topics = new Map();
    /** @type {Map<string, BusGroup>} by id */
    this.groups = new Map();
    this.problem = '';
    /** @type {Follower | null} */
    this.follower = null;
    this.looking = false;
    this.again = false; // something happened while it was looking
  }

  async start() {
    if (this.source === null) return;
    try {
      this.there = await this.source.isThere();
    } catch (error) {
      this.signals.emit('problem', `whether there is a bus could not be asked: ${textOf(error)}`);
    }
    if (!this.there) return;
    // 'hello' comes first, also after a connection that broke: what happened between is seen by looking.
    this.follower = this.source.follow({onEvent: () => this.changed(), onState: () => {}});
  }

  stop() {
    this.follower?.stop();
    this.follower = null;
  }

  changed() {
    this.again = true;
    if (this.looking) return;
    this.looking = true;
    this.look();
  }

  async look() {
    const {source} = this;
    if (source === null) return;
    this.again = false;
    let pause = PAUSE;
    try {
      const [topics, groups] = await Promise.all([source.topics(), source.groups()]);
      this.topics = new Map(topics.map((topic) => [topic.topic, topic]));
      this.groups = new Map(groups.map((group) => [group.group, group]));
      this.problem = '';
    } catch (error) {
      this.problem = textOf(error);
      this.again = true;
      pause = RETRY;
    }
    this.signals.emit('bus');
    this.later(() => {
      if (this.again) this.look();
      else this.looking = false;
    }, pause);
  }
}

/** The last events of a group, read on from where the look before ended. */
export class GroupEvents {
  static MOST = 50;

  /**
   * @param {BusSource} source
   * @param {string} group
   */
  constructor(source, group) {
    this.source = source;
    this.group = group;
    this.cursor = 0;
    this.total = 0;
    /** @type {BusEvent[]} the newest last */
    this.last = [];
  }

  async readOn() {
    for (;;) {
      const {events, cursor, more} = await this.source.eventsOf(this.group, this.cursor);
      this.cursor = cursor;
      this.total += events.length;
      this.last = [...this.last, ...events].slice(-GroupEvents.MOST);
      if (!more) return;
    }
  }
}

/**
 * How many records the topic holds.
 * @param {BusTopic} topic
 */
export function recordsOf(topic) {
  return topic.partitions.reduce((sum, {start, end}) => sum + end - start, 0);
}

/**
 * What the state of a group means for who waits for it.
 * @param {BusGroup} group
 * @returns {'good' | 'pending' | 'idle'}
 */
export function groupMood({state, members}) {
  if (state === 'Stable' && members.length > 0) return 'good';
  return members.length > 0 ? 'pending' : 'idle';
}

/**
 * In the address: "topic:orders", "group:photo-service". null: neither.
 * @param {string} place
 * @returns {{kind: 'topic' | 'group', name: string} | null}
 */
export function busPlace(place) {
  const [, kind, name] = /^(topic|group):(.+)$/s.exec(place) ?? [];
  return kind === 'topic' || kind === 'group' ? {kind, name} : null;
}
