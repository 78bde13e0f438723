// Named events between the parts of the page. Pure.

export class Signals {
  constructor() {
    /** @type {Map<string, ((data: any) => void)[]>} */
    this.listeners = new Map();
  }

  /**
   * @param {string} name
   * @param {(data: any) => void} listener
   */
  on(name, listener) {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]);
  }

  /**
   * @param {string} name
   * @param {any} [data]
   */
  emit(name, data) {
    for (const listener of this.listeners.get(name) ?? []) listener(data);
  }
}

/**
 * Gathers calls to at most one each `ms`. For what is built anew as a whole, and must not be built under
 * the finger of somebody: while `busy()` it waits.
 * @param {() => void} draw
 * @param {number} ms
 * @param {() => boolean} [busy]
 */
export function perInterval(draw, ms, busy = () => false) {
  /** @type {ReturnType<typeof setTimeout> | 0} */
  let timer = 0;
  const run = () => {
    timer = 0;
    if (busy()) timer = setTimeout(run, ms);
    else draw();
  };
  return () => {
    if (timer === 0) timer = setTimeout(run, ms);
  };
}

/**
 * Gathers calls: however often it is asked, `draw` runs once per animation frame, and `ms` after the one before
 * at the earliest. A hidden page draws nothing and catches up when it is seen again.
 * @param {() => void} draw
 * @param {number} [ms]
 */
export function perFrame(draw, ms = 0) {
  let asked = false;
  let last = -Infinity;
  const frame = () =>
    requestAnimationFrame(() => {
      asked = false;
      last = performance.now();
      draw();
    });
  return () => {
    if (asked) return;
    asked = true;
    const wait = last + ms - performance.now();
    if (wait > 0) setTimeout(frame, wait);
    else frame();
  };
}

/**
 * Runs `f` later; returns what cancels it.
 * @param {() => void} f
 * @param {number} ms
 */
export function runLater(f, ms) {
  const timer = setTimeout(f, ms);
  return () => clearTimeout(timer);
}
