// The detail of one request or event.

import {answer} from './tabs/answer.js';
import {body} from './tabs/body.js';
import {bytes, shortType, when} from '../base/format.js';
import {h, replace} from '../base/dom.js';
import {headers} from './tabs/headers.js';
import {matched} from './tabs/matched.js';
import {methodLook, mood, unreadable} from '../model/row.js';
import {overview} from './tabs/overview.js';
import {pane} from '../widgets/pane.js';
import {raw} from './tabs/raw.js';
import {readableTarget} from '../model/readable.js';
import {timing} from './tabs/timing.js';

/** @import {Child} from '../base/dom.js' */
/** @import {ApiRecord} from '../source/types.js' */
/** @import {OnFilter} from '../body/body_view.js' */
/** @import {Row} from '../model/row.js' */
/** @import {Store} from '../model/store.js' */

/**
 * What the tabs of a request show and do.
 * @typedef {object} Context
 * @property {Row | null} row its line, where the list has it
 * @property {Store} store
 * @property {string} tab the one that is shown
 * @property {boolean} gone no longer held by the server
 * @property {string} hidden why the list does not show it; '': it does
 * @property {() => void} onUnhide
 * @property {boolean} canSend
 * @property {boolean} canDelete
 * @property {(tab: string) => void} onTab
 * @property {() => void} onClose
 * @property {OnFilter} onFilter
 * @property {(id: number) => void} onAwait
 * @property {(record: {id: string, bin: string}) => void} onOpen
 * @property {(text: string, what: string) => void} onCopyText
 * @property {() => void} onCopyBody
 * @property {() => void} onDownload
 * @property {(anchor: Element) => void} onCopy
 * @property {() => void} onDiff
 * @property {() => void} onSend
 * @property {() => void} onDelete
 */

/** @type {{id: string, name: string, build: (record: ApiRecord, context: Context) => Child}[]} */
const TABS = [
  {id: 'overview', name: 'Overview', build: overview},
  {id: 'headers', name: 'Headers', build: headers},
  {id: 'body', name: 'Body', build: body},
  {id: 'raw', name: 'Raw', build: raw},
  {id: 'answer', name: 'Answer', build: answer},
  {id: 'timing', name: 'Timing', build: timing},
  {id: 'matched', name: 'Matched by', build: matched},
];

/**
 * @param {HTMLElement} root
 * @param {ApiRecord} record
 * @param {Context} context
 */
export function showDetail(root, record, context) {
  const call = record.kind === 'call' ? record : null;
  const tabs = TABS.filter(({id}) => call !== null || id !== 'answer').map(({id, name, build}) => ({
    id,
    name,
    count: id === 'headers' ? record.headers.length : 0,
    build: () => build(record, context),
  }));
  const button = (/** @type {string} */ text, /** @type {string} */ key, /** @type {(event: any) => void} */ run) =>
    h('button', {title: `${text} (${key})`, onclick: run}, text);
  return pane(root, {
    head: h(
      'h2',
      {class: 'title mono', id: 'detail-title'},
      h('span', {class: `method ${methodLook({event: call === null, method: call?.method ?? ''})}`}, call?.method ?? 'EVENT'),
      record.kind === 'call'
        ? h('bdi', {title: record.target}, record.target ? readableTarget(record.target) : unreadable(record.refused?.head))
        : h('bdi', {}, `${record.topic} ${record.key ?? ''}`),
    ),
    more: [
      h(
        'div',
        {class: 'meta'},
        call !== null && statusBadge(call.answer.status, context.row),
        call?.refused && h('span', {class: 'badge bad', title: call.refused.reason}, 'refused'),
        call?.answer.fault &&
          h('span', {class: 'badge warn', title: 'The stub broke this answer on purpose'}, `fault ${call.answer.fault}`),
        h('span', {}, `#${record.seq} ${record.bin}`),
        h('span', {}, when(Date.parse(record.received_at))),
        h('span', {}, [bytes(record.body.size), shortType(record.content_type)].filter(Boolean).join(' ')),
        context.hidden !== '' &&
          h('button', {class: 'badge warn', title: 'Show it in the list', onclick: context.onUnhide}, context.hidden),
        context.gone && h('span', {class: 'badge warn'}, 'no longer held by the server'),
      ),
      h(
        'div',
        {class: 'bar'},
        button('Copy as…', 'c', (event) => context.onCopy(event.currentTarget)),
        button('Diff', 'd', context.onDiff),
        context.canSend && button('Send again', 'r', context.onSend),
        context.canDelete && button('Delete', 'x', context.onDelete),
      ),
    ],
    tabs,
    chosen: context.tab,
    onTab: context.onTab,
    onClose: context.onClose,
    label: `Request ${record.seq} of ${record.bin}`,
  });
}

/**
 * @param {number} status
 * @param {Row | null} row
 */
function statusBadge(status, row) {
  const look = row !== null ? mood(row) : status >= 400 ? 'warn' : 'good';
  return h('span', {class: `badge ${look}`}, status === 0 ? 'no answer' : status);
}

/**
 * @param {HTMLElement} root
 * @param {string} text
 * @param {() => void} onClose
 * @param {boolean} [problem]
 */
export function showMessage(root, text, onClose, problem = false) {
  const panel = pane(root, {
    head: h('h2', {class: 'title'}, problem ? 'Not here' : 'Loading'),
    tabs: [{id: 'only', name: '', build: () => h('p', {class: problem ? 'note bad' : 'note'}, text)}],
    chosen: 'only',
    onTab: () => {},
    onClose,
    label: 'Details',
  });
  return replace(panel, h('p', {class: problem ? 'note bad' : 'note'}, text));
}

/**
 * How far the panel is scrolled down.
 * @param {HTMLElement} root
 */
export function scrolledIn(root) {
  return root.querySelector('.panel')?.scrollTop ?? 0;
}
