// One await: how far it is while it waits, and why it ended as it did.

import {awaitMood} from '../model/await_mood.js';
import {bytes, clock, dateTime, duration, plural} from '../base/format.js';
import {factsTable, section} from '../widgets/fields_table.js';
import {append, h, icon, replace} from '../base/dom.js';
import {pane} from '../widgets/pane.js';

/**
 * @param {object} a AWAIT or VERDICT of the API
 * @param {object} time  waited() in ms by now, running: it goes on
 */
export function showAwait(root, a, time, {onClose, onOpen, onCopyText}) {
  const mood = awaitMood(a.outcome);
  const head = h('h2', {class: 'title'}, a.name || a.expected);
  const panel = pane(root, {
    head,
    tabs: [{id: 'await', name: 'Await', build: () => content(a, time, mood, onOpen, onCopyText)}],
    chosen: 'await',
    onTab: () => {},
    onClose,
    label: `Await ${a.id}`,
  });
  root
    .querySelector('.head')
    .append(
      h(
        'div',
        {class: 'meta'},
        h('span', {class: `badge ${mood}`}, a.outcome),
        h('span', {}, (a.bins ?? [a.bin]).join(', ')),
        h('span', {}, `began ${clock(Date.parse(a.began_at))}`),
      ),
    );
  return panel;
}

function content(a, time, mood, onOpen, onCopyText) {
  return [
    h('p', {class: `verdict ${mood}`, role: 'status'}, a.outcome === 'pending' ? `Waits for: ${a.expected}` : a.message || a.expected),
    progress(a, time, mood),
    a.hints?.length > 0 &&
      section(
        'Likely causes',
        h(
          'ul',
          {class: 'hints'},
          a.hints.map((hint) => h('li', {}, icon('bolt'), h('span', {}, hint))),
        ),
      ),
    a.funnel?.length > 0 && section(`How far the ${plural(a.window, 'request')} of the window got`, funnel(a)),
    a.near?.length > 0 &&
      section(
        'Nearest misses',
        h(
          'div',
          {class: 'funnel'},
          a.near.map((miss) => near(miss, onOpen)),
        ),
      ),
    a.spacing?.length > 0 &&
      section(
        'Gaps',
        h(
          'ul',
          {},
          a.spacing.map((line) => h('li', {class: 'mono'}, line)),
        ),
      ),
    a.steps?.length > 0 &&
      section('Steps', [
        h(
          'ol',
          {class: 'steps'},
          a.steps.map((step) => stepLine(step, onOpen)),
        ),
        a.step_problem && h('p', {class: 'note bad'}, a.step_problem),
      ]),
    a.late && section('Came too late', h('p', {}, recordLink(a.late.record, onOpen), ` ${duration(a.late.ms)} after the end`)),
    a.matched?.length > 0 &&
      section(
        `Counted: ${a.observed}`,
        h(
          'ul',
          {},
          a.matched.map((record) => h('li', {}, recordLink(record, onOpen))),
        ),
      ),
    factsTable([
      ['Expected', a.outcome === 'pending' ? null : a.expected],
      ['Began', dateTime(Date.parse(a.began_at))],
      ['Waited', a.outcome === 'pending' ? null : duration(a.waited_ms)],
      ['Was quiet for', a.settled_ms > 0 ? duration(a.settled_ms) : null],
      ['Ended by', a.evidence],
      [
        'Looked at',
        Object.entries(a.after ?? {})
          .map(([bin, seq]) => (seq === 0 ? `everything in ${bin}` : `${bin} behind #${seq}`))
          .join(', '),
      ],
    ]),
    a.text && h('p', {}, h('button', {onclick: () => onCopyText(a.text, 'Verdict')}, 'Copy as text')),
  ];
}

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
    clockMeter.firstElementChild.style.width = `${Math.min(100, whole > 0 ? (waited / whole) * 100 : 100)}%`;
    // Drawn anew while it waits and is in sight; the pane is rebuilt when news comes.
    if (time.running && (box.isConnected || !draw.begun)) setTimeout(() => requestAnimationFrame(draw), 200);
    draw.begun = true;
  };
  append(box, [
    h('div', {class: 'line'}, h('span', {}, `${a.observed} came, ${wanted} expected`), h('span', {class: 'soft'}, clockText)),
    counted,
    a.outcome === 'pending' && clockMeter,
  ]);
  draw();
  return box;
}

function meter(mood, share) {
  const bar = h('span');
  bar.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return h('div', {class: `meter ${mood}`}, bar);
}

function funnel(a) {
  return h(
    'div',
    {class: 'funnel'},
    a.funnel.map((step) =>
      h(
        'div',
        {class: 'step'},
        h(
          'div',
          {class: 'what'},
          h('span', {}, `${step.condition} ${step.expected}`),
          h('span', {class: step.passed === 0 ? 'bad' : 'soft'}, `${step.passed} of ${a.window}`),
        ),
        meter(step.passed === 0 ? 'bad' : '', a.window > 0 ? step.passed / a.window : 0),
        step.seen?.length > 0 &&
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

/** One step of an order: met or not, and by which records. */
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

function near(miss, onOpen) {
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

function recordLink(record, onOpen) {
  const title = record.kind === 'event' ? `event ${record.key ?? ''}` : `${record.method} ${record.target}`;
  const size = record.size ?? record.body?.size ?? 0;
  return h(
    'button',
    {class: 'link mono', onclick: () => onOpen(record)},
    `#${record.seq} ${title}`,
    h('span', {class: 'soft'}, `  ${clock(Date.parse(record.received_at))}, ${bytes(size)}`),
  );
}
