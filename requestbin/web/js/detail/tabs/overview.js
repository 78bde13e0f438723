import {bodyView} from '../../body/body_view.js';
import {bytes, dateTime, plural} from '../../base/format.js';
import {factsTable, fieldsTable, section} from '../../widgets/fields_table.js';
import {declaredOf} from '../../model/readable.js';
import {h} from '../../base/dom.js';
import {requestHeaders} from './headers.js';
import {awaitLinks} from './matched.js';

/** @import {ApiRecord, CallRecord, EventRecord, Refused} from '../../source/types.js' */
/** @import {Context} from '../detail.js' */
/** @import {Fact} from '../../widgets/fields_table.js' */

/**
 * What one wants to know first: where it went, what it carried, what was answered.
 * @param {ApiRecord} record
 * @param {Context} context
 */
export function overview(record, {onFilter, onAwait}) {
  const {query = [], awaits = []} = record;
  const refused = record.kind === 'call' ? record.refused : null;
  return [
    refused && h('p', {class: 'note bad'}, refusalText(refused)),
    record.answer &&
      !record.answer.matched &&
      h('p', {class: 'note bad'}, `No rule of the stub fits: ${record.answer.why_not ?? 'see Matched by'}`),
    factsTable([
      ['Received', dateTime(Date.parse(record.received_at))],
      ['Number', `#${record.seq} in ${record.bin}`],
      ...(record.kind === 'call' ? factsOfCall(record) : factsOfEvent(record)),
      ['Trace', record.correlation?.trace_id],
      ['Body', record.body.size === 0 ? 'empty' : bytes(record.body.size)],
      ['Counted by', awaits.length > 0 ? awaitLinks(awaits, onAwait) : null],
    ]),
    query.length > 0 &&
      section(
        'Query',
        fieldsTable(query, (name, value) => onFilter('query', name, value)),
      ),
    record.body.size > 0 &&
      section(
        'Body',
        bodyView(record.body, {...declaredOf(record), form: record.form ?? [], formCut: record.form_truncated === true, onFilter}),
      ),
    section(`${plural(record.headers.length, 'header')}`, requestHeaders(record, onFilter)),
  ];
}

/**
 * Pure.
 * @param {Refused} refused
 */
export function refusalText({status, reason, bound, listener}) {
  const answer = status === 0 ? 'without an answer' : `with ${status}`;
  return `The server refused this call ${answer}: ${reason}. ${bound ? `The bound is ${bound}. ` : ''}Listener: ${listener}. It counts for no rule and no expectation; what follows is as far as it was read.`;
}

/**
 * @param {CallRecord} call
 * @returns {Fact[]}
 */
function factsOfCall({peer, forwarded_for: forwarded, answer}) {
  return [
    ['From', `${peer.address}:${peer.port}`],
    ['For', forwarded?.join(', ')],
    ['Answer', answer.status === 0 ? 'none was sent' : String(answer.status)],
    ['Answered by', answer.rule || null],
  ];
}

/**
 * @param {EventRecord} event
 * @returns {Fact[]}
 */
function factsOfEvent({topic, partition, offset, key}) {
  return [
    ['Topic', topic],
    ['Partition', `${partition}, offset ${offset}`],
    ['Key', key ?? '(none)'],
  ];
}
