// The address of the page says what is shown, behind "?" on a server. In a file it stands behind "#": what is behind
// "?" may be somebody else's, such as the signature of a store of artifacts, and not every browser lets a file change it.

import {formatState, parseState} from '../model/url_state.js';

/** @import {PageState} from '../model/url_state.js' */

export class Address {
  /** @param {{live: boolean}} source of the page */
  constructor({live}) {
    this.live = live;
  }

  read() {
    return parseState(this.live ? location.search : location.hash.replace(/^#/, ''));
  }

  /**
   * `push`: as a new step of the history.
   * @param {PageState} state
   * @param {boolean} push
   */
  write(state, push) {
    const search = formatState(state);
    const address = this.live ? search || location.pathname : `#${search.replace(/^\?/, '')}`;
    if (push) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
  }
}
