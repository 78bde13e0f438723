import assert from 'node:assert/strict';
import test from 'node:test';

import {poolSize, reveal, step, visibleWindow} from '../../requestbin/web/js/list/list_math.js';

test('the window covers what is in sight and a little more, at every place', () => {
  const height = 500;
  const rowHeight = 26;
  for (const count of [0, 1, 5, 19, 20, 1000, 100_000]) {
    const most = poolSize({height, rowHeight});
    for (const scrollTop of [0, 1, 25, 26, 27, 5000, count * rowHeight - height, count * rowHeight + 900, -30]) {
      const {first, last} = visibleWindow({scrollTop, height, rowHeight, count});
      assert.ok(first >= 0 && last <= count && first <= last);
      assert.ok(last - first <= most + 1, `${count} at ${scrollTop}: ${last - first} rows`);
      const top = Math.max(0, Math.min(scrollTop, count * rowHeight - height));
      if (count > 0) {
        assert.ok(first * rowHeight <= top);
        assert.ok(last * rowHeight >= Math.min(top + height, count * rowHeight));
      }
    }
  }
});

test('two rows of one window never share an element', () => {
  const {first, last} = visibleWindow({scrollTop: 12_345, height: 700, rowHeight: 26, count: 100_000});
  const size = Math.max(poolSize({height: 700, rowHeight: 26}), last - first);
  const used = new Set();
  for (let i = first; i < last; i += 1) used.add(i % size);
  assert.equal(used.size, last - first);
});

test('a row is revealed with the least movement', () => {
  const o = {scrollTop: 260, height: 260, rowHeight: 26};
  assert.equal(reveal({index: 12, ...o}), 260);
  assert.equal(reveal({index: 3, ...o}), 78);
  assert.equal(reveal({index: 30, ...o}), 31 * 26 - 260);
});

test('steps stay within the list and begin at an end', () => {
  assert.equal(step({index: -1, by: 1, count: 5}), 0);
  assert.equal(step({index: -1, by: -1, count: 5}), 4);
  assert.equal(step({index: 4, by: 1, count: 5}), 4);
  assert.equal(step({index: 2, by: -10, count: 5}), 0);
  assert.equal(step({index: 0, by: 1, count: 0}), -1);
});
