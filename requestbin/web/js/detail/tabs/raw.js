import {answerHead, requestHead} from '../../copy/http.js';
import {bytes} from '../../base/format.js';
import {h} from '../../base/dom.js';
import {longText} from '../../body/body_view.js';
import {section} from '../../widgets/fields_table.js';

/** @import {ApiRecord, Body} from '../../source/types.js' */
/** @import {Context} from '../detail.js' */

/**
 * @param {ApiRecord} record
 * @param {Context} context
 */
export function raw(record, {onCopyText}) {
  if (record.kind === 'event')
    return [section('Event', longText(`${record.headers.map(([n, v]) => `${n}: ${v}`).join('\n')}\n\n${bodyText(record.body)}`))];
  const unread = record.refused && record.target === '';
  const request = unread ? (record.refused?.head ?? '') : `${requestHead(record)}\n\n${bodyText(record.body)}`;
  const head = answerHead(record);
  const answer = head === '' ? null : `${head}\n\n${bodyText(record.answer.body)}`;
  const copy = (/** @type {string} */ text, /** @type {string} */ what) => h('button', {onclick: () => onCopyText(text, what)}, 'Copy');
  return [
    section('Request', longText(request), copy(request, 'Request')),
    answer === null ? h('p', {class: 'note'}, 'No answer was sent.') : section('Answer', longText(answer), copy(answer, 'Answer')),
  ];
}

/** @param {Body} body */
function bodyText(body) {
  return body.encoding === 'utf8' ? body.content : `(${bytes(body.size)} that are not text; see Body)`;
}
