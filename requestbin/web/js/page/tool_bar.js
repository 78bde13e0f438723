// The right end of the top bar: the connection, whether the list follows the newest, colours, help.

import {ConnectionView} from './connection.js';
import {h, icon, replace} from '../base/dom.js';

export class ToolBar {
  /**
   * @param {object} o
   * @param {HTMLElement} o.root
   * @param {boolean} o.live
   * @param {() => void} o.onRetry
   * @param {() => void} o.onFollow
   * @param {() => void} o.onTheme
   * @param {() => void} o.onHelp
   */
  constructor({root, live, onRetry, onFollow, onTheme, onHelp}) {
    this.connection = new ConnectionView({onRetry});
    this.follow = h('button', {hidden: !live, 'aria-pressed': 'true', title: 'Follow the newest (f)', onclick: onFollow}, 'Follow');
    this.run = h('a', {class: 'button', hidden: true, href: 'ui/run', title: 'The run of scenarios'}, 'Run');
    replace(
      root,
      this.connection.element,
      this.run,
      this.follow,
      h(
        'button',
        {class: 'quiet square', 'aria-label': 'Light, dark or auto', title: 'Light, dark or auto (t)', onclick: onTheme},
        icon('theme'),
      ),
      h('button', {class: 'quiet square', 'aria-label': 'Keys and filter', title: 'Keys and filter (?)', onclick: onHelp}, '?'),
    );
  }

  /** @param {boolean} following */
  setFollowing(following) {
    this.follow.setAttribute('aria-pressed', String(following));
  }
}
