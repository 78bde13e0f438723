import assert from 'node:assert/strict';
import test from 'node:test';

import {Store} from '../../requestbin/web/js/model/store.js';
import {View} from '../../requestbin/web/js/model/view.js';

const summary = (gseq, o = {}) => ({
  id: `i${gseq}`,
  bin: 'b',
  seq: gseq,
  gseq,
  kind: 'call',
  received_at: new Date(1_000_000 + gseq * 10).toISOString(),
  method: gseq % 2 === 0 ? 'GET' : 'POST',
  target: `/${gseq}`,
  path: `/${gseq}`,
  status: 200,
  ...o,
});

function made(options) {
  const store = new Store(options);
  const view = new View(store);
  store.onChange = (change) => view.changed(change);
  return {store, view};
}
const seqs = (view) => Array.from({length: view.count}, (_, i) => view.at(i).seq);

test('the newest stands first', () => {
  const {store, view} = made();
  for (const n of [1, 2, 3]) store.add(summary(n));
  assert.deepEqual(seqs(view), [3, 2, 1]);
  assert.equal(view.indexOf(store.get('i1')), 2);
  assert.equal(view.indexOf({gseq: 99}), -1);
});

test('list and stream may overlap in any order', () => {
  const {store, view} = made();
  store.add(summary(5));
  store.load([summary(6), summary(5), summary(4)]);
  store.load([summary(2), summary(1)]);
  assert.equal(store.add(summary(6)), false);
  store.add(summary(3));
  assert.deepEqual(seqs(view), [6, 5, 4, 3, 2, 1]);
});

test('the oldest make room, in blocks, and are counted', () => {
  const {store, view} = made({maxRows: 100});
  for (let n = 1; n <= 350; n += 1) store.add(summary(n));
  assert.ok(store.rows.length <= 110);
  assert.equal(store.rows.length + store.dropped, 350);
  assert.equal(store.byId.size, store.rows.length);
  assert.equal(view.at(0).seq, 350);
  assert.equal(view.count, store.rows.length);
  assert.equal(store.get('i1'), null);
});

test('cleared, evicted and deleted lines leave the view', () => {
  const {store, view} = made();
  store.load([1, 2, 3, 4, 5].map((n) => summary(n)));
  store.load([summary(6, {bin: 'c', seq: 1})]);
  store.removeThrough('b', 2);
  assert.deepEqual(seqs(view), [1, 5, 4, 3]);
  store.removeSeqs('b', [4]);
  assert.deepEqual(seqs(view), [1, 5, 3]);
  store.removeBin('c');
  assert.deepEqual(seqs(view), [5, 3]);
  store.reset();
  assert.equal(view.count, 0);
});

test('a frozen view holds back what comes and counts it', () => {
  const {store, view} = made();
  store.load([1, 2].map((n) => summary(n)));
  view.freeze();
  store.add(summary(3));
  store.add(summary(4));
  assert.deepEqual([seqs(view), view.waiting], [[2, 1], 2]);
  store.removeSeqs('b', [1]); // a rebuild on the way must not let them in
  assert.deepEqual([seqs(view), view.waiting], [[2], 2]);
  view.thaw();
  assert.deepEqual([seqs(view), view.waiting], [[4, 3, 2], 0]);
});

test('only what fits waits', () => {
  const {store, view} = made();
  view.set({test: (row) => row.method === 'GET'});
  store.load([1, 2].map((n) => summary(n)));
  view.freeze();
  store.add(summary(3));
  store.add(summary(4));
  assert.deepEqual([seqs(view), view.waiting], [[2], 1]);
});

test('a filter hides, or counts when it only highlights', () => {
  const {store, view} = made();
  store.load([1, 2, 3, 4].map((n) => summary(n)));
  view.set({test: (row) => row.method === 'GET'});
  assert.deepEqual([seqs(view), view.fitting], [[4, 2], 2]);
  view.set({hide: false});
  assert.deepEqual([seqs(view), view.fitting], [[4, 3, 2, 1], 2]);
  view.set({test: null, range: [1_000_020, 1_000_030]});
  assert.deepEqual(seqs(view), [3, 2]);
});

test('a hundred thousand lines are filtered in well under a second', () => {
  const {store, view} = made();
  store.load(Array.from({length: 100_000}, (_, i) => summary(i + 1)));
  view.set({test: (row) => row.target.includes('99')});
  assert.equal(view.count, [...Array(100_000).keys()].filter((i) => String(i + 1).includes('99')).length);
});

test('while the oldest are evicted, the view stays true and rows keep their places', () => {
  const {store, view} = made();
  for (let n = 1; n <= 10; n += 1) store.add(summary(n));
  const place = view.placeOf(view.indexOf(store.get('i9')));
  store.removeThrough('b', 4);
  store.add(summary(11));
  assert.deepEqual(seqs(view), [11, 10, 9, 8, 7, 6, 5]);
  assert.equal(view.placeOf(view.indexOf(store.get('i9'))), place);

  view.set({test: (row) => row.method === 'GET', hide: false});
  assert.equal(view.fitting, 3);
  store.removeThrough('b', 6);
  assert.equal(view.count, 5);
  assert.equal(view.fitting, 2);

  view.set({hide: true});
  view.freeze();
  for (let n = 12; n <= 16; n += 1) store.add(summary(n));
  assert.equal(view.waiting, 3);
  store.removeThrough('b', 13);
  assert.deepEqual(seqs(view), []);
  assert.equal(view.waiting, 2, 'what was evicted waits no more');
  view.thaw();
  assert.deepEqual(seqs(view), [16, 14]);
});
