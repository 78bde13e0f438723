import {cookiesOf} from '../../model/cookies.js';
import {fieldsTable, section} from '../../widgets/fields_table.js';
import {h} from '../../base/dom.js';

/** @import {ApiRecord} from '../../source/types.js' */
/** @import {Context} from '../detail.js' */

/**
 * In the sender's order and case.
 * @param {ApiRecord} record
 * @param {Context['onFilter']} onFilter
 */
export function requestHeaders(record, onFilter) {
  if (record.headers.length === 0) return h('p', {class: 'note'}, 'There are none.');
  return fieldsTable(record.headers, (name, value) => onFilter('header', name, value), {headers: true});
}

/**
 * @param {ApiRecord} record
 * @param {Context} context
 */
export function headers(record, {onFilter}) {
  const {query = []} = record;
  const cookies = cookiesOf(record);
  return [
    section('Request headers, as sent', requestHeaders(record, onFilter)),
    query.length > 0 &&
      section(
        'Query',
        fieldsTable(query, (name, value) => onFilter('query', name, value)),
      ),
    cookies.length > 0 &&
      section(
        'Cookies',
        fieldsTable(cookies, (name, value) => onFilter('cookie', name, value)),
      ),
  ];
}
