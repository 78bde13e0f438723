// Sends a captured request once more: to the bin that it came to (the browser does that, so a few headers
// are its own), or to a target that the server was started with (the server does it). To nowhere else.

import {headerValue} from '../model/readable.js';
import {bodyView} from '../body/body_view.js';
import {bytes, duration} from '../base/format.js';
import {dialog, toast} from '../widgets/overlay.js';
import {fieldsTable, section} from '../widgets/fields_table.js';
import {h, replace} from '../base/dom.js';
import {present} from '../base/present.js';
import {textOf} from '../source/source.js';
import {toBytes} from '../base/bytes.js';

/** @import {Actions} from '../source/source.js' */
/** @import {ApiRecord, Bin, CallRecord, SentAnswer} from '../source/types.js' */

/** Headers that a browser does not let a page set (Fetch standard, forbidden request-headers). */
const FORBIDDEN =
  /^(accept-charset|accept-encoding|access-control-request-.*|connection|content-length|cookie2?|date|dnt|expect|host|keep-alive|origin|referer|set-cookie|te|trailer|transfer-encoding|upgrade|via|proxy-.*|sec-.*)$/i;

/**
 * The path of the bin on this server, null when the record came elsewhere. Pure.
 * @param {ApiRecord} record
 * @param {Bin['kind']} kind of its bin
 */
export function targetOf(record, kind) {
  if (record.kind === 'event' || kind !== 'bin' || record.refused) return null;
  const path = record.target.replace(/^https?:\/\/[^/]*/i, '');
  const rest = path.startsWith(`/${record.bin}`) ? path.slice(record.bin.length + 1) : null;
  if (rest === null || !(rest === '' || /^[/.?]/.test(rest)) || rest === '?inspect') return null;
  // The browser would resolve dot segments, and the request would leave the bin.
  return /(^|\/)(\.|%2e){1,2}(\/|\?|$)/i.test(path) ? null : path;
}

/**
 * What stays, what the browser leaves out. Pure.
 * @param {CallRecord} record
 */
export function sendable(record) {
  const kept = record.headers.filter(([name]) => !FORBIDDEN.test(name));
  const left = record.headers
    .filter(([name]) => FORBIDDEN.test(name) && !/^(host|content-length|connection)$/i.test(name))
    .map(([name]) => name);
  const problems = [];
  if (/^(CONNECT|TRACE|TRACK)$/i.test(record.method)) problems.push(`a browser does not send ${record.method}`);
  if (/^(GET|HEAD)$/i.test(record.method) && record.body.size > 0) problems.push(`a browser sends no body with ${record.method}`);
  if (record.body.truncated) problems.push('only the beginning of the body was kept');
  return {kept, left, problems};
}

/** @typedef {{text: string, kind: string, stops?: boolean}} Note `stops`: it cannot be sent there */
/** @typedef {{to: string | null, name: string, notes: Note[]}} Place `to`: a target; null: its own bin */

/**
 * Asks where to, then sends.
 * @param {ApiRecord} record
 * @param {object} o
 * @param {Bin['kind']} o.kind of its bin
 * @param {string} o.origin of this server
 * @param {Actions} o.actions
 * @param {string[]} o.targets URLs of --send-to
 */
export async function sendAgain(record, {kind, origin, actions, targets}) {
  const path = targetOf(record, kind);
  if (record.kind === 'call' && record.refused) {
    toast('The server refused this call, so it was not read to its end and cannot be sent again', 'bad');
    return;
  }
  if (record.kind === 'event' || (path === null && targets.length === 0)) {
    toast(
      kind === 'bin'
        ? 'This one cannot be sent again to its bin'
        : `Only requests of bins can be sent again; this came to a ${kind}. ricochet bin --send-to URL allows other targets.`,
      'bad',
    );
    return;
  }
  const places = present([
    path !== null && {to: null, name: `Its bin, ${record.bin}`, notes: notesOfBin(record)},
    ...targets.map((to) => ({to, name: to, notes: notesOfTarget(record)})),
  ]);
  const place = await choose(record, places);
  if (place === null) return;
  try {
    if (place.to !== null) await showAnswer(await actions.sendTo(record.bin, record.id, place.to));
    else if (path !== null) toast(`Sent, the answer was ${await sendToBin(record, new URL(path, origin), actions)}`);
  } catch (error) {
    toast(`It could not be sent: ${textOf(error)}`, 'bad');
  }
}

/** @type {string | null} where the one before went to */
let last = null;

/**
 * The question. Resolves with one of the places, or null.
 * @param {CallRecord} record
 * @param {Place[]} places
 * @returns {Promise<Place | null>}
 */
function choose(record, places) {
  return dialog('Send again', (close) => {
    let place = places.find(({to}) => to === last) ?? places[0];
    const notes = h('div', {class: 'inner-form'});
    const button = h(
      'button',
      {
        class: 'main',
        autofocus: true,
        onclick: () => {
          last = place.to;
          close(place);
        },
      },
      'Send',
    );
    const show = () => {
      replace(
        notes,
        place.notes.map(({text, kind}) => h('p', {class: kind}, text)),
      );
      button.disabled = place.notes.some(({stops}) => stops);
    };
    show();
    return [
      h('p', {class: 'mono one-line'}, `${record.method} ${record.target}`),
      places.length > 1 &&
        h(
          'div',
          {class: 'choices', role: 'radiogroup', 'aria-label': 'Where to'},
          places.map((p) =>
            h(
              'label',
              {class: 'check'},
              h('input', {
                type: 'radio',
                name: 'place',
                checked: p === place,
                onchange: () => {
                  place = p;
                  show();
                },
              }),
              p.name,
            ),
          ),
        ),
      places.length === 1 && h('p', {}, `To: ${place.name}`),
      notes,
      h('div', {class: 'actions'}, h('button', {onclick: () => close(null)}, 'Cancel'), button),
    ];
  });
}

/**
 * @param {CallRecord} record
 * @returns {Note[]}
 */
function notesOfBin(record) {
  const {kept, left, problems} = sendable(record);
  return present([
    {text: `With its ${kept.length} headers and ${bytes(record.body.size)} of body. It is captured as a new request.`, kind: 'soft'},
    left.length > 0 && {
      text: `The browser sends it and leaves out or sets by itself: ${left.join(', ')}. Copy as cURL sends them, too.`,
      kind: 'note warn',
    },
    problems.length > 0 && {text: `Not possible: ${problems.join('; ')}. Copy as cURL can do it.`, kind: 'note bad', stops: true},
  ]);
}

/**
 * @param {CallRecord} record
 * @returns {Note[]}
 */
function notesOfTarget(record) {
  return present([
    {
      text: 'The server sends it, with all headers but those of the connection, and follows no redirect. Its path is what stands behind the name of the bin.',
      kind: 'soft',
    },
    record.body.truncated && {text: 'Not possible: only the beginning of the body was kept.', kind: 'note bad', stops: true},
  ]);
}

/**
 * @param {CallRecord} record
 * @param {URL} url
 * @param {Actions} actions
 * @returns {Promise<number>} the status of the answer
 */
async function sendToBin(record, url, actions) {
  const headers = new Headers();
  for (const [name, value] of sendable(record).kept) headers.append(name, value);
  const response = await actions.call(url, {
    method: record.method,
    headers,
    body: record.body.size > 0 ? toBytes(record.body) : undefined,
    redirect: 'manual',
    credentials: 'omit',
    cache: 'no-store',
  });
  return response.status;
}

/** @param {SentAnswer} answer */
function showAnswer({url, status, took_ms: took, headers, body}) {
  const type = headerValue(headers, 'content-type');
  const look = status >= 500 ? 'bad' : status >= 400 ? 'warn' : 'good';
  return dialog(
    'The answer',
    (close) => [
      h('p', {class: 'mono'}, h('span', {class: `badge ${look}`}, status), ` ${url}`),
      h('p', {class: 'soft'}, `after ${duration(took)}`),
      h(
        'div',
        {class: 'answer', tabindex: '0'},
        bodyView(body, {type, coding: headerValue(headers, 'content-encoding')}),
        section('Headers', fieldsTable(headers)),
      ),
      h('div', {class: 'actions'}, h('button', {class: 'main', autofocus: true, onclick: () => close(null)}, 'Close')),
    ],
    {wide: true},
  );
}
