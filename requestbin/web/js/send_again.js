// Sends a captured request once more, to the bin that it came to and to nowhere else. The browser
// sends it, so a few headers are its own.

import {h} from './dom.js';
import {dialog, toast} from './overlay.js';
import {toBytes} from './body/bytes.js';
import {urlOf} from './copy/http.js';

/** Headers that a browser does not let a page set (Fetch standard, forbidden request-headers). */
const FORBIDDEN = /^(accept-charset|accept-encoding|access-control-request-.*|connection|content-length|cookie2?|date|dnt|expect|host|keep-alive|origin|referer|set-cookie|te|trailer|transfer-encoding|upgrade|via|proxy-.*|sec-.*)$/i;

/** The path of the bin on this server, null when the record came elsewhere. Pure. */
export function targetOf(record, kind) {
  if (record.kind === 'event' || kind !== 'bin') return null;
  const path = record.target.replace(/^https?:\/\/[^/]*/i, '');
  const rest = path.startsWith(`/${record.bin}`) ? path.slice(record.bin.length + 1) : null;
  if (rest === null || !(rest === '' || /^[/.?]/.test(rest)) || rest === '?inspect') return null;
  // The browser would resolve dot segments, and the request would leave the bin.
  return /(^|\/)(\.|%2e){1,2}(\/|\?|$)/i.test(path) ? null : path;
}

/** What stays, what the browser leaves out. Pure. */
export function sendable(record) {
  const kept = record.headers.filter(([name]) => !FORBIDDEN.test(name));
  const left = record.headers.filter(([name]) => FORBIDDEN.test(name) && !/^(host|content-length|connection)$/i.test(name)).map(([name]) => name);
  const problems = [];
  if (/^(CONNECT|TRACE|TRACK)$/i.test(record.method)) problems.push(`a browser does not send ${record.method}`);
  if (/^(GET|HEAD)$/i.test(record.method) && record.body.size > 0) problems.push(`a browser sends no body with ${record.method}`);
  if (record.body.truncated) problems.push('only the beginning of the body was kept');
  return {kept, left, problems};
}

/** Asks first, then sends. `origin`: of this server. */
export async function sendAgain(record, kind, origin) {
  const path = targetOf(record, kind);
  if (path === null) {
    toast(kind === 'bin' ? 'This one cannot be sent again to its bin' : `Only requests of bins can be sent again; this came to a ${kind}`, 'bad');
    return;
  }
  const {kept, left, problems} = sendable(record);
  const url = new URL(path, origin);
  const yes = await dialog('Send again', (close) => [
    h('p', {class: 'mono'}, `${record.method} ${urlOf({...record, headers: []}, url.origin)}`),
    h('p', {class: 'soft'}, `With its ${kept.length} headers and ${record.body.size} bytes of body, to this bin and nowhere else. It is captured as a new request.`),
    left.length > 0 && h('p', {class: 'note warn'}, `The browser leaves out or sets by itself: ${left.join(', ')}. Copy as cURL sends them, too.`),
    problems.length > 0 && h('p', {class: 'note bad'}, `Not possible: ${problems.join('; ')}. Copy as cURL can do it.`),
    h('div', {class: 'actions'}, h('button', {onclick: () => close(null)}, 'Cancel'), h('button', {class: 'main', disabled: problems.length > 0, autofocus: true, onclick: () => close(true)}, 'Send')),
  ]);
  if (!yes) return;
  try {
    const headers = new Headers();
    for (const [name, value] of kept) headers.append(name, value);
    const response = await fetch(url, {method: record.method, headers, body: record.body.size > 0 ? toBytes(record.body) : undefined, redirect: 'manual', credentials: 'omit', cache: 'no-store'});
    toast(`Sent, the answer was ${response.status}`);
  } catch (error) {
    toast(`It could not be sent: ${error.message}`, 'bad');
  }
}
