import assert from 'node:assert/strict';
import test from 'node:test';

import {call as anyCall} from './rows.js';
import {FIELDS} from '../../requestbin/web/js/filter/fields.js';
import {parseFilter, quoteValue} from '../../requestbin/web/js/filter/parse.js';
import {rowTest} from '../../requestbin/web/js/filter/evaluate.js';
import {serverQuestions} from '../../requestbin/web/js/filter/moco.js';
import {toRow} from '../../requestbin/web/js/model/row.js';

const call = (o) => anyCall({target: '/orders/7?x=1', path: '/orders/7', size: 10, content_type: 'application/json', rule: '', ...o});
const fits = (text, row) => {
  const {terms, errors} = parseFilter(text);
  assert.deepEqual(errors, [], text);
  const run = rowTest(terms);
  return run === null || run(row);
};
const firstError = (text) => parseFilter(text).errors[0];

test('an empty filter lets everything through', () => {
  assert.equal(rowTest(parseFilter('   ').terms), null);
});

test('the example of the manual is read whole', () => {
  const {terms, errors} = parseFilter('method:POST path~^/orders header.x-id:7 json.$.status=paid status>=400 -path:/health "free text"');
  assert.deepEqual(errors, []);
  assert.deepEqual(
    terms.map((t) => [t.negated, t.field ?? t.kind, t.name ?? null, t.operator ?? null, t.values ?? t.value]),
    [
      [false, 'method', null, ':', ['POST']],
      [false, 'path', null, '~', ['^/orders']],
      [false, 'header', 'x-id', ':', ['7']],
      [false, 'json', '$.status', '=', ['paid']],
      [false, 'status', null, '>=', ['400']],
      [true, 'path', null, ':', ['/health']],
      [false, 'free', null, null, 'free text'],
    ],
  );
});

test('each kind of field is decided by the line', () => {
  const row = call({status: 404, delay_ms: 250, rule: 'stubs/photos.json:12', peer: '127.0.0.1:5000', connection: 3});
  for (const yes of [
    'method:post',
    'method:GET,POST',
    'path:ORDERS',
    'path=/orders/7',
    'path~\\d$',
    'target:?x=1',
    'status:404',
    'status:4xx',
    'status:200,4xx',
    'status>=400',
    'status<500',
    'size>9',
    'size<=10',
    'size=10',
    'delay>=200',
    'seq:1',
    'type:json',
    'rule:photos',
    'bin:orders',
    'from:127.0',
    'connection:3',
    'is:matched',
    'is:call',
    'orders',
    '"/orders/7"',
    '404',
    '-method:GET',
    '-"no such text"',
  ]) {
    assert.equal(fits(yes, row), true, yes);
  }
  for (const no of [
    'method:GET',
    'path:/health',
    'path=/orders',
    'path~^\\d',
    'status:5xx',
    'status>404',
    'size>10',
    'is:unmatched',
    'is:event',
    'paid',
    '-status:404',
    'method:POST status:200',
    'bin:order',
  ]) {
    assert.equal(fits(no, row), false, no);
  }
});

test('events have no status and are not calls', () => {
  const event = toRow({
    id: 'e',
    bin: 'topic',
    seq: 1,
    gseq: 1,
    kind: 'event',
    received_at: '2026-01-01T00:00:00Z',
    topic: 'topic',
    partition: 0,
    offset: 4,
    key: '42',
  });
  assert.equal(fits('is:event key:42', event), true);
  assert.equal(fits('status<500', event), false);
  assert.equal(fits('-status:200', event), true);
});

test('quotes hold spaces, commas and escapes', () => {
  const {terms} = parseFilter('path:"a b","c,d" "say \\"hi\\" \\\\"');
  assert.deepEqual(terms[0].values, ['a b', 'c,d']);
  assert.equal(terms[1].value, 'say "hi" \\');
});

test('a JSONPath may hold operators inside its brackets', () => {
  const {terms, errors} = parseFilter("json.$.items[?(@.id == 'a b')].n=3 json.$['a.b c']");
  assert.deepEqual(errors, []);
  assert.equal(terms[0].name, "$.items[?(@.id == 'a b')].n");
  assert.deepEqual(terms[0].values, ['3']);
  assert.equal(terms[1].name, "$['a.b c']");
  assert.equal(terms[1].operator, null);
});

test('errors say where and how to mend it', () => {
  const cases = {
    'methid:POST': [0, 6, /no field "methid"/, /did you mean method/],
    'path:/a foo:1': [8, 11, /no field "foo"/, /in quotes/],
    'status:abc': [7, 10, /"abc" is not a number/, /status:404/],
    'status>': [6, 7, /nothing behind status>/, /status/],
    'status=': [6, 7, /nothing behind status=/, /status:404/],
    'is=': [2, 3, /nothing behind is=/, /is:unmatched/],
    'path~a(?=b)': [5, 11, /look-around is not known here/, /second term/],
    'path>5': [4, 5, /path is not a number/, /path:/],
    'path~(a': [5, 7, /regular expression/, /\\/],
    'header:7': [0, 6, /header needs a name/, /header\.x-id:7/],
    'method.x:1': [6, 8, /method takes no name/, /method:POST/],
    'is:unmached': [3, 11, /no is:unmached/, /is:unmatched/],
    'a "open': [2, 7, /quote does not end/, /add "/],
    'status~4': [6, 7, /not a text/, /status:404/],
    'path:': [4, 5, /nothing behind path:/, /path:\/orders/],
  };
  for (const [text, [from, to, message, hint]] of Object.entries(cases)) {
    const error = firstError(text);
    assert.ok(error, text);
    assert.deepEqual([error.from, error.to], [from, to], text);
    assert.match(error.message, message, text);
    assert.match(error.hint, hint, text);
  }
});

test('one bad term does not hide the next', () => {
  assert.equal(parseFilter('foo:1 bar:2 method:GET').errors.length, 2);
  assert.equal(parseFilter('foo:1 bar:2 method:GET').terms.length, 1);
});

test('words that look like no field are texts', () => {
  for (const text of ['hello', '/orders', '-', '7', 'a-b', 'x.y']) {
    assert.deepEqual(parseFilter(text).errors, [], text);
    assert.equal(parseFilter(text).terms[0].kind, 'free', text);
  }
});

test('prototype names are not fields', () => {
  assert.match(firstError('constructor:1').message, /no field/);
  assert.match(firstError('is:constructor').message, /no is:constructor/);
});

test('server questions are Moco request objects', () => {
  const {terms, errors} = parseFilter('header.x-id:7 header.x-id~^a json.$.status=paid body:"a.b" form.n -cookie.s=1 method:GET');
  assert.deepEqual(errors, []);
  assert.deepEqual(serverQuestions(terms), [
    {
      fits: true,
      request: {
        headers: {'x-id': {match: '(?is).*7.*'}},
        json_paths: {'$.status': 'paid'},
        text: {match: '(?is).*a\\.b.*'},
        forms: {n: {exist: 'true'}},
      },
    },
    {fits: true, request: {headers: {'x-id': {match: '(?is).*(?:^a).*'}}}},
    {fits: false, request: {cookies: {s: '1'}}},
  ]);
});

test('what a line answers is not asked', () => {
  assert.deepEqual(serverQuestions(parseFilter('method:GET path:/a "x" is:call').terms), []);
});

test('a quoted value is read back as it was', () => {
  for (const value of ['a', 'a b', 'say "x"', 'back\\slash', 'a,b', '']) {
    const {terms, errors} = parseFilter(`json.$.a=${quoteValue(value)}`);
    assert.deepEqual(errors, [], value);
    assert.deepEqual(terms[0].values, [value]);
  }
});

test('each field has an example that is itself correct', () => {
  for (const [name, field] of Object.entries(FIELDS)) {
    const example = field.about.split(/ {2,}| \(/)[0];
    assert.deepEqual(parseFilter(example).errors, [], `${name}: ${example}`);
    assert.equal(parseFilter(example).terms[0].field, name);
  }
});
