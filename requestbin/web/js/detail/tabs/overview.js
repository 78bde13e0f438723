import {bodyView} from '../../body/body_view.js';
import {bytes, dateTime, plural} from '../../base/format.js';
import {factsTable, fieldsTable, section} from '../../widgets/fields_table.js';
import {h} from '../../base/dom.js';
import {requestHeaders} from './headers.js';
import {awaitLinks} from './matched.js';

/** What one wants to know first: where it went, what it carried, what was answered. */
export function overview(record, {onFilter, onAwait}) {
  const event = record.kind === 'event';
  return [
    record.answer &&
      !record.answer.matched &&
      h('p', {class: 'note bad'}, `No rule of the stub fits: ${record.answer.why_not ?? 'see Matched by'}`),
    factsTable([
      ['Received', dateTime(Date.parse(record.received_at))],
      ['Number', `#${record.seq} in ${record.bin}`],
      ...(event
        ? [
            ['Topic', record.topic],
            ['Partition', `${record.partition}, offset ${record.offset}`],
            ['Key', record.key ?? '(none)'],
          ]
        : [
            ['From', `${record.peer.address}:${record.peer.port}`],
            ['For', record.forwarded_for?.join(', ')],
            ['Answer', record.answer.status === 0 ? 'none was sent' : String(record.answer.status)],
            ['Answered by', record.answer.rule || null],
          ]),
      ['Trace', record.correlation?.trace_id],
      ['Body', record.body.size === 0 ? 'empty' : bytes(record.body.size)],
      ['Counted by', record.awaits?.length > 0 ? awaitLinks(record.awaits, onAwait) : null],
    ]),
    !event &&
      record.query.length > 0 &&
      section(
        'Query',
        fieldsTable(record.query, (name, value) => onFilter('query', name, value)),
      ),
    record.body.size > 0 && section('Body', bodyView(record.body, {type: record.content_type ?? '', form: record.form ?? [], onFilter})),
    section(`${plural(record.headers.length, 'header')}`, requestHeaders(record, onFilter)),
  ];
}
