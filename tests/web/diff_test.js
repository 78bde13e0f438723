import assert from 'node:assert/strict';
import test from 'node:test';

import {briefJson, diffJson, sameJson} from '../../requestbin/web/js/diff/json.js';
import {diffLists} from '../../requestbin/web/js/diff/lines.js';
import {diffPairs} from '../../requestbin/web/js/diff/pairs.js';
import {parseJson} from '../../requestbin/web/js/body/json_parse.js';

const node = (text) => parseJson(text).node;
const jsonDiff = (a, b) =>
  diffJson(node(a), node(b)).map((d) => [d.op, d.path, d.left && briefJson(d.left), d.right && briefJson(d.right)]);

test('equal lists are the same throughout', () => {
  assert.deepEqual(
    diffLists(['a', 'b'], ['a', 'b']).map((s) => s.op),
    ['same', 'same'],
  );
  assert.deepEqual(diffLists([], []), []);
});

test('applying an edit script gives the other list, and none is longer than needed', () => {
  let seed = 7;
  const random = (n) => {
    seed = (seed * 48271) % 2147483647;
    return seed % n;
  };
  for (let round = 0; round < 300; round += 1) {
    const a = Array.from({length: random(12)}, () => 'abc'[random(3)]);
    const b = Array.from({length: random(12)}, () => 'abc'[random(3)]);
    const steps = diffLists(a, b);
    assert.deepEqual(
      steps.filter((s) => s.op !== 'right').map((s) => s.left),
      a,
    );
    assert.deepEqual(
      steps.filter((s) => s.op !== 'left').map((s) => s.right),
      b,
    );
    for (const s of steps) if (s.op === 'same') assert.equal(s.left, s.right);
    assert.equal(steps.filter((s) => s.op === 'same').length, longestCommon(a, b), `${a.join('')} ${b.join('')}`);
  }
});

function longestCommon(a, b) {
  const table = Array.from({length: a.length + 1}, () => Array(b.length + 1).fill(0));
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1)
      table[i][j] = a[i - 1] === b[j - 1] ? table[i - 1][j - 1] + 1 : Math.max(table[i - 1][j], table[i][j - 1]);
  }
  return table[a.length][b.length];
}

test('lists that share nothing end in bounded work', () => {
  const steps = diffLists(
    Array.from({length: 5000}, (_, i) => `a${i}`),
    Array.from({length: 5000}, (_, i) => `b${i}`),
  );
  assert.equal(steps.length, 10_000);
});

test('JSON is compared by key, whatever the order', () => {
  assert.deepEqual(jsonDiff('{"a":1,"b":{"c":[1,2]}}', '{"b":{"c":[1,2]},"a":1.0}'), []);
  assert.deepEqual(jsonDiff('{"a":1,"b":2,"x":0}', '{"a":"1","c":[3],"x":0}'), [
    ['changed', '$.a', '1', '"1"'],
    ['left', '$.b', '2', undefined],
    ['right', '$.c', undefined, '[ 3 ]'],
  ]);
});

test('one item more in an array is one difference', () => {
  assert.deepEqual(jsonDiff('[{"id":1},{"id":2}]', '[{"id":0},{"id":1},{"id":2}]'), [['right', '$[0]', undefined, '{ "id": 0 }']]);
  assert.deepEqual(jsonDiff('[1,2,3]', '[1,9,3]'), [['changed', '$[1]', '2', '9']]);
});

test('long integers are compared as they are written', () => {
  assert.equal(sameJson(node('12345678901234567890'), node('12345678901234567891')), false);
  assert.equal(sameJson(node('1e2'), node('100')), true);
});

test('keys that need brackets get them', () => {
  assert.deepEqual(jsonDiff('{"a b":{"it\'s":1}}', '{"a b":{"it\'s":2}}'), [['changed', "$['a b']['it\\'s']", '1', '2']]);
});

test('headers are paired by name in any case, repeated ones in order', () => {
  const rows = diffPairs(
    [
      ['Accept', 'a'],
      ['X-Id', '1'],
      ['x', '1'],
      ['x', '2'],
    ],
    [
      ['x-id', '2'],
      ['accept', 'a'],
      ['x', '1'],
      ['New', 'n'],
    ],
    true,
  );
  assert.deepEqual(
    rows.map((r) => [r.name, r.op, r.left, r.right]),
    [
      ['Accept', 'same', 'a', 'a'],
      ['X-Id', 'changed', '1', '2'],
      ['x', 'same', '1', '1'],
      ['x', 'left', '2', null],
      ['New', 'right', null, 'n'],
    ],
  );
});
