// Calls that the server refused: a line, a word beside it, and why.
import assert from 'node:assert/strict';
import test from 'node:test';

import {call} from './rows.js';
import {mood, unreadable} from '../../requestbin/web/js/model/row.js';
import {parseFilter} from '../../requestbin/web/js/filter/parse.js';
import {refusalText} from '../../requestbin/web/js/detail/tabs/overview.js';
import {rowTest} from '../../requestbin/web/js/filter/evaluate.js';
import {tagOf} from '../../requestbin/web/js/list/list_view.js';

const refused = {
  status: 413,
  code: 'body_too_large',
  reason: 'the body is larger than 10MiB (--max-body)',
  bound: '--max-body 10MiB',
  listener: 'bin',
  head: 'POST /orders HTTP/1.1',
};
const row = (o) => call({status: 413, ...o});

test('a refused call is marked in the list', () => {
  assert.equal(tagOf(row({refused})), 'refused');
  assert.equal(mood(row({refused})), 'bad');
  assert.equal(tagOf(row({})), '');
  assert.equal(tagOf(row({matched: false})), 'no rule fits');
});

test('what could not be read stands with its first bytes', () => {
  const line = row({refused: {...refused, head: '\u0016\u0003<b>'}, method: '', target: '', path: '/'});
  assert.equal(line.target, '(unreadable) "\\u0016\\u0003<b>"');
  assert.equal(unreadable(), '(nothing was read)');
});

test('is:refused finds them', () => {
  const {terms, errors} = parseFilter('is:refused');
  assert.deepEqual(errors, []);
  assert.equal(rowTest(terms)(row({refused})), true);
  assert.equal(rowTest(terms)(row({})), false);
});

test('the overview says why, with the bound', () => {
  const told = refusalText(refused);
  assert.ok(told.startsWith('The server refused this call with 413: the body is larger than 10MiB (--max-body). '), told);
  assert.ok(told.includes('The bound is --max-body 10MiB. Listener: bin.'), told);
  const silent = refusalText({...refused, status: 0, bound: null});
  assert.ok(silent.startsWith('The server refused this call without an answer: '), silent);
  assert.ok(!silent.includes('The bound'), silent);
});
