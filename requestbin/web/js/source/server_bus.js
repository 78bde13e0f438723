// The bus of the live server.

import {apiPath} from './server.js';
import {Stream} from './stream.js';

/** @import {BusSource, Listener} from './source.js' */
/** @import {BusGroup, BusRecord, BusTopic} from './types.js' */
/** @import {Server} from './server.js' */

/** In one answer. */
const EVENTS = 1000;

/** @implements {BusSource} */
export class ServerBus {
  /** @param {Server} server */
  constructor(server) {
    this.server = server;
  }

  /** The description of the API tells it without a call that fails. */
  async isThere() {
    const {paths} = await this.server.description();
    return Object.keys(paths).some((path) => path.endsWith('/bus/topics'));
  }

  /** @returns {Promise<BusTopic[]>} */
  async topics() {
    return (await this.server.json('GET', 'bus/topics')).topics;
  }

  /** @returns {Promise<BusGroup[]>} */
  async groups() {
    return (await this.server.json('GET', 'bus/groups')).groups;
  }

  /**
   * @param {string} topic
   * @param {number} partition
   * @param {number} offset
   * @param {number} limit
   * @returns {Promise<BusRecord[]>}
   */
  async records(topic, partition, offset, limit) {
    return (await this.server.json('GET', apiPath('bus', 'topics', topic, 'records'), {query: {partition, offset, limit}})).records;
  }

  /**
   * @param {string} group
   * @param {number} after
   */
  eventsOf(group, after) {
    return this.server.json('GET', 'bus/events', {query: {group, after, limit: EVENTS}});
  }

  /** @param {Listener} listener */
  follow(listener) {
    const stream = new Stream({open: (lastId, signal) => this.server.stream('bus/events/stream', {}, lastId, signal), ...listener});
    stream.start('');
    return stream;
  }
}
