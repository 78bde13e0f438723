// One await: how far it is while it waits, and why it ended as it did.

import {awaitMood} from '../model/await_mood.js';
import {bytes, clock, dateTime, duration, plural} from '../base/format.js';
import {factsTable, section} from '../widgets/fields_table.js';
import {append, h, icon, replace} from '../base/dom.js';
import {pane} from '../widgets/pane.js';

/** @import {ApiRecord, NearMiss, OrderStep, FunnelStep, Summary, Verdict} from '../source/types.js' */

/** @typedef {(record: {id: string, bin: string}) => void} OnOpen */
/** @typedef {{waited: () => number, running: boolean}} Time `waited`: ms by now; `running`: it goes on */

/**
 * @param {HTMLElement} root
 * @param {Verdict} a
 * @param {Time} time
 * @param {{onClose: () => void, onOpen: OnOpen, onCopyText: (text: string, what: string) => void}} o
 */
export function showAwait(root, a, time, {onClose, onOpen, onCopyText}) {
  const mood = awaitMood(a.outcome);
  return pane(root, {
    head: h('h2', {class: 'title'}, a.name || a.expected),
    more: h(
      'div',
      {class: 'meta'},
      h('span', {class: `badge ${mood}`}, a.outcome),
      h('span', {}, (a.bins ?? [a.bin]).join(', ')),
      h('span', {}, `began ${clock(Date.parse(a.began_at))}`),
    ),
    tabs: [{id: 'await', name: 'Await', build: () => content(a, time, mood, onOpen, onCopyText)}],
    chosen: 'await',
    onTab: () => {},
    onClose,
    label: `Await ${a.id}`,
  });
}

/**
 * @param {Verdict} a
 * @param {Time} time
 * @param {string} mood
 * @param {OnOpen} onOpen
 * @param {(text: string, what: string) => void} onCopyText
 */
function content(a, time, mood, onOpen, onCopyText) {
  const {window = 0, hints = [], funnel = [], near = [], spacing = [], steps = [], matched = [], settled_ms: settled = 0, text = ''} = a;
  return [
    h('p', {class: `verdict ${mood}`, role: 'status'}, a.outcome === 'pending' ? `Waits for: ${a.expected}` : a.message || a.expected),
    progress(a, time, mood),
    hints.length > 0 &&
      section(
        'Likely causes',
        h(
          'ul',
          {class: 'hints'},
          hints.map((hint) => h('li', {}, icon('bolt'), h('span', {}, hint))),
        ),
      ),
    funnel.length > 0 && section(`Who meets each condition, of ${plural(window, 'request')} in the window`, funnelView(funnel, window)),
    near.length > 0 &&
      section(
        'Nearest misses',
        h(
          'div',
          {class: 'funnel'},
          near.map((miss) => missView(miss, onOpen)),
        ),
      ),
    spacing.length > 0 &&
      section(
        'Gaps',
        h(
          'ul',
          {},
          spacing.map((line) => h('li', {class: 'mono'}, line)),
        ),
      ),
    steps.length > 0 &&
      section('Steps', [
        h(
          'ol',
          {class: 'steps'},
          steps.map((step) => stepLine(step, onOpen)),
        ),
        a.step_problem && h('p', {class: 'note bad'}, a.step_problem),
      ]),
    a.late && section('Came too late', h('p', {}, recordLink(a.late.record, onOpen), ` ${duration(a.late.ms)} after the end`)),
    matched.length > 0 &&
      section(
        `Counted: ${a.observed}`,
        h(
          'ul',
          {},
          matched.map((record) => h('li', {}, recordLink(record, onOpen))),
        ),
      ),
    factsTable([
      ['Expected', a.outcome === 'pending' ? null : a.expected],
      ['Began', dateTime(Date.parse(a.began_at))],
      ['Waited', a.outcome === 'pending' ? null : duration(a.waited_ms)],
      ['Was quiet for', settled > 0 ? duration(settled) : null],
      ['Ended by', a.evidence],
      [
        'Looked at',
        Object.entries(a.after ?? {})
          .map(([bin, seq]) => (seq === 0 ? `everything in ${bin}` : `${bin} behind #${seq}`))
          .join(', '),
      ],
    ]),
    text && h('p', {}, h('button', {onclick: () => onCopyText(text, 'Verdict')}, 'Copy as text')),
  ];
}

/**
 * @param {Verdict} a
 * @param {Time} time
 * @param {string} mood
 */
function progress(a, time, mood) {
  const most = a.maximum ?? null;
  const wanted =
    most === 0
      ? 'none'
      : a.minimum === most
        ? `exactly ${most}`
        : most === null
          ? `at least ${a.minimum}`
          : a.minimum === 0
            ? `at most ${most}`
            : `${a.minimum} to ${most}`;
  const box = h('div', {class: 'progress'});
  const counted = meter(mood, a.minimum > 0 ? a.observed / a.minimum : a.observed > (most ?? 0) ? 1 : 0);
  const clockText = h('span');
  const clockMeter = meter(mood === 'pending' ? 'pending' : '', 0);
  let begun = false;
  const draw = () => {
    const pending = a.outcome === 'pending';
    const waited = time.waited();
    const whole = a.waited_ms + Math.max(0, a.left_ms ?? 0);
    const left = Math.max(0, whole - waited);
    replace(
      clockText,
      pending
        ? a.settling
          ? 'enough came; waits for quiet'
          : `${duration(left)} left of ${duration(whole)}`
        : `decided after ${duration(waited)}`,
    );
    setShare(clockMeter, whole > 0 ? waited / whole : 1);
    // Drawn anew while it waits and is in sight; the pane is rebuilt when news comes.
    if (time.running && (box.isConnected || !begun)) setTimeout(() => requestAnimationFrame(draw), 200);
    begun = true;
  };
  append(box, [
    h('div', {class: 'line'}, h('span', {}, `${a.observed} came, ${wanted} expected`), h('span', {class: 'soft'}, clockText)),
    counted,
    a.outcome === 'pending' && clockMeter,
  ]);
  draw();
  return box;
}

/**
 * @param {string} mood
 * @param {number} share from 0 to 1
 */
function meter(mood, share) {
  const box = h('div', {class: `meter ${mood}`}, h('span'));
  setShare(box, share);
  return box;
}

/**
 * @param {HTMLElement} box of meter()
 * @param {number} share
 */
function setShare(box, share) {
  const [bar] = box.children;
  if (bar instanceof HTMLElement) bar.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
}

/**
 * @param {FunnelStep[]} funnel
 * @param {number} window
 */
function funnelView(funnel, window) {
  return h(
    'div',
    {class: 'funnel'},
    funnel.map((step) =>
      h(
        'div',
        {class: 'step'},
        h(
          'div',
          {class: 'what'},
          h('span', {}, `${step.condition} ${step.expected}`),
          h('span', {class: step.passed === 0 ? 'bad' : 'soft'}, `${step.passed} of ${window}`),
        ),
        meter(step.passed === 0 ? 'bad' : '', window > 0 ? step.passed / window : 0),
        step.seen &&
          step.seen.length > 0 &&
          h(
            'div',
            {class: 'seen'},
            'stood there instead: ',
            step.seen.map(({value, count}, i) => [i > 0 ? ', ' : '', h('code', {}, value), count > 1 ? ` × ${count}` : '']),
            step.others ? ` and ${step.others} others` : '',
          ),
      ),
    ),
  );
}

/**
 * One step of an order: met or not, and by which records.
 * @param {OrderStep} step
 * @param {OnOpen} onOpen
 */
function stepLine({name, bin, times, met, records}, onOpen) {
  return h(
    'li',
    {class: met ? 'met' : 'open'},
    h('span', {class: `mark ${met ? 'good' : 'bad'}`, 'aria-hidden': 'true'}, met ? '✓' : '✗'),
    h(
      'div',
      {},
      h('span', {class: 'mono'}, name),
      h('span', {class: 'soft'}, `  ${bin}, ${met ? (times > 1 ? `all ${times} came` : 'came') : `${records.length} of ${times} came`}`),
      records.map((record) => h('div', {}, recordLink(record, onOpen))),
    ),
  );
}

/**
 * @param {NearMiss} miss
 * @param {OnOpen} onOpen
 */
function missView(miss, onOpen) {
  return h(
    'div',
    {class: 'near'},
    h('div', {class: 'who'}, recordLink(miss.record, onOpen), h('span', {class: 'soft'}, `${Math.round(miss.score * 100)} %`)),
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('th', {class: 'mark'}, h('span', {class: 'sr'}, 'Fits')),
          h('th', {}, 'condition'),
          h('th', {}, 'expected'),
          h('th', {}, 'came'),
        ),
      ),
      h(
        'tbody',
        {},
        miss.conditions.map((c) =>
          h(
            'tr',
            {class: c.ok ? 'ok' : 'wrong'},
            h('td', {class: c.ok ? 'mark good' : 'mark bad'}, c.ok ? '✓' : '✗'),
            h('td', {}, c.condition),
            h('td', {}, c.expected),
            h('td', {}, c.ok && !c.actual ? '' : c.actual, c.at ? h('div', {class: 'soft'}, c.at) : null),
          ),
        ),
      ),
    ),
  );
}

/**
 * @param {ApiRecord | Summary} record
 * @param {OnOpen} onOpen
 */
function recordLink(record, onOpen) {
  const title = record.kind === 'event' ? `event ${record.key ?? ''}` : `${record.method} ${record.target}`;
  return h(
    'button',
    {class: 'link mono', onclick: () => onOpen(record)},
    `#${record.seq} ${title}`,
    h('span', {class: 'soft'}, `  ${clock(Date.parse(record.received_at))}, ${bytes(record.size)}`),
  );
}
