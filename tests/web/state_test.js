import assert from 'node:assert/strict';
import test from 'node:test';

import {dice} from './random.js';
import * as format from '../../requestbin/web/js/base/format.js';
import {extent, lanes, pan, Scale, ticks, zoom} from '../../requestbin/web/js/strip/time_scale.js';
import {formatState, parseState} from '../../requestbin/web/js/model/url_state.js';
import {Records} from '../../requestbin/web/js/model/records.js';

test('the address holds everything that is shown', () => {
  const states = [
    {},
    {bin: 'orders'},
    {bin: 'orders', q: 'method:POST path~^/a&b "x y" #1 +%', mark: true},
    {bin: 'b', sel: 'abc123', tab: 'timing'},
    {sel: 'a', base: 'b'},
    {await: '17'},
    {bin: 'photos', stub: true},
    {bin: 'b', from: 1000, to: 2000},
  ];
  for (const state of states) {
    const address = formatState(state);
    assert.deepEqual(parseState(address), {...parseState(''), ...state}, address);
    assert.doesNotMatch(address, /[ "<>#]/);
  }
  assert.equal(formatState({}), '');
  assert.equal(formatState({q: 'method:POST path~^/orders'}), '?q=method:POST+path~%5E/orders');
});

test('nonsense in the address is left alone', () => {
  assert.deepEqual(parseState('?tab=evil&t=9-3&sel='), parseState(''));
  assert.equal(parseState('?t=abc').from, null);
});

test('sizes, times and counts for people', () => {
  assert.deepEqual([0, 999, 1000, 9949, 12_345, 999_499, 1_000_000, 5e9].map(format.bytes), [
    '0 B',
    '999 B',
    '1.0 kB',
    '9.9 kB',
    '12 kB',
    '999 kB',
    '1.0 MB',
    '5.0 GB',
  ]);
  assert.deepEqual([0.42, 12.3, 999, 1250, 59_990, 184_000, 7_500_000, 90_000_000, -40].map(format.duration), [
    '0.4 ms',
    '12 ms',
    '999 ms',
    '1.25 s',
    '59.99 s',
    '3 min 4 s',
    '2 h 5 min',
    '1 d 1 h',
    '-40 ms',
  ]);
  assert.deepEqual(['172800s', '5400s', '90s', '250ms', '0s', ''].map(format.hours), ['48h', '90m', '90s', '250ms', '0s', '']);
  assert.equal(format.count(1234567), '1\u202f234\u202f567');
  assert.deepEqual([format.plural(1, 'request'), format.plural(2, 'request')], ['1 request', '2 requests']);
  assert.deepEqual(
    [
      'application/json; charset=utf-8',
      'application/problem+json',
      'text/plain',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      'image/png',
      null,
    ].map(format.shortType),
    ['json', 'json', 'text', 'multipart', 'form', 'png', ''],
  );
});

test('the time scale goes there and back', () => {
  const range = extent([1000, 5000]);
  assert.ok(range[0] < 1000 && range[1] > 5000);
  assert.equal(extent([]), null);
  assert.ok(extent([7])[1] - extent([7])[0] >= 1000);
  const scale = new Scale(range, 640);
  assert.ok(Math.abs(scale.time(scale.x(3000)) - 3000) < 1e-6);
});

test('one late arrival does not squeeze the others: long gaps are folded', () => {
  const times = Array.from({length: 50}, (_, i) => i * 20);
  const late = [...times, 3_600_000, 7_200_000];
  const scale = new Scale(
    extent(late),
    800,
    late.map((t) => [t, t]),
  );
  assert.equal(scale.folds.length, 2);
  assert.ok(scale.x(980) - scale.x(0) > 400, 'the fifty have most of the room');
  assert.ok(scale.x(7_200_000) < 800 && scale.x(7_200_000) > scale.x(3_600_000) + 20);
  const even = Array.from({length: 30}, (_, i) => i * 60_000);
  assert.equal(
    new Scale(
      extent(even),
      800,
      even.map((t) => [t, t]),
    ).folds.length,
    0,
    'what comes evenly is not folded',
  );
  const five = [0, 1500, 3000, 4600, 6200].map((t) => /** @type {any} */ ([t, t]));
  assert.equal(new Scale(extent(five.flat()), 800, five).folds.length, 0, 'also when it is little');
  assert.equal(new Scale([0, 1000], 800, []).folds.length, 0);
  assert.equal(new Scale([0, 3_600_000], 800, [[0, 3_600_000]]).folds.length, 0, 'an await is not a gap');
});

test('a scale goes up, there and back, whatever is folded', () => {
  const {below} = dice(7);
  for (let round = 0; round < 200; round += 1) {
    let at = 0;
    const busy = Array.from({length: 1 + below(30)}, () => {
      at += 10 ** below(8);
      return [at, (at += below(100))];
    });
    const range = extent(busy.flat());
    const scale = new Scale(range, 300 + below(1000), busy);
    let before = -1;
    for (const time of [range[0], ...busy.flat(), range[1]]) {
      const x = scale.x(time);
      assert.ok(x >= before - 1e-6 && x <= scale.width + 1e-6, `${x} behind ${before}`);
      before = x;
      assert.ok(Math.abs(scale.time(x) - time) < 1 + Math.abs(time) * 1e-6);
    }
    for (const {time} of scale.ticks()) assert.ok(time >= range[0] && time <= range[1]);
  }
});

test('marks are round and not too many', () => {
  for (const span of [10, 999, 60_000, 3_600_000, 86_400_000, 30 * 86_400_000]) {
    const {step, times} = ticks([1e12, 1e12 + span], 800);
    assert.ok(times.length <= 9, `${span}: ${times.length}`);
    for (let i = 1; i < times.length; i += 1) assert.equal(times[i] - times[i - 1], step);
  }
});

test('zoom and pan stay within the whole', () => {
  const whole = [0, 1000];
  assert.deepEqual(zoom(whole, 0.5, 500, whole), [250, 750]);
  assert.equal(zoom([250, 750], 4, 500, whole), null);
  assert.deepEqual(pan([0, 500], -0.5, whole), [0, 500]);
  assert.deepEqual(pan([250, 750], 1, whole), [500, 1000]);
});

test('bars that overlap lie in lanes', () => {
  assert.deepEqual(
    lanes([
      {from: 0, to: 10},
      {from: 5, to: 6},
      {from: 7, to: 20},
      {from: 11, to: 12},
      {from: 11, to: 12},
    ]),
    [0, 1, 1, 0, 2],
  );
});

test('records are kept by bytes, the last used longest', async () => {
  const asked = [];
  const records = new Records(async (bin, id) => {
    asked.push(id);
    return {bin, id, body: {size: 20_000_000}};
  });
  for (const id of ['a', 'b', 'a', 'c', 'a', 'b']) await records.get('x', id);
  assert.deepEqual(asked, ['a', 'b', 'c', 'b']);
  assert.ok(records.bytes <= 48_000_000);
});
