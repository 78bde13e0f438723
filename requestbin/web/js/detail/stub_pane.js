// A stub in the detail pane, and what its buttons do.

import {scrolledIn} from './detail.js';
import {showStub} from './stub_view.js';
import {textOf} from '../source/source.js';
import {toast} from '../widgets/overlay.js';

/** @import {Source} from '../source/source.js' */

export class StubPane {
  /**
   * @param {object} o
   * @param {HTMLElement} o.root
   * @param {Source} o.source
   * @param {() => void} o.onClose
   * @param {(place: string) => void} o.onRule shows what that session answered
   * @param {() => Promise<void>} o.onDone shows how the stub is now
   */
  constructor({root, source, onClose, onRule, onDone}) {
    this.root = root;
    this.source = source;
    this.onClose = onClose;
    this.onRule = onRule;
    this.onDone = onDone;
  }

  /**
   * @param {string} name
   * @param {AbortSignal} signal
   */
  async show(name, signal) {
    const [stub, {sessions}, health] = await Promise.all([
      this.source.stub(name),
      this.source.stubSessions(name),
      this.source.stubHealth(name),
    ]);
    if (signal.aborted) return;
    const top = scrolledIn(this.root);
    const hadFocus = this.root.contains(document.activeElement);
    const {actions} = this.source;
    const panel = showStub(this.root, stub, sessions, health, {
      onClose: this.onClose,
      onFilter: this.onRule,
      onReload:
        actions &&
        (() =>
          this.act(async () => {
            const {healthy} = await actions.stubReload(name);
            return healthy ? 'The files are loaded again' : 'The files have errors: see above the sessions';
          })),
      onReset:
        actions &&
        (() =>
          this.act(async () => {
            await actions.stubReset(name);
            return 'The counters are 0';
          })),
    });
    panel.scrollTop = top;
    if (hadFocus) panel.focus({preventScroll: true});
  }

  /**
   * Does something to the stub and says how it went.
   * @param {() => Promise<string>} run
   */
  async act(run) {
    try {
      toast(await run());
    } catch (error) {
      toast(textOf(error), 'bad');
    }
    await this.onDone();
  }
}
