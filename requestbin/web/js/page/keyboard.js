// Keys, in one table that the help sheet shows, too. Keys in text boxes, menus and dialogs are theirs.

import {dialog} from '../widgets/overlay.js';
import {filterHelp} from '../filter/filter_box.js';
import {h, within} from '../base/dom.js';
import {keyOf} from './key_of.js';

/** @import {Actions} from './actions.js' */
/** @import {Source} from '../source/source.js' */

/** @type {{[key: string]: string}} */
const SHORT = {Escape: 'Esc', PageDown: 'PgDn', PageUp: 'PgUp'};

/** @typedef {[keys: string[], about: string, run: () => void][]} KeyTable */

/**
 * @param {Actions} actions
 * @returns {KeyTable}
 */
export function keyTable(actions) {
  return [
    [['j', 'ArrowDown'], 'next, older', () => actions.move(1)],
    [['k', 'ArrowUp'], 'previous, newer', () => actions.move(-1)],
    [['PageDown'], 'a page down', () => actions.page(1)],
    [['PageUp'], 'a page up', () => actions.page(-1)],
    [['g', 'Home'], 'newest', () => actions.edge(-1)],
    [['G', 'End'], 'oldest', () => actions.edge(1)],
    [['Enter'], 'into the details', () => actions.enter()],
    [['Escape'], 'close, step back', () => actions.escape()],
    [['/'], 'filter', () => actions.filter()],
    [['m'], 'hide or highlight', () => actions.mark()],
    [['f'], 'follow the newest', () => actions.follow()],
    [['d'], 'diff: take A, then B', () => actions.diff()],
    [['c'], 'copy as…', () => actions.copy()],
    [['r'], 'send again', () => actions.send()],
    [['x'], 'delete', () => actions.remove()],
    [['X'], 'delete all', () => actions.clear()],
    [['['], 'tab to the left', () => actions.tab(-1)],
    [[']'], 'tab to the right', () => actions.tab(1)],
    [['b'], 'to the bins', () => actions.rail()],
    [['u'], 'copy the bin’s address', () => actions.address()],
    [['e'], 'settings, export … of the bin', () => actions.binMenu()],
    [['t'], 'light, dark, auto', () => actions.theme()],
    [['?'], 'this sheet', () => actions.help()],
  ];
}

/** @param {KeyTable} table */
export function listenKeys(table) {
  /** @type {Map<string, () => void>} */
  const byKey = new Map();
  for (const [keys, , run] of table) for (const key of keys) byKey.set(key, run);
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented) return;
    const key = keyOf(event);
    if (key === null) return;
    if (document.querySelector('dialog[open]') !== null || within(event, 'input, textarea, select, .menu, [role=separator]') !== null)
      return;
    // What a focused control does with the key by itself comes first.
    if (within(event, 'button, a') !== null && (key === 'Enter' || key === ' ')) return;
    const scrolls = ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'].includes(key);
    if (scrolls && within(event, '.panel, pre, .rail') !== null) return;
    const run = byKey.get(key);
    if (run === undefined) return;
    event.preventDefault();
    run();
  });
}

/**
 * @param {KeyTable} table
 * @param {Source} source of the page
 */
export function helpSheet(table, source) {
  return dialog(
    'Keys and filter',
    (close) => [
      h(
        'div',
        {class: 'sheet', tabindex: '-1', autofocus: true},
        h(
          'div',
          {class: 'keys-sheet'},
          table.map(([keys, about]) => h('div', {}, h('span', {}, h('kbd', {}, short(keys[0]))), h('span', {}, about))),
        ),
        filterHelp({atHand: source.peek !== null}),
      ),
      h('div', {class: 'actions'}, h('button', {class: 'main', onclick: () => close(null)}, 'Close')),
    ],
    {wide: true},
  );
}

/** @param {string} key */
function short(key) {
  return SHORT[key] ?? key;
}
