// What happened in a scenario, as lines on one clock.
import assert from 'node:assert/strict';
import test from 'node:test';

import {happeningsOf, LANES, since} from '../../requestbin/web/js/run/happenings.js';

const BEGAN = 1_000_000;

const call = (gseq, us, o = {}) => ({
  id: `call-${gseq}`,
  bin: 'photos',
  seq: gseq,
  gseq,
  kind: 'call',
  offset_us: BEGAN + us,
  method: 'GET',
  target: '/a.jpg?x=%C3%A4',
  status: 503,
  matched: true,
  delay_ms: 0,
  body: {encoding: 'utf8', content: '', size: 0},
  ...o,
});
const event = (gseq, us, o = {}) => ({
  ...call(gseq, us),
  id: `event-${gseq}`,
  kind: 'event',
  bin: 'orders',
  topic: 'orders',
  partition: 1,
  offset: 4,
  key: 'k',
  null_value: false,
  body: {encoding: 'utf8', content: '{"type":"Paid"}', size: 15},
  ...o,
});
const step = (o = {}) => ({title: 'expect', outcome: 'passed', started_ms: 0, took_ms: 5, ...o});

const lines = (steps, trace) =>
  happeningsOf({steps}, {began_us: BEGAN, bins: [{name: 'orders', kind: 'topic'}], records: [], bus: [], lines: [], ...trace}).map(
    ({ms, lane, who, text, result}) => [ms, lane, who, text, result].join('|'),
  );

test('steps, calls, events, the bus and lines stand on one clock', () => {
  assert.deepEqual(
    lines(
      [
        step({title: 'publish', took_ms: 1}),
        step({outcome: 'failed', started_ms: 1, took_ms: 9, message: 'got no call'}),
        step({outcome: 'skipped'}),
      ],
      {
        records: [event(1, 500), call(3, 4200, {delay_ms: 2})],
        bus: [
          {gseq: 1, type: 'produced', topic: 'orders', offset_us: BEGAN + 500},
          {
            gseq: 2,
            type: 'fetched',
            group: null,
            client: 'ricochet',
            topic: 'orders',
            partition: 1,
            offset: 4,
            upto: 5,
            offset_us: BEGAN + 3000,
          },
          {gseq: 2, type: 'fetched', group: 'photo', topic: 'orders', partition: 1, offset: 4, upto: 5, offset_us: BEGAN + 3100},
          {gseq: 4, type: 'committed', group: 'photo', commits: [{topic: 'orders', partition: 1, offset: 5}], offset_us: BEGAN + 6000},
        ],
        lines: [[BEGAN + 5000, 'photo', 'giving up']],
      },
    ),
    [
      '0|step|step 1|publish|ok after 1 ms',
      '0.5|event|orders|key k, {"type":"Paid"}|1#4',
      '1|step|step 2|expect|',
      '3.1|bus|photo|fetched orders 1#4|',
      '4.2|call|photos|GET /a.jpg?x=ä|503 after 2 ms',
      '5|log|photo|giving up|',
      '6|bus|photo|committed orders 1 up to 5|',
      '10|step|step 2|got no call|failed',
    ],
  );
});

test('what was produced to a topic that nobody keeps is told by the bus', () => {
  assert.deepEqual(
    lines([], {bus: [{gseq: 1, type: 'produced', topic: 'other', partition: 0, offset: 3, upto: 6, client: 'c', offset_us: BEGAN}]}),
    ['0|bus|c|produced other 0#3 to 5|'],
  );
});

test('calls that no rule fits, that were refused, or that got no answer say so', () => {
  const results = (o) =>
    lines([], {records: [call(1, 0, o)]})[0]
      .split('|')
      .at(-1);
  assert.equal(results({matched: false, status: 400}), '400, no rule fits');
  assert.equal(results({refused: {status: 413}}), 'refused');
  assert.equal(results({status: 0}), 'no answer');
});

test('in one moment a step begins before what it does, and ends behind it', () => {
  const all = lines([step({started_ms: 1, took_ms: 0, outcome: 'error', message: 'no'})], {records: [call(7, 1000)]});
  assert.deepEqual(
    all.map((line) => line.split('|')[1]),
    ['step', 'call', 'step'],
  );
});

test('every lane has a place, and times have a sign', () => {
  assert.equal(new Set(LANES).size, 5);
  assert.equal(since(3.14), '+3.1 ms');
  assert.equal(since(-1500), '-1.5 s');
});
