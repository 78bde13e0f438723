// Which items were handled, so that one that comes again is recognised; for as long as the process
// lives.
const REMEMBERED = 10_000;

export class Handled {
  #known = new Set();

  has(identity) {
    return this.#known.has(identity);
  }

  add(identity) {
    this.#known.add(identity);
    if (this.#known.size > REMEMBERED) this.#known.delete(this.#known.values().next().value);
  }
}

/** An event's own id; one that has none is recognised by its place in the topic. */
export function identityOf(event, place) {
  return event.id ?? place;
}
