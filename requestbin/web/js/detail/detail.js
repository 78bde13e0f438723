// The detail of one request or event.

import {answer} from './tabs/answer.js';
import {body} from './tabs/body.js';
import {bytes, clock, shortType} from '../base/format.js';
import {h, replace} from '../base/dom.js';
import {headers} from './tabs/headers.js';
import {matched} from './tabs/matched.js';
import {mood} from '../model/row.js';
import {overview} from './tabs/overview.js';
import {pane} from '../widgets/pane.js';
import {raw} from './tabs/raw.js';
import {timing} from './tabs/timing.js';

const BUILD = {overview, headers, body, raw, answer, timing, matched};

/**
 * @param {object} context  row, store, tab, gone, canSend, canDelete (bools), and the handlers of the tabs: onTab, onClose,
 *   onFilter, onAwait, onOpen, onCopyText, onCopyBody, onDownload, onCopy(anchor), onDiff, onSend, onDelete
 */
export function showDetail(root, record, context) {
  const event = record.kind === 'event';
  const tabs = [
    {id: 'overview', name: 'Overview'},
    {id: 'headers', name: 'Headers', count: record.headers.length},
    {id: 'body', name: 'Body'},
    {id: 'raw', name: 'Raw'},
    !event && {id: 'answer', name: 'Answer'},
    {id: 'timing', name: 'Timing'},
    {id: 'matched', name: 'Matched by'},
  ]
    .filter(Boolean)
    .map((tab) => ({...tab, build: () => BUILD[tab.id](record, context)}));
  const status = event ? null : record.answer.status;
  const look = context.row ? mood(context.row) : status >= 400 ? 'warn' : 'good';
  const head = [
    h(
      'h2',
      {class: 'title mono', id: 'detail-title'},
      h('span', {class: 'method'}, event ? 'EVENT' : record.method),
      event ? `${record.topic} ${record.key ?? ''}` : record.target,
    ),
  ];
  const panel = pane(root, {
    head,
    tabs,
    chosen: context.tab,
    onTab: context.onTab,
    onClose: context.onClose,
    label: `Request ${record.seq} of ${record.bin}`,
  });
  const button = (text, key, run, attributes = {}) => h('button', {title: `${text} (${key})`, ...attributes, onclick: run}, text);
  root.querySelector('.head').append(
    h(
      'div',
      {class: 'meta'},
      !event && h('span', {class: `badge ${look}`}, status === 0 ? 'no answer' : status),
      record.answer?.fault &&
        h('span', {class: 'badge warn', title: 'The stub broke this answer on purpose'}, `fault ${record.answer.fault}`),
      h('span', {}, `#${record.seq} ${record.bin}`),
      h('span', {}, clock(Date.parse(record.received_at))),
      h('span', {}, [bytes(record.body.size), shortType(record.content_type)].filter(Boolean).join(' ')),
      context.gone && h('span', {class: 'badge warn'}, 'no longer held by the server'),
    ),
    h(
      'div',
      {class: 'bar'},
      button('Copy as…', 'c', (e) => context.onCopy(e.currentTarget)),
      button('Diff', 'd', context.onDiff),
      context.canSend && button('Send again', 'r', context.onSend),
      context.canDelete && button('Delete', 'x', context.onDelete),
    ),
  );
  return panel;
}

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
