// Numbers and times for people. Pure.

/** @param {number} n */
export function bytes(n) {
  if (n < 1000) return `${n} B`;
  const units = ['kB', 'MB', 'GB'];
  let value = n / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** @param {number} n */
export function count(n) {
  return String(n).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f'); // narrow no-break space
}

/**
 * @param {number} n
 * @param {string} one
 * @param {string} [many]
 */
export function plural(n, one, many = `${one}s`) {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/**
 * 0.4 ms, 12 ms, 1.25 s, 3 min 4 s, 2 h 5 min.
 * @param {number} ms
 */
export function duration(ms) {
  const sign = ms < 0 ? '-' : '';
  const size = Math.abs(ms);
  if (size < 10) return `${sign}${Number(size.toFixed(1))} ms`;
  if (size < 999.5) return `${sign}${Math.round(size)} ms`;
  if (size < 59_995) return `${sign}${Number((size / 1000).toFixed(2))} s`;
  const seconds = Math.round(size / 1000);
  if (seconds < 3600) return `${sign}${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  if (seconds < 86_400) return `${sign}${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${sign}${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`;
}

/** @param {number} n */
const two = (n) => String(n).padStart(2, '0');

/**
 * 14:03:05.250, the local time of day.
 * @param {number} ms
 */
export function clock(ms) {
  const t = new Date(ms);
  return `${two(t.getHours())}:${two(t.getMinutes())}:${two(t.getSeconds())}.${String(t.getMilliseconds()).padStart(3, '0')}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * 21 Nov, the local day; of another year than `now` 21 Nov 2025.
 * @param {number} ms
 * @param {number} [now]
 */
export function shortDay(ms, now = Date.now()) {
  const t = new Date(ms);
  const year = t.getFullYear() === new Date(now).getFullYear() ? '' : ` ${t.getFullYear()}`;
  return `${t.getDate()} ${MONTHS[t.getMonth()]}${year}`;
}

/**
 * @param {number} a ms
 * @param {number} b ms
 */
export function sameDay(a, b) {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

/**
 * The time of day, and the day where that is not today.
 * @param {number} ms
 * @param {number} [now]
 */
export function when(ms, now = Date.now()) {
  return sameDay(ms, now) ? clock(ms) : `${shortDay(ms, now)}, ${clock(ms)}`;
}

/**
 * 2026-11-21 14:03:05.250 +01:00
 * @param {number} ms
 */
export function dateTime(ms) {
  const t = new Date(ms);
  const offset = -t.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${t.getFullYear()}-${two(t.getMonth() + 1)}-${two(t.getDate())} ${clock(ms)} ${zone}`;
}

/**
 * A time as the API writes it, "7200s", as a person would: "2h".
 * @param {string} text
 */
export function hours(text) {
  const seconds = Number(/^(\d+)s$/.exec(text)?.[1] ?? 0);
  if (seconds === 0) return text;
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : text;
}

/**
 * The label of a time axis whose ticks are `step` ms apart.
 * @param {number} ms
 * @param {number} step
 */
export function axisTime(ms, step) {
  const text = clock(ms);
  if (step >= 60_000) return text.slice(0, 5);
  if (step >= 1000) return text.slice(0, 8);
  return text;
}

/**
 * application/json; charset=utf-8 -> json; what a narrow column has room for.
 * @param {string | null | undefined} type
 */
export function shortType(type) {
  if (!type) return '';
  const essence = type.split(';')[0].trim().toLowerCase();
  /** @type {{[type: string]: string}} */
  const names = {
    'application/x-www-form-urlencoded': 'form',
    'application/octet-stream': 'binary',
    'text/plain': 'text',
    'text/html': 'html',
    'text/xml': 'xml',
  };
  if (names[essence]) return names[essence];
  const suffix = /\+(json|xml)$/.exec(essence);
  if (suffix) return suffix[1];
  const [kind, sub = ''] = essence.split('/');
  if (kind === 'multipart') return 'multipart';
  return sub.replace(/^x-/, '') || kind;
}
