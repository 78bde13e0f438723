import {bodyView} from '../../body/body_view.js';
import {duration} from '../../base/format.js';
import {factsTable, fieldsTable, section} from '../../widgets/fields_table.js';
import {headerValue} from '../../model/readable.js';
import {h} from '../../base/dom.js';

/** @import {ApiRecord} from '../../source/types.js' */

/** @param {ApiRecord} record */
export function answer(record) {
  const {answer: sent} = record;
  if (!sent) return [h('p', {class: 'note'}, 'Events of a bus are not answered.')];
  const type = headerValue(sent.headers, 'content-type');
  return [
    factsTable([
      ['Status', sent.status === 0 ? 'none was sent: a fault' : String(sent.status)],
      ['Fault', sent.fault || null],
      ['Planned delay', sent.delay_ms > 0 ? duration(sent.delay_ms) : null],
      ['Decided by', sent.rule || (sent.matched ? 'the bin itself' : null)],
    ]),
    section(
      'Headers',
      sent.headers.length > 0 ? fieldsTable(sent.headers, null, {headers: true}) : h('p', {class: 'note'}, 'There are none.'),
    ),
    section('Body', bodyView(sent.body, {type, coding: headerValue(sent.headers, 'content-encoding')})),
  ];
}
