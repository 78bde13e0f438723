// All that happened in a scenario as lines on one clock: its steps, calls with their answers, events, what the bus did,
// what the services printed. Pure.

import {duration} from '../base/format.js';
import {readableTarget} from '../model/readable.js';
import {statusLook} from '../model/row.js';

/** @import {ApiRecord} from '../source/types.js' */
/** @import {BusEvent, Scenario, Trace} from './run_data.js' */

/** @typedef {'step' | 'call' | 'event' | 'bus' | 'log'} Lane */

/**
 * @typedef {object} Happening
 * @property {number} ms since the scenario's start
 * @property {number} order among those of one moment
 * @property {Lane} lane
 * @property {string} who the stub, topic, group or service
 * @property {string} text
 * @property {string} result what it came to; ''
 * @property {string} look a class for `result`
 * @property {{id: string, bin: string} | null} record
 */

export const LANES = /** @type {const} */ (['step', 'call', 'event', 'bus', 'log']);

/**
 * @param {Scenario} scenario
 * @param {Trace} trace
 * @returns {Happening[]} in their order
 */
export function happeningsOf(scenario, trace) {
  const ms = (/** @type {number} */ us) => (us - trace.began_us) / 1000;
  const topics = new Set(trace.bins.filter(({kind}) => kind === 'topic').map(({name}) => name));
  return [
    ...scenario.steps.flatMap(ofStep),
    ...trace.records.map((record) => ofRecord(record, ms(record.offset_us))),
    ...trace.bus.filter((event) => tellsMore(event, topics)).map((event) => ofBus(event, ms(event.offset_us))),
    ...trace.lines.map(([us, service, text], i) => line('log', ms(us), i, {who: service, text})),
  ].sort((a, b) => a.ms - b.ms || a.order - b.order);
}

/**
 * What was produced to a topic that is kept is there as a record already; what we fetch ourselves says nothing of a service.
 * @param {BusEvent} event
 * @param {Set<string>} topics
 */
function tellsMore({type, topic, group, client}, topics) {
  if (type === 'produced') return !topics.has(topic);
  return type !== 'fetched' || Boolean(group) || client !== 'ricochet';
}

/**
 * @param {Lane} lane
 * @param {number} ms
 * @param {number} order
 * @param {{who?: string, text: string, result?: string, look?: string, record?: {id: string, bin: string} | null}} o
 * @returns {Happening}
 */
function line(lane, ms, order, {who = '', text, result = '', look = '', record = null}) {
  return {ms, order, lane, who, text, result, look, record};
}

/** @param {Scenario['steps'][number]} step @param {number} index */
function ofStep(step, index) {
  if (step.outcome === 'skipped') return [];
  const begins = line('step', step.started_ms, -1, {who: `step ${index + 1}`, text: step.title});
  if (step.outcome === 'passed') return [{...begins, result: `ok after ${duration(step.took_ms)}`, look: 'good'}];
  const text = step.message ?? step.title;
  const ends = line('step', step.started_ms + step.took_ms, Infinity, {who: `step ${index + 1}`, text, result: step.outcome, look: 'bad'});
  return [begins, ends];
}

/**
 * @param {ApiRecord} record
 * @param {number} ms
 */
function ofRecord(record, ms) {
  const named = {id: record.id, bin: record.bin};
  if (record.kind === 'event') {
    const key = record.key === null ? 'no key' : `key ${record.key}`;
    const text = `${key}, ${record.null_value ? 'null' : excerpt(record)}`;
    return line('event', ms, record.gseq, {
      who: record.topic,
      text,
      result: `${record.partition}#${record.offset}`,
      look: 'does-event',
      record: named,
    });
  }
  const delay = record.delay_ms > 0 ? ` after ${duration(record.delay_ms)}` : '';
  const result = record.refused ? 'refused' : record.status === 0 ? 'no answer' : `${record.status}${delay}`;
  const target = record.target === '' ? '(unreadable)' : readableTarget(record.target);
  return line('call', ms, record.gseq, {
    who: record.bin,
    text: `${record.method} ${target}`,
    result: record.matched ? result : `${result}, no rule fits`,
    look: record.matched ? statusLook(record.status) : 'bad',
    record: named,
  });
}

/** @param {ApiRecord} record */
function excerpt({body}) {
  return body.encoding === 'utf8' ? body.content.slice(0, 300) : `${body.size} bytes`;
}

/**
 * @param {BusEvent} event
 * @param {number} ms
 */
function ofBus(event, ms) {
  const offsets = event.upto - event.offset > 1 ? `${event.offset} to ${event.upto - 1}` : String(event.offset);
  const place = event.topic === undefined ? '' : ` ${event.topic} ${event.partition}#${offsets}`;
  const commits = (event.commits ?? []).map((/** @type {any} */ c) => ` ${c.topic} ${c.partition} up to ${c.offset}`).join(',');
  const partitions = (event.partitions ?? []).map((/** @type {any} */ p) => ` ${p.topic} ${p.partition}`).join(',');
  const more = [event.why, event.how, event.what, event.transaction].filter(Boolean).join(', ');
  const text = `${event.type}${place}${commits}${partitions}${more === '' ? '' : `: ${more}`}`;
  return line('bus', ms, event.gseq, {who: event.group ?? event.client ?? '', text});
}

/**
 * How long after the start: +3.1 ms, +1.25 s.
 * @param {number} ms
 */
export function since(ms) {
  return `${ms < 0 ? '-' : '+'}${duration(Math.abs(ms))}`;
}
