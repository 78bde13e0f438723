// The frame of the detail pane: a head, tabs, one panel. Requests, diffs and awaits use it.

import {h, icon, replace} from '../base/dom.js';

/** @import {Child} from '../base/dom.js' */

/** @typedef {{id: string, name: string, count?: number, build: () => Child}} PaneTab */

/**
 * @param {HTMLElement} root
 * @param {object} o
 * @param {Child} o.head the title
 * @param {Child} [o.more] stands below it
 * @param {PaneTab[]} o.tabs
 * @param {string} o.chosen the id of a tab
 * @param {(id: string) => void} o.onTab
 * @param {() => void} o.onClose
 * @param {string} o.label
 */
export function pane(root, {head, more, tabs, chosen, onTab, onClose, label}) {
  const panel = h('div', {class: 'panel', role: tabs.length > 1 ? 'tabpanel' : null, id: 'panel', tabindex: '0', 'aria-label': label});
  const current = tabs.find((tab) => tab.id === chosen) ?? tabs[0];
  const buttons = tabs.map((tab) =>
    h(
      'button',
      {
        role: 'tab',
        'aria-selected': String(tab === current),
        'aria-controls': 'panel',
        tabindex: tab === current ? '0' : '-1',
        id: `tab-${tab.id}`,
        onclick: () => onTab(tab.id),
      },
      tab.name,
      tab.count ? h('span', {class: 'n'}, tab.count) : null,
    ),
  );
  const bar = h('div', {class: 'tabs', role: 'tablist', 'aria-label': 'Parts', hidden: tabs.length < 2}, buttons);
  bar.addEventListener('keydown', (event) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(current) + by + tabs.length) % tabs.length];
    onTab(next.id);
    document.getElementById(`tab-${next.id}`)?.focus();
  });
  replace(panel, current.build());
  const close = h(
    'button',
    {class: 'quiet square', 'aria-label': 'Close the details', title: 'Close (Esc)', onclick: onClose},
    icon('close'),
  );
  const back = h('button', {class: 'back', onclick: onClose}, icon('back'), 'Back');
  replace(
    root,
    h(
      'div',
      {class: 'pane', 'aria-label': label},
      h('div', {class: 'head'}, back, head, h('div', {class: 'actions'}, close), more),
      bar,
      panel,
    ),
  );
  root.hidden = false;
  return panel;
}
