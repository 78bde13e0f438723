import {dateTime, duration} from '../../base/format.js';
import {factsTable, section} from '../../widgets/fields_table.js';
import {h, svg} from '../../base/dom.js';

/** @import {ApiRecord} from '../../source/types.js' */
/** @import {Context} from '../detail.js' */
/** @import {Fact} from '../../widgets/fields_table.js' */
/** @import {Row} from '../../model/row.js' */

const MOST = 24;

/**
 * When it came, and the gaps between the requests for the same thing: where retries show.
 * @param {ApiRecord} record
 * @param {Context} context
 */
export function timing(record, {row, store, onOpen}) {
  const call = record.kind === 'call' ? record : null;
  /** @type {Fact[]} */
  const facts = [
    ['Received', dateTime(Date.parse(record.received_at))],
    ['Since the start', duration(record.offset_us / 1000)],
    ['Planned delay', call !== null && call.answer.delay_ms > 0 ? duration(call.answer.delay_ms) : null],
    ['Connection', call?.connection ? `number ${call.connection}, from ${call.peer.address}:${call.peer.port}` : null],
    ['In order of all', `number ${record.gseq} across all bins`],
  ];
  if (row === null) return [factsTable(facts)];
  const same = store.rows.filter((r) => r.bin === row.bin && r.method === row.method && (r.event || r.target === row.target));
  const at = same.indexOf(row);
  const before = store.rows.findLast((r) => r.bin === row.bin && r.gseq < row.gseq);
  if (before !== undefined)
    facts.push([
      'After the one before',
      h(
        'button',
        {class: 'link', onclick: () => onOpen(before)},
        `${duration(row.offset - before.offset)} after #${before.seq} ${before.method} ${before.target}`,
      ),
    ]);
  const from = Math.max(0, Math.min(at - MOST / 2, same.length - MOST));
  return [
    factsTable(facts),
    same.length > 1 &&
      section(
        `The same ${row.event ? 'topic' : 'method and target'}: ${same.length}`,
        gaps(same, same.slice(from, from + MOST), row, onOpen),
      ),
  ];
}

/**
 * @param {Row[]} all
 * @param {Row[]} some
 * @param {Row} row
 * @param {Context['onOpen']} onOpen
 */
function gaps(all, some, row, onOpen) {
  const gapOf = (/** @type {Row} */ r) => {
    const i = all.indexOf(r);
    return i > 0 ? r.offset - all[i - 1].offset : null;
  };
  const longest = Math.max(1, ...some.map((r) => gapOf(r) ?? 0));
  return h(
    'div',
    {class: 'gaps'},
    some.map((r) => {
      const gap = gapOf(r);
      return h(
        'div',
        {class: 'gap', 'aria-current': r === row ? 'true' : null},
        h('button', {class: 'link mono', onclick: () => onOpen(r)}, `#${r.seq}`),
        h('span', {class: 'mono soft'}, gap === null ? 'first' : `+${duration(gap)}`),
        gap === null
          ? h('span')
          : svg(
              'svg',
              {viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true'},
              svg('rect', {x: 0, y: 0, height: 8, rx: 1, width: Math.max(0.5, (gap / longest) * 100)}),
            ),
      );
    }),
  );
}
