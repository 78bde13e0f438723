// The wire form of text/event-stream (HTML Living Standard, 9.2.6), fed piece by piece. Written out
// because EventSource cannot send an Authorization header nor say when bytes last came. Pure.

export class SseParser {
  /** @param {(event: {id: string, type: string, data: string}) => void} onEvent */
  constructor(onEvent) {
    this.onEvent = onEvent;
    this.rest = '';
    this.lastId = '';
    this.type = '';
    /** @type {string[]} */
    this.data = [];
  }

  clear() {
    this.type = '';
    this.data = [];
  }

  /** @param {string} text */
  feed(text) {
    this.rest += text;
    let from = 0;
    for (;;) {
      const end = this.lineEnd(from);
      if (end < 0) break;
      this.line(this.rest.slice(from, end));
      from = end + (this.rest.startsWith('\r\n', end) ? 2 : 1);
    }
    this.rest = this.rest.slice(from);
  }

  /**
   * -1: the line is not complete. A \r at the very end may be half of \r\n.
   * @param {number} from
   */
  lineEnd(from) {
    for (let i = from; i < this.rest.length; i += 1) {
      const c = this.rest[i];
      if (c === '\n' || (c === '\r' && i + 1 < this.rest.length)) return i;
    }
    return -1;
  }

  /** @param {string} line */
  line(line) {
    if (line === '') return this.dispatch();
    if (line.startsWith(':')) return undefined;
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.type = value;
    else if (field === 'data') this.data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.lastId = value;
    return undefined;
  }

  dispatch() {
    if (this.data.length > 0) this.onEvent({id: this.lastId, type: this.type || 'message', data: this.data.join('\n')});
    this.clear();
    return undefined;
  }
}
