// Name and value, line by line: headers, query, form.

import {h, icon} from '../base/dom.js';

/** @import {Child} from '../base/dom.js' */
/** @import {Pair} from '../source/types.js' */

/** @typedef {[name: string, value: Child]} Fact */

/**
 * @param {Pair[]} pairs
 * @param {((name: string, value: string) => void) | null} [onFilter] adds a term to the filter
 */
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

/**
 * Facts in plain type; entries whose value is null are left out.
 * @param {Fact[]} facts
 */
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

/**
 * @param {string} title
 * @param {Child} content
 * @param {...Child} buttons
 */
export function section(title, content, ...buttons) {
  return h('section', {}, h('h3', {}, h('span', {}, title), buttons), content);
}
