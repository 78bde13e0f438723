// One line of the list: what the page keeps of a summary of the API. A fixed shape with shared
// strings, because there are up to 100,000 of them. Pure.

/** @import {Summary} from '../source/types.js' */

/** @type {Map<string, string>} */
const shared = new Map();

/** @typedef {ReturnType<typeof toRow>} Row */

/**
 * One copy of texts that repeat (methods, types, rules); bounded, because senders choose them.
 * @param {string} text
 */
function intern(text) {
  const known = shared.get(text);
  if (known !== undefined) return known;
  if (shared.size < 5000) shared.set(text, text);
  return text;
}

/** @param {Summary} summary */
export function toRow(summary) {
  const event = summary.kind === 'event';
  return {
    id: summary.id,
    bin: intern(summary.bin),
    seq: summary.seq,
    gseq: summary.gseq,
    event,
    time: Date.parse(summary.received_at) || 0, // whole milliseconds; offset has the rest
    offset: (summary.offset_us ?? 0) / 1000,
    method: event ? 'EVENT' : intern(summary.method ?? ''),
    target: event ? eventTitle(summary) : summary.target || (summary.refused ? unreadable(summary.refused.head) : ''),
    path: event || summary.path === summary.target ? null : (summary.path ?? null),
    key: event ? (summary.key ?? null) : null,
    status: summary.status ?? 0,
    size: summary.size ?? 0,
    type: typeof summary.content_type === 'string' ? intern(summary.content_type) : null,
    matched: summary.matched !== false,
    rule: intern(summary.rule || ''),
    delay: summary.delay_ms ?? 0,
    peer: intern(typeof summary.peer === 'string' ? summary.peer : ''),
    connection: summary.connection ?? 0,
    truncated: summary.truncated === true,
    preflight: summary.preflight === true,
    refused: summary.refused ? intern(summary.refused.code) : '',
    gone: false, // no longer held by the server
    fresh: false, // came while the page was looking
  };
}

/**
 * What stands for the target of a call that could not be read. Pure.
 * @param {string} [head] its first bytes
 */
export function unreadable(head = '') {
  return head === '' ? '(nothing was read)' : `(unreadable) ${JSON.stringify(head.slice(0, 60))}`;
}

/** @param {Summary} summary */
function eventTitle(summary) {
  const key = summary.key === null || summary.key === undefined ? 'no key' : `key ${JSON.stringify(summary.key)}`;
  const tail = summary.null_value ? ', null value' : '';
  return `${key}, partition ${summary.partition}, offset ${summary.offset}${tail}`;
}

/**
 * The path without query, decoded by the server.
 * @param {Row} row
 */
export function pathOf(row) {
  if (row.path !== null) return row.path;
  const query = row.target.indexOf('?');
  return query < 0 ? row.target : row.target.slice(0, query);
}

/**
 * How its method is coloured: what reads, what makes, what changes, what takes away.
 * @param {{event: boolean, method: string}} row
 */
export function methodLook({event, method}) {
  if (event) return 'does-event';
  if (['GET', 'HEAD', 'OPTIONS'].includes(method)) return 'does-read';
  if (method === 'POST') return 'does-make';
  if (method === 'PUT' || method === 'PATCH') return 'does-change';
  return method === 'DELETE' ? 'does-remove' : 'does-other';
}

/**
 * By its hundreds: 2xx, 3xx ...
 * @param {number} status 0: none was sent
 */
export function statusLook(status) {
  return status === 0 ? 's0' : `s${Math.floor(status / 100)}`;
}

/**
 * How the line is coloured.
 * @param {Row} row
 * @returns {'good' | 'warn' | 'bad'}
 */
export function mood(row) {
  if (row.event) return 'good';
  if (row.refused !== '' || !row.matched || row.status >= 500 || row.status === 0) return 'bad';
  if (row.status >= 400) return 'warn';
  return 'good';
}
