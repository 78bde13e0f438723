import assert from 'node:assert/strict';
import test from 'node:test';

import {Filtering} from '../../requestbin/web/js/filter/filtering.js';
import {Search} from '../../requestbin/web/js/filter/search.js';

/** A bin of seqs 1..newest of which every third fits; pages of 10, as the API pages them. */
class FakeBin {
  constructor(newest) {
    this.newest = newest;
    this.asked = [];
  }
  ask = async (bin, {order, before, after}) => {
    this.asked.push({order, before, after});
    const seqs = [];
    let cursor;
    let more;
    if (order === 'desc') {
      const top = Math.min(this.newest, (before ?? Infinity) - 1);
      const low = Math.max(1, top - 9);
      for (let s = top; s >= low; s -= 1) seqs.push(s);
      cursor = low;
      more = low > 1;
    } else {
      const high = Math.min(this.newest, after + 10);
      for (let s = after + 1; s <= high; s += 1) seqs.push(s);
      cursor = high;
      more = high < this.newest;
    }
    return {requests: seqs.filter((s) => s % 3 === 0).map((seq) => ({seq})), cursor, more, newest: this.newest};
  };
}

const immediately = (f) => {
  queueMicrotask(f);
  return () => {};
};

test('everything that is there is asked, newest first, page by page', async () => {
  const bin = new FakeBin(35);
  const search = new Search({bin: 'b', request: {}, ask: bin.ask, onChange: () => {}, onError: assert.fail, later: immediately});
  assert.equal(search.knows(35), null);
  await search.start();
  assert.deepEqual(
    bin.asked.map((q) => q.before),
    [undefined, 26, 16, 6],
  );
  assert.equal(search.done, true);
  assert.deepEqual(
    [33, 34, 3, 1].map((s) => search.knows(s)),
    [true, false, true, false],
  );
  assert.equal(search.knows(36), null);
});

// A search over a record may give up: then it neither fits nor fails to, also turned round, and the page says so.
test('what the server cannot say is shown by neither a filter nor its opposite', async () => {
  const requests = async () => ({requests: [{seq: 3}], unknown: [2], cursor: 1, more: false, newest: 3});
  for (const [text, fitting] of [
    ['body:x', [3]],
    ['-body:x', [1]],
  ]) {
    const filtering = new Filtering({source: {peek: null, requests}, onChange: () => {}, onError: assert.fail, later: immediately});
    assert.deepEqual(filtering.set(text), []);
    filtering.of('b');
    await new Promise((resolve) => setImmediate(resolve));
    const {test: fits} = filtering;
    assert.deepEqual(
      [1, 2, 3].filter((seq) => fits({bin: 'b', seq})),
      fitting,
    );
    assert.deepEqual([filtering.unknown(), filtering.unknown('b'), filtering.unknown('c')], [1, 1, 0]);
  }
});

test('arrivals are asked for in batches, behind what is known', async () => {
  const bin = new FakeBin(5);
  let changed;
  const search = new Search({bin: 'b', request: {}, ask: bin.ask, onChange: () => changed?.(), onError: assert.fail, later: immediately});
  await search.start();
  bin.newest = 30;
  const caughtUp = new Promise((resolve) => {
    changed = () => {
      if (search.knows(30) !== null) resolve();
    };
  });
  for (let seq = 6; seq <= 30; seq += 1) search.arrived(seq);
  await caughtUp;
  assert.equal(search.knows(30), true);
  assert.equal(search.knows(29), false);
  assert.deepEqual(
    bin.asked.slice(1).map((q) => q.after),
    [5, 15, 25],
  );
});

test('a bin that was made anew does not send the search round in circles', async () => {
  const bin = new FakeBin(5);
  const search = new Search({bin: 'b', request: {}, ask: bin.ask, onChange: () => {}, onError: assert.fail, later: () => () => {}});
  await search.start();
  search.wanted = 100;
  await search.next();
  assert.equal(bin.asked.length, 2);
});

test('an error is told once, and a stopped search tells none', async () => {
  const errors = [];
  const filtering = new Filtering({
    source: {
      requests: async () => {
        throw new Error('bad path');
      },
      peek: null,
    },
    onChange: () => {},
    onError: (text) => errors.push(text),
  });
  filtering.set('json.$.a=1');
  filtering.test({bin: 'x', seq: 1});
  filtering.test({bin: 'y', seq: 1});
  await new Promise((done) => {
    setImmediate(done);
  });
  assert.deepEqual(errors, ['bad path']);
  assert.equal(filtering.searching, false);
});

test('negated server terms fit where the server finds nothing', async () => {
  const bin = new FakeBin(9);
  const filtering = new Filtering({source: {requests: bin.ask, peek: null}, onChange: () => {}, onError: assert.fail});
  filtering.set('-json.$.a=1');
  const row = (seq) => ({bin: 'b', seq});
  assert.equal(filtering.test(row(4)), false, 'not known yet: not shown');
  await new Promise((done) => {
    setImmediate(done);
  });
  assert.equal(filtering.test(row(4)), true);
  assert.equal(filtering.test(row(3)), false);
});
