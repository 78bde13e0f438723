// A table with a head; its first columns are what the rows are about, numbers stand right.

import {h} from '../base/dom.js';

/** @import {Child} from '../base/dom.js' */

/**
 * @param {string[]} names of the columns
 * @param {Child[][]} rows
 */
export function headed(names, rows) {
  const right = (/** @type {number} */ column) => rows.every((row) => /^[\d\u202f]*$/.test(String(row[column] ?? '')));
  const looks = names.map((_, column) => (right(column) ? 'n' : null));
  return h(
    'table',
    {class: 'headed'},
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        names.map((name, i) => h('th', {scope: 'col', class: looks[i]}, name)),
      ),
    ),
    h(
      'tbody',
      {},
      rows.map((row) =>
        h(
          'tr',
          {},
          row.map((cell, i) => h('td', {class: looks[i]}, h('bdi', {}, cell))),
        ),
      ),
    ),
  );
}
