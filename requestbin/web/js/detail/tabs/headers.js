import {cookiesOf} from '../../model/cookies.js';
import {fieldsTable, section} from '../../widgets/fields_table.js';
import {h} from '../../base/dom.js';

/** In the sender's order and case. */
export function requestHeaders(record, onFilter) {
  if (record.headers.length === 0) return h('p', {class: 'note'}, 'There are none.');
  return fieldsTable(record.headers, (name, value) => onFilter('header', name, value));
}

export function headers(record, {onFilter}) {
  const cookies = cookiesOf(record);
  return [
    section('Request headers, as sent', requestHeaders(record, onFilter)),
    record.query?.length > 0 &&
      section(
        'Query',
        fieldsTable(record.query, (name, value) => onFilter('query', name, value)),
      ),
    cookies.length > 0 &&
      section(
        'Cookies',
        fieldsTable(cookies, (name, value) => onFilter('cookie', name, value)),
      ),
  ];
}
