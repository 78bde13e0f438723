// What the keys of keyboard.js do.

import {helpSheet} from './keyboard.js';
import {menuIsOpen, toast} from '../widgets/overlay.js';
import {nextTheme} from './theme.js';
import {step} from '../list/list_math.js';

const $ = (id) => document.getElementById(id);

/** @param {object} app  the App; @returns the actions of keyTable() by name */
export function actionsOf(app) {
  const index = () => {
    const row = app.store.get(app.state.sel);
    return row === null ? -1 : app.view.indexOf(row);
  };
  const moveTo = (at) => {
    const row = app.view.at(at);
    if (row !== undefined && row.id !== app.state.sel) app.select(row);
    $('list').focus({preventScroll: true});
  };
  const pageRows = () => Math.max(1, Math.floor(app.list.scroller.clientHeight / app.list.rowHeight) - 1);
  return {
    move: (by) => {
      const at = index();
      if (at === 0 && by < 0)
        app.follow(true); // beyond the newest: let the new ones in
      else moveTo(step({index: at, by, count: app.view.count}));
    },
    page: (by) => moveTo(step({index: Math.max(0, index()), by: by * pageRows(), count: app.view.count})),
    edge: (by) => {
      if (by < 0) app.follow(true);
      moveTo(by < 0 ? 0 : app.view.count - 1);
    },
    enter: () => {
      if (app.state.sel === '' && app.view.count > 0) moveTo(0);
      document.querySelector('#detail .panel')?.focus();
    },
    escape: () => stepBack(app),
    filter: () => app.filterBox.focus(),
    mark: () => app.setMark(!app.state.mark),
    follow: () => app.follow(!app.list.following),
    diff: () => app.inspector.markBase(),
    copy: () => app.inspector.copy(document.querySelector('#detail .bar button')),
    send: () => app.inspector.send(),
    remove: () => app.inspector.remove(),
    clear: () => app.bins.clear(),
    tab: (by) => app.inspector.tab(by),
    rail: () =>
      getComputedStyle($('rail')).display === 'none'
        ? app.toggleRail(true)
        : ($('rail').querySelector('[aria-current]') ?? $('rail').querySelector('.rail-item'))?.focus(),
    address: () => app.bins.copyAddress(),
    binMenu: () => app.bins.menu($('bin-menu')),
    theme: () => {
      toast(`Colours: ${nextTheme()}`);
      app.strip.paint();
    },
    help: () => helpSheet(app.keys, app.source),
  };
}

/** Esc: the innermost thing first. */
function stepBack(app) {
  if (menuIsOpen()) return;
  if (document.body.classList.contains('rail-open')) app.toggleRail(false);
  else if ($('detail').contains(document.activeElement)) $('list').focus();
  else if (app.state.base !== '') app.change({base: ''}, true);
  else if (app.inspector.open) app.inspector.close();
  else if (app.view.range !== null) app.setRange(null);
  else if (app.state.q !== '') app.filterBy('');
}
