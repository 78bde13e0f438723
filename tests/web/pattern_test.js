// Regular expressions of the filter, against the browser's own.
import assert from 'node:assert/strict';
import test from 'node:test';

import {compilePattern} from '../../requestbin/web/js/filter/pattern.js';
import {PatternError} from '../../requestbin/web/js/filter/pattern_parse.js';
import {dice} from './random.js';

const fits = (pattern, text) => compilePattern(pattern)(text);

test('patterns people write', () => {
  for (const [pattern, yes, no] of [
    ['^/orders/\\d+$', ['/orders/7', '/Orders/12'], ['/orders/', '/orders/7/items', 'x/orders/7']],
    ['orders|carts', ['/carts', 'ORDERS'], ['/order']],
    ['\\.(png|jpe?g)$', ['/a.jpg', '/a.PNG'], ['/a.jpgx', '/apng']],
    ['[^/]+/items/[a-f0-9]{4}', ['/x/items/beef'], ['/x/items/bee', '//items/']],
    ['\\bid=', ['?id=1', 'id='], ['?uid=1']],
    ['^$', [''], ['a', '\n']],
    ['a{2,3}b', ['aab', 'aaab', 'aaaab'], ['ab']],
    ['x{', ['x{'], ['x']],
    ['[]', [], ['', 'a']],
    ['[^]', ['a', '\n'], ['']],
    ['[\\w-]+@[a-z-]', ['A-b@-'], ['@a']],
    ['(?<n>a)(?:b)', ['ab'], ['a', 'b']],
    ['\\u00e9\\x41\\t', ['Éa\t'], ['éA ']],
  ]) {
    for (const text of yes) assert.equal(fits(pattern, text), true, `${pattern} on ${text}`);
    for (const text of no) assert.equal(fits(pattern, text), false, `${pattern} on ${text}`);
  }
});

test('what cannot be done in one pass is refused with its place', () => {
  for (const [pattern, at] of [
    ['a(?=b)', 1],
    ['(?!x)', 0],
    ['(?<=a)b', 0],
    ['(?<!a)b', 0],
    ['(a)\\1', 3],
    ['(?<n>a)\\k<n>', 7],
    ['\\p{L}', 0],
    ['\\0', 0],
  ]) {
    assert.throws(
      () => compilePattern(pattern),
      (error) => error instanceof PatternError && error.at === at && error.to > at && error.hint !== '',
      pattern,
    );
  }
  assert.throws(() => compilePattern('(((x{100}){100}){100})'), PatternError);
  assert.throws(() => compilePattern('('.repeat(200) + ')'.repeat(200)), PatternError);
  for (const wrong of ['(', ')', '[', 'a**', '\\', '[b-a]', 'a{2,1}']) assert.throws(() => compilePattern(wrong), SyntaxError, wrong);
});

/** Short patterns and texts over few letters, so that they meet often. */
function pattern(d, depth = 0) {
  const atom = () => {
    switch (d.below(depth < 3 ? 12 : 9)) {
      case 0:
        return '.';
      case 1:
        return d.pick(['\\d', '\\D', '\\w', '\\W', '\\s', '\\S']);
      case 2:
        return `[${d.oneIn(3) ? '^' : ''}${d.some(3, () => d.pick(['a', 'B', 'a-c', 'A-Z', '-', '\\d', '\\W', 'é', '\\]', '.', '+--'])).join('')}]`;
      case 3:
        return d.pick(['^', '$', '\\b', '\\B']);
      case 4:
        return d.pick(['\\x61', '\\u0062', '\\n', '\\.', '\\-', '\\x6', '\\u{2}', '\\a', '{', '}', ']', 'é', 'É', 'ſ', 'K']);
      case 9:
      case 10:
      case 11:
        return `(${d.pick(['', '?:', '?<n>'])}${pattern(d, depth + 1)})`;
      default:
        return d.pick(['a', 'b', 'C', '1', '_']);
    }
  };
  const repeat = () => (d.oneIn(2) ? '' : d.pick(['*', '+', '?', '{2}', '{0,2}', '{1,}', '{0}', '*?', '+?', '{,2}', '{1,2}?']));
  const row = () => d.some(3, () => atom() + repeat()).join('');
  return d.oneIn(3) ? `${row()}|${row()}` : row();
}

test('the answer is that of RegExp', () => {
  let compared = 0;
  for (let seed = 1; seed <= 6000; seed += 1) {
    const d = dice(seed);
    const source = pattern(d);
    let wanted;
    try {
      wanted = new RegExp(source, 'i');
    } catch {
      assert.throws(() => compilePattern(source), SyntaxError, source);
      continue;
    }
    const mine = compilePattern(source);
    for (let i = 0; i < 8; i += 1) {
      const text = d.some(6, () => d.pick(['a', 'A', 'b', 'c', '1', '_', ' ', '\n', '-', '.', 'é', 'É', ']', '{', 'k', 's', 'ſ'])).join('');
      assert.equal(mine(text), wanted.test(text), `seed ${seed}: ${source} on ${JSON.stringify(text)}`);
      compared += 1;
    }
  }
  assert.ok(compared > 20_000, `only ${compared} were compared`);
});

test('no pattern runs away', () => {
  // RegExp would not come back from these.
  const text = `${'a'.repeat(20_000)}!`;
  for (const source of ['(a+)+$', '(a?){50}a{50}$', '(.*)*x', '.*.*.*.*=.*$', '((a*)*)*b', '(\\w+\\s?)+$', '^(([a-z])+.)+[A-Z]([a-z])+$']) {
    assert.equal(fits(source, text), false, source);
  }
  for (const source of ['(a|a)*$', '(a|ab|aba)*!', '(a+)+!$']) assert.equal(fits(source, text), true, source);
});

test('states that are forgotten change nothing', () => {
  const mine = compilePattern('(a|b)*a(a|b){12}$'); // 2^12 states and more
  const d = dice(7);
  for (let i = 0; i < 300; i += 1) {
    const text = Array.from({length: 40}, () => d.pick(['a', 'b'])).join('');
    assert.equal(mine(text), text[text.length - 13] === 'a', text);
  }
});
