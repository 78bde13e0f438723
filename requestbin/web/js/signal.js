// Named events between the parts of the page. Pure.

export class Signals {
  constructor() {
    this.listeners = new Map();
  }

  on(name, listener) {
    if (!this.listeners.has(name)) this.listeners.set(name, []);
    this.listeners.get(name).push(listener);
  }

  emit(name, data) {
    for (const listener of this.listeners.get(name) ?? []) listener(data);
  }
}

/**
 * Gathers calls: however often it is asked, `draw` runs once per animation frame. A hidden page draws
 * nothing and catches up when it is seen again.
 */
export function perFrame(draw) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
}
