// What the keys of keyboard.js do.

import {byId, first} from '../base/dom.js';
import {helpSheet} from './keyboard.js';
import {menuIsOpen, toast} from '../widgets/overlay.js';
import {nextTheme} from './theme.js';
import {step} from '../list/list_math.js';

/** @import {App} from './app.js' */

/** @typedef {ReturnType<typeof actionsOf>} Actions by the names that keyTable() uses */

/** @param {App} app */
export function actionsOf(app) {
  const index = () => {
    const row = app.store.get(app.state.sel);
    return row === null ? -1 : app.view.indexOf(row);
  };
  const moveTo = (/** @type {number} */ at) => {
    const row = app.view.at(at);
    if (row !== undefined && row.id !== app.state.sel) app.select(row);
    byId('list').focus({preventScroll: true});
  };
  const pageRows = () => Math.max(1, Math.floor(app.list.scroller.clientHeight / app.list.rowHeight) - 1);
  return {
    move: (/** @type {number} */ by) => {
      const at = index();
      if (at === 0 && by < 0)
        app.follow(true); // beyond the newest: let the new ones in
      else moveTo(step({index: at, by, count: app.view.count}));
    },
    page: (/** @type {number} */ by) => moveTo(step({index: Math.max(0, index()), by: by * pageRows(), count: app.view.count})),
    edge: (/** @type {number} */ by) => {
      if (by < 0) app.follow(true);
      moveTo(by < 0 ? 0 : app.view.count - 1);
    },
    enter: () => {
      if (app.state.sel === '' && app.view.count > 0) moveTo(0);
      first('#detail .panel')?.focus();
    },
    escape: () => stepBack(app),
    filter: () => app.filterBox.focus(),
    mark: () => app.setMark(!app.state.mark),
    follow: () => app.follow(!app.list.following),
    diff: () => app.inspector.markBase(),
    copy: () => app.inspector.copy(first('#detail .bar button')),
    send: () => app.inspector.send(),
    remove: () => app.inspector.remove(),
    clear: () => app.bins.clear(),
    tab: (/** @type {number} */ by) => app.inspector.tab(by),
    rail: () => {
      if (getComputedStyle(byId('rail')).display === 'none') app.toggleRail(true);
      else (first('#rail [aria-current]') ?? first('#rail .rail-item'))?.focus();
    },
    address: () => app.bins.copyAddress(),
    binMenu: () => app.bins.menu(byId('bin-menu')),
    theme: () => {
      toast(`Colours: ${nextTheme()}`);
      app.strip.paint();
    },
    help: () => helpSheet(app.keys, app.source),
  };
}

/**
 * Esc: the innermost thing first.
 * @param {App} app
 */
function stepBack(app) {
  if (menuIsOpen()) return;
  if (document.body.classList.contains('rail-open')) app.toggleRail(false);
  else if (byId('detail').contains(document.activeElement)) byId('list').focus();
  else if (app.state.base !== '') app.change({base: ''}, true);
  else if (app.inspector.open) app.inspector.close();
  else if (app.view.range !== null) app.setRange(null);
  else if (app.state.q !== '') app.filterBy('');
}
