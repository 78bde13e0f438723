// Name and value, line by line: headers, query, form.

import {h, icon} from '../base/dom.js';

/** @param {[string, string][]} pairs  @param {(name, value) => void} [onFilter] adds a term to the filter */
export function fieldsTable(pairs, onFilter = null) {
  return h(
    'table',
    {class: 'fields'},
    h(
      'tbody',
      {},
      pairs.map(([name, value]) =>
        h(
          'tr',
          {},
          h('th', {scope: 'row'}, name),
          h('td', {}, value),
          onFilter &&
            h(
              'td',
              {class: 'act'},
              h(
                'button',
                {
                  class: 'quiet',
                  title: 'Show only requests with this value',
                  'aria-label': `Filter by ${name}`,
                  onclick: () => onFilter(name, value),
                },
                icon('filter'),
              ),
            ),
        ),
      ),
    ),
  );
}

/** Facts in plain type; entries whose value is null are left out. */
export function factsTable(facts) {
  return h(
    'table',
    {class: 'fields plain'},
    h(
      'tbody',
      {},
      facts
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([name, value]) => h('tr', {}, h('th', {scope: 'row'}, name), h('td', {}, value))),
    ),
  );
}

export function section(title, content, ...buttons) {
  return h('section', {}, h('h3', {}, h('span', {}, title), buttons), content);
}
