// Name and value, line by line: headers, query, form.

import {h, icon} from '../base/dom.js';
import {readingOf} from '../model/readable.js';

/** @import {Child} from '../base/dom.js' */
/** @import {Pair} from '../source/types.js' */
/** @import {Reading} from '../model/readable.js' */

/** @typedef {[name: string, value: Child]} Fact */

/**
 * @param {Pair[]} pairs
 * @param {((name: string, value: string) => void) | null} [onFilter] adds a term to the filter
 * @param {{headers?: boolean}} [o] `headers`: tokens, credentials and cookies are taken apart below their value
 */
export function fieldsTable(pairs, onFilter = null, {headers = false} = {}) {
  const reading = (/** @type {string} */ name, /** @type {string} */ value) => (headers ? readingView(readingOf(name, value)) : null);
  return h(
    'table',
    {class: 'fields'},
    h(
      'tbody',
      {},
      pairs.map(([name, value, encoding]) =>
        h(
          'tr',
          {},
          h('th', {scope: 'row'}, name),
          h('td', {}, h('bdi', {}, value), encoding === 'latin1' && latin1Badge(), reading(name, value)),
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

function latin1Badge() {
  return h('span', {class: 'badge', title: 'The bytes are not UTF-8: each is shown as the Latin-1 character of its number'}, 'Latin-1');
}

/** @param {Reading | null} reading */
function readingView(reading) {
  if (reading === null) return null;
  const {label, facts, text} = reading;
  return h(
    'div',
    {class: 'reading'},
    h('span', {class: 'label'}, label),
    text !== '' && h('pre', {}, text),
    facts.length > 0 &&
      h(
        'dl',
        {},
        facts.map(([name, value]) => [h('dt', {}, h('bdi', {}, name)), h('dd', {}, h('bdi', {}, value))]),
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
