// What is shown, as the address of the page, so that it can be sent to somebody. Pure.

export const TABS = ['overview', 'headers', 'body', 'raw', 'answer', 'timing', 'matched'];

/**
 * @typedef {object} PageState
 * @property {string} bin '': all
 * @property {string} q the filter
 * @property {boolean} mark what does not fit is shown, pale
 * @property {string} sel the id of the request in the details
 * @property {string} base the id of A, which it is compared with
 * @property {string} await the id of the await in the details
 * @property {boolean} stub the details show the stub
 * @property {string} bus what of the bus is in the details: "topic:orders", "group:photo-service"
 * @property {string} tab one of TABS
 * @property {number | null} from the time range, ms
 * @property {number | null} to
 */

/** @type {PageState} */
const EMPTY = {bin: '', q: '', mark: false, sel: '', base: '', await: '', stub: false, bus: '', tab: 'overview', from: null, to: null};

/**
 * @param {string} search such as "?bin=orders&q=method:POST"
 * @returns {PageState}
 */
export function parseState(search) {
  const query = new URLSearchParams(search);
  const tab = query.get('tab') ?? '';
  const [from, to] = (query.get('t') ?? '').split('-').map(Number);
  const ranged = Number.isFinite(from) && Number.isFinite(to) && to > from;
  return {
    bin: query.get('bin') ?? '',
    q: query.get('q') ?? '',
    mark: query.get('show') === 'all',
    sel: query.get('sel') ?? '',
    base: query.get('diff') ?? '',
    await: query.get('await') ?? '',
    stub: query.get('stub') === '1',
    bus: query.get('bus') ?? '',
    tab: TABS.includes(tab) ? tab : 'overview',
    from: ranged ? from : null,
    to: ranged ? to : null,
  };
}

/**
 * The shortest search string that parseState() reads back.
 * @param {Partial<PageState>} state
 */
export function formatState(state) {
  const s = {...EMPTY, ...state};
  const query = new URLSearchParams();
  if (s.bin !== '') query.set('bin', s.bin);
  if (s.q !== '') query.set('q', s.q);
  if (s.mark) query.set('show', 'all');
  if (s.from !== null && s.to !== null) query.set('t', `${Math.round(s.from)}-${Math.round(s.to)}`);
  if (s.sel !== '') query.set('sel', s.sel);
  if (s.base !== '') query.set('diff', s.base);
  if (s.await !== '') query.set('await', s.await);
  if (s.stub) query.set('stub', '1');
  if (s.bus !== '') query.set('bus', s.bus);
  if (s.tab !== 'overview') query.set('tab', s.tab);
  // Readable in an address bar: these are allowed in a query as they stand.
  const text = query
    .toString()
    .replace(/%3A/gi, ':')
    .replace(/%2F/gi, '/')
    .replace(/%24/gi, '$')
    .replace(/%2C/gi, ',')
    .replace(/%7E/gi, '~');
  return text === '' ? '' : `?${text}`;
}

/**
 * The time range of a state; null: the whole time.
 * @param {PageState} state
 * @returns {[from: number, to: number] | null}
 */
export function rangeOf({from, to}) {
  return from === null || to === null ? null : [from, to];
}
