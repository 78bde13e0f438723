// The filter language over made-up texts: whatever is typed is read or refused with a place inside
// the text, and what is read is evaluated over any line without an exception.
import assert from 'node:assert/strict';
import test from 'node:test';

import {FIELDS} from '../../requestbin/web/js/filter/fields.js';
import {parseFilter, quoteValue} from '../../requestbin/web/js/filter/parse.js';
import {isLocal, rowTest} from '../../requestbin/web/js/filter/evaluate.js';
import {serverQuestions} from '../../requestbin/web/js/filter/moco.js';
import {toRow} from '../../requestbin/web/js/model/row.js';
import {dice} from './random.js';

const CASES = 6000;
const WORDS = [
  ...Object.keys(FIELDS),
  'methid',
  'constructor',
  '__proto__',
  'toString',
  'a',
  'POST',
  '/orders/7',
  'xx',
  '5xx',
  '404',
  '1e3',
  '-',
  '--',
  '$.a[0]',
  "$['a b']",
  '[?(@.n > 1)]',
  'x-id',
  'matched',
  'unmached',
  '(a+)+$',
  '(?=a)',
  '\\d+',
  '[a-',
  '.*.*.*x',
  'é',
  '😀',
  '\u2028',
  '\u0000',
  'İ',
  '…',
];
const SIGNS = [':', '=', '~', '>', '>=', '<', '<=', '.', ',', '"', '\\', '\\"', '-', ' ', ' ', ' ', '\t', '\n', '[', ']', '(', ')', "'"];

/** Mostly nearly right, sometimes anything. */
function filterText(d) {
  if (d.oneIn(10)) return d.some(20, () => String.fromCharCode(d.below(d.oneIn(3) ? 0x10000 : 128))).join('');
  return d
    .some(5, () => {
      if (d.oneIn(2)) return d.some(6, () => (d.oneIn(2) ? d.pick(WORDS) : d.pick(SIGNS))).join('');
      const field = d.pick(Object.keys(FIELDS));
      const part = FIELDS[field].named && !d.oneIn(10) ? `.${d.pick(WORDS)}` : '';
      const value = () =>
        d.oneIn(6) ? '' : d.oneIn(2) ? d.pick(WORDS) : quoteValue(d.some(3, () => d.pick([...WORDS, ...SIGNS])).join(''));
      return `${d.oneIn(4) ? '-' : ''}${field}${part}${d.pick(SIGNS.slice(0, 7))}${value()}${d.oneIn(4) ? `,${value()}` : ''}`;
    })
    .join(d.oneIn(8) ? '' : ' ');
}

function anyRow(d) {
  const text = () => d.some(4, () => d.pick(WORDS)).join('');
  const maybe = (make) => (d.oneIn(4) ? d.pick([null, undefined]) : make());
  const event = d.oneIn(3);
  return toRow({
    id: 'a',
    bin: text(),
    seq: d.below(100),
    gseq: d.below(100),
    kind: event ? 'event' : 'call',
    received_at: d.pick(['2026-01-01T00:00:00Z', '', 'x']),
    offset_us: maybe(() => d.below(1e9)),
    method: maybe(text),
    target: maybe(text),
    path: maybe(text),
    status: maybe(() => d.below(600)),
    size: maybe(() => d.below(1e6)),
    content_type: maybe(text),
    matched: d.oneIn(2),
    rule: maybe(text),
    delay_ms: maybe(() => d.below(1e6) / 1000),
    peer: maybe(text),
    connection: maybe(() => d.below(9)),
    truncated: d.oneIn(2),
    preflight: d.oneIn(2),
    key: maybe(text),
    partition: 0,
    offset: d.below(9),
    null_value: d.oneIn(2),
  });
}

/** A term as it would be typed. */
function print(term) {
  const sign = term.negated ? '-' : '';
  if (term.kind === 'free') return `${sign}"${term.value.replace(/["\\]/g, '\\$&')}"`;
  return `${sign}${term.field}${term.name === null ? '' : `.${term.name}`}${term.operator ?? ''}${term.values.map(quoteValue).join(',')}`;
}

const meaning = (terms) => terms.map(({from, to, ...rest}) => rest);

function eachText(check) {
  for (let seed = 1; seed <= CASES; seed += 1) {
    const d = dice(seed);
    const text = filterText(d);
    check(text, d, `seed ${seed}: ${JSON.stringify(text)}`);
  }
}

test('every text is read, or refused with places inside it', () => {
  let read = 0;
  let refused = 0;
  eachText((text, d, name) => {
    const {terms, errors} = parseFilter(text);
    if (errors.length === 0) read += 1;
    else refused += 1;
    for (const {from, to, message, hint} of errors) {
      assert.ok(from >= 0 && from < to && to <= text.length, `${name}: ${from} to ${to}`);
      assert.ok(message.length > 0 && hint.length > 0, name);
    }
    let end = 0;
    for (const {from, to} of terms) {
      assert.ok(from >= end && from < to && to <= text.length, `${name}: ${from} to ${to}`);
      end = to;
    }
    if (text.trim() !== '') assert.ok(terms.length + errors.length > 0, name);
  });
  assert.ok(read > CASES / 5 && refused > CASES / 5, `the generator is one-sided: ${read} read, ${refused} refused`);
});

test('what was read means the same when it is printed and read again', () => {
  eachText((text, d, name) => {
    const {terms} = parseFilter(text);
    const printed = terms.map(print).join(' ');
    const again = parseFilter(printed);
    assert.deepEqual(again.errors, [], `${name} printed as ${printed}`);
    assert.deepEqual(meaning(again.terms), meaning(terms), `${name} printed as ${printed}`);
  });
});

test('what was read is evaluated over any line, and a negated term is the opposite', () => {
  eachText((text, d, name) => {
    const {terms} = parseFilter(text);
    const rows = Array.from({length: 3}, () => anyRow(d));
    for (const term of terms.filter(isLocal)) {
      const opposite = rowTest([{...term, negated: !term.negated}]);
      for (const row of rows) assert.equal(rowTest([term])(row), !opposite(row), name);
    }
    const whole = rowTest(terms);
    for (const row of rows) {
      const each = terms.filter(isLocal).every((term) => rowTest([term])(row));
      assert.equal(whole === null || whole(row), each, name);
    }
    for (const {request, fits} of serverQuestions(terms)) {
      assert.equal(typeof fits, 'boolean', name);
      assert.deepEqual(JSON.parse(JSON.stringify(request)), request, name);
      assert.ok(Object.keys(request).length > 0, name);
    }
  });
});
