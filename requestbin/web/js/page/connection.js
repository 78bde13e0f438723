// The state of the connection: a button in the top bar that also tries again.

import {h, setText} from '../base/dom.js';

/** @import {ConnectionState} from '../source/source.js' */

/** @type {{[state: string]: string}} */
const WORDS = {connecting: 'connecting', live: 'live', closed: 'connecting', file: 'a file'};
/** @type {{[state: string]: string}} */
const TITLES = {file: 'Nothing comes any more: this is what was recorded'};

export class ConnectionView {
  /** @param {{onRetry: () => void}} o */
  constructor({onRetry}) {
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.countdown = undefined;
    this.word = h('span', {class: 'word', 'aria-hidden': 'true'}, 'connecting');
    this.spoken = h('span', {class: 'sr', role: 'status'}, 'connecting'); // the countdown is not read out
    this.element = h(
      'button',
      {class: 'connection connecting', title: 'Connection', onclick: onRetry},
      h('span', {class: 'dot'}),
      this.word,
      this.spoken,
    );
  }

  /**
   * A ConnectionState of the source.
   * @param {ConnectionState} state
   */
  show({state, retryAt = 0, problem = ''}) {
    clearInterval(this.countdown);
    this.element.className = `connection ${state === 'closed' ? 'connecting' : state}`;
    this.element.title =
      state === 'waiting' ? `${problem}. Click to try at once.` : (TITLES[state] ?? 'Everything that comes is shown at once');
    this.word.textContent = WORDS[state] ?? 'offline';
    setText(this.spoken, this.word.textContent);
    if (state !== 'waiting') return;
    const tell = () => {
      const left = Math.ceil((retryAt - Date.now()) / 1000);
      this.word.textContent =
        left === Infinity ? `${problem}: click to try again` : left > 0 ? `offline, again in ${left} s` : 'offline, trying';
    };
    tell();
    this.countdown = setInterval(tell, 1000);
  }
}
