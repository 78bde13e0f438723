// A topic of the bus: its partitions, and its newest records.

import {bodyView} from '../body/body_view.js';
import {bytes, count, plural, when} from '../base/format.js';
import {factsTable, fieldsTable, section} from '../widgets/fields_table.js';
import {h} from '../base/dom.js';
import {headed} from './headed_table.js';
import {pane} from '../widgets/pane.js';
import {recordsOf} from '../model/bus.js';

/** @import {BusRecord, BusTopic} from '../source/types.js' */
/** @import {BusSource} from '../source/source.js' */

const MOST_RECORDS = 100;
/** So many partitions are read for their newest records. */
const MOST_PARTITIONS = 32;
const BRIEF = 120;

/**
 * The newest records of all partitions, newest first.
 * @param {BusSource} source
 * @param {BusTopic} topic
 */
export async function newestRecords(source, topic) {
  const filled = topic.partitions.filter(({start, end}) => end > start).slice(0, MOST_PARTITIONS);
  const each = Math.ceil(MOST_RECORDS / Math.max(filled.length, 1));
  const lists = await Promise.all(
    filled.map(({partition, start, end}) => source.records(topic.topic, partition, Math.max(start, end - each), each)),
  );
  return lists
    .flat()
    .sort((a, b) => (b.timestamp_ms ?? 0) - (a.timestamp_ms ?? 0) || b.partition - a.partition || b.offset - a.offset)
    .slice(0, MOST_RECORDS);
}

/** @param {BusRecord} record */
const idOf = ({partition, offset}) => `${partition}:${offset}`;

/** @param {BusRecord} record */
function brief({null_value, body}) {
  if (null_value) return h('span', {class: 'soft'}, 'null: a tombstone');
  if (body.encoding !== 'utf8') return h('span', {class: 'soft'}, `${bytes(body.size)}, binary`);
  const line = body.content.replace(/\s+/g, ' ');
  return line.length > BRIEF ? `${line.slice(0, BRIEF)}…` : line;
}

/**
 * @param {BusRecord} record
 * @param {Set<string>} open which records are shown whole; kept by the caller
 */
function recordView(record, open) {
  if (record.unreadable !== undefined)
    return h('p', {class: 'note bad'}, `Partition ${record.partition}, from offset ${record.offset}: ${record.unreadable}`);
  const id = idOf(record);
  const type = record.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  const whole = h('div', {class: 'whole'});
  const build = () => {
    if (whole.childElementCount > 0) return;
    whole.append(
      factsTable([
        ['Key', record.key === null ? h('span', {class: 'soft'}, 'none') : h('bdi', {class: 'mono'}, record.key)],
        ['Time', record.at],
        ['Transaction', record.transaction],
      ]),
    );
    if (record.headers.length > 0) whole.append(fieldsTable(record.headers, null, {headers: true}));
    if (!record.null_value) whole.append(bodyView(record.body, {type}));
  };
  const details = h(
    'details',
    {class: 'bus-record', open: open.has(id), 'data-id': id},
    h(
      'summary',
      {},
      h('span', {class: 'place mono'}, `${record.partition}\u2009·\u2009${record.offset}`),
      h('span', {class: 'soft'}, when(record.timestamp_ms)),
      h('bdi', {class: 'key mono'}, record.key ?? ''),
      h('bdi', {class: 'value mono'}, brief(record)),
      (record.transaction === 'open' || record.transaction === 'aborted') &&
        h('span', {class: `badge ${record.transaction === 'aborted' ? 'bad' : 'pending'}`}, record.transaction),
    ),
    whole,
  );
  if (open.has(id)) build();
  details.addEventListener('toggle', () => {
    if (details.open) {
      open.add(id);
      build();
    } else open.delete(id);
  });
  return details;
}

/**
 * @param {HTMLElement} root
 * @param {BusTopic} topic
 * @param {BusRecord[]} records the newest first
 * @param {{open: Set<string>, onClose: () => void}} o
 */
export function showTopic(root, topic, records, {open, onClose}) {
  const held = recordsOf(topic);
  const build = () => [
    section(
      held > records.length
        ? `The newest ${count(records.length)} of ${plural(held, 'record')}: partition and offset, time, key, value`
        : 'Records, the newest first: partition and offset, time, key, value',
      records.length === 0
        ? h('p', {class: 'note'}, 'There are none. What is published shows up here at once.')
        : h(
            'div',
            {class: 'bus-records'},
            records.map((record) => recordView(record, open)),
          ),
    ),
    section(
      'Partitions',
      headed(
        ['partition', 'leader', 'start', 'end', 'bytes'],
        topic.partitions.map(({partition, leader, start, stable, end, bytes: size}) => [
          partition,
          leader,
          count(start),
          stable < end ? `${count(end)} (${count(stable)} stable: a transaction is open)` : count(end),
          bytes(size),
        ]),
      ),
    ),
    Object.keys(topic.config).length > 0 && section('Settings that differ from the defaults', factsTable(Object.entries(topic.config))),
  ];
  return pane(root, {
    head: h('h2', {class: 'title'}, 'Topic ', h('bdi', {}, topic.topic)),
    more: h(
      'div',
      {class: 'meta'},
      h('span', {}, plural(topic.partitions.length, 'partition')),
      h('span', {}, plural(held, 'record')),
      h('span', {}, bytes(topic.partitions.reduce((sum, {bytes: size}) => sum + size, 0))),
    ),
    tabs: [{id: 'topic', name: 'Topic', build}],
    chosen: 'topic',
    onTab: () => {},
    onClose,
    label: `Topic ${topic.topic}`,
  });
}
