import assert from 'node:assert/strict';
import test from 'node:test';

import {boundaryOf, splitMultipart} from '../../requestbin/web/js/body/multipart.js';
import {childPath, formatJson, parseFirstJson, parseJson} from '../../requestbin/web/js/body/json_parse.js';
import {hexLines, rasterType, toBytes, toText} from '../../requestbin/web/js/base/bytes.js';
import {xmlLines} from '../../requestbin/web/js/body/xml_format.js';

test('JSON keeps numbers, keys and their order as written', () => {
  const source = '{"b":1.50,"a":12345678901234567890,"b":[],"e":{},"s":"\\u00e9\\n"}';
  const {node} = parseJson(source);
  assert.equal(formatJson(node), '{\n  "b": 1.50,\n  "a": 12345678901234567890,\n  "b": [],\n  "e": {},\n  "s": "é\\n"\n}');
});

test('a byte order mark before JSON is overlooked, and nothing else is', () => {
  assert.equal(formatJson(parseJson('\uFEFF[1]').node), '[\n  1\n]');
  for (const text of ['\uFEFF\uFEFF[1]', '[1]\uFEFF', '{"a":1}\0x']) assert.notEqual(parseJson(text).error, null, text);
});

test('whatever JSON.parse reads is read, whatever it refuses is refused', () => {
  for (const text of ['0', '-0.5e+3', '""', '"\\"\\\\\\/\\b"', '[1,[2,[3]]]', ' {"a" : [ true , null ] } ', '"\u2028"', '[]']) {
    assert.deepEqual(JSON.parse(formatJson(parseJson(text).node)), JSON.parse(text), text);
  }
  for (const text of [
    '',
    '{',
    '[1,]',
    '{"a":}',
    '{a:1}',
    '01',
    '1.',
    '+1',
    "'a'",
    '"a',
    '"\t"',
    '"\\x"',
    'tru',
    '[1 2]',
    '{"a":1}x',
    'nan',
    '{"a" 1}',
  ]) {
    assert.throws(() => JSON.parse(text), text);
    assert.notEqual(parseJson(text).error, null, text);
  }
});

test('an error of JSON has its place', () => {
  assert.deepEqual(parseJson('{"a": x}').error, {at: 6, message: '"x" cannot begin a value', bound: false});
});

test('JSON is read as far as matchers read it', () => {
  const deep = (n) => parseJson('['.repeat(n) + ']'.repeat(n));
  assert.ok(formatJson(deep(1000).node).length < 200_000);
  assert.deepEqual(deep(1001).error, {at: 1000, message: 'nested deeper than 1000 levels', bound: true});
  const wide = (n) => parseJson(`[${Array(n - 1).fill(0)}]`);
  assert.equal(wide(1_000_000).error, null);
  assert.match(wide(1_000_001).error.message, /more than 1000000 values/);
});

test('of JSON texts one after the other the first is read, and the others must be JSON', () => {
  const first = (text) => {
    const {node, count} = parseFirstJson(text);
    return node && [formatJson(node).replace(/\s/g, ''), count];
  };
  assert.deepEqual(first('{"n":1}{"n":2}'), ['{"n":1}', 2]);
  assert.deepEqual(first(' 1 2\n"a"'), ['1', 3]);
  assert.deepEqual(first('{"n":1}\n'), ['{"n":1}', 1]);
  for (const text of ['{"n":1} x', '{"n":1}\0', '{"n":1}{', '', '{"n":1},{"n":2}']) assert.equal(first(text), null, text);
});

test('paths of members', () => {
  assert.equal(childPath(childPath(childPath('$', 'a'), 0), 'b c'), "$.a[0]['b c']");
});

test('bytes and text', () => {
  assert.deepEqual([...toBytes({encoding: 'base64', content: '/wA='})], [255, 0]);
  assert.equal(toText(Uint8Array.of(0xc3, 0xa9)), 'é');
  assert.equal(toText(Uint8Array.of(0xff)), null);
});

test('a hex dump has 16 bytes a line', () => {
  const lines = hexLines(
    Uint8Array.from({length: 20}, (_, i) => 60 + i),
    0,
    20,
  );
  assert.deepEqual(
    lines.map((l) => [l.offset, l.hex.length, l.text]),
    [
      ['00000000', 16, '<=>?@ABCDEFGHIJK'],
      ['00000010', 4, 'LMNO'],
    ],
  );
});

test('only raster pictures are pictures', () => {
  const ascii = (s) => Uint8Array.from(s, (c) => c.charCodeAt(0));
  assert.equal(rasterType(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)), 'image/png');
  assert.equal(rasterType(ascii('GIF89a')), 'image/gif');
  assert.equal(rasterType(ascii('RIFF....WEBPVP8 ')), 'image/webp');
  assert.equal(rasterType(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)), 'image/jpeg');
  for (const text of ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<html>', '%PDF-1.7', '', 'RIFF....WAVE'])
    assert.equal(rasterType(ascii(text)), null, text);
});

const latin = (text) => Uint8Array.from(text, (c) => c.charCodeAt(0));

test('parts of a multipart body', () => {
  assert.equal(boundaryOf('multipart/form-data; boundary="a b"'), 'a b');
  assert.equal(boundaryOf('Multipart/Mixed; charset=x; boundary=xyz; q=1'), 'xyz');
  assert.equal(boundaryOf('text/plain; boundary=x'), null);
  const body = latin(
    'preamble\r\n--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x\r\nContent-Disposition: form-data; name="f"; filename="p\\"q.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n\r\n--x--\r\n',
  );
  const {parts, problem} = splitMultipart(body, 'x');
  assert.equal(problem, null);
  assert.deepEqual(
    parts.map((p) => [p.name, p.filename, p.type, p.bytes.length]),
    [
      ['a', null, null, 1],
      ['f', 'p"q.png', 'image/png', 6],
    ],
  );
});

test('broken multipart bodies end with a word about it', () => {
  for (const text of ['', 'no boundary', '--x', '--x\r\n', '--x\r\nA: b', '--x\r\n\r\nbody', '--x\r\n--x\r\n--x']) {
    const {problem} = splitMultipart(latin(text), 'x');
    assert.equal(typeof problem, 'string', JSON.stringify(text));
  }
});

test('XML is indented, and what is none is left alone', () => {
  const text = (source) =>
    xmlLines(source)
      .map((l) => '  '.repeat(l.indent) + l.pieces.map((p) => p.text).join(''))
      .join('\n');
  assert.equal(
    text('<?xml version="1.0"?><a x=">"><b>1</b><c/><!-- n --><d></d><e><f>2</f></e></a>'),
    '<?xml version="1.0"?>\n<a x=">">\n  <b>1</b>\n  <c/>\n  <!-- n -->\n  <d></d>\n  <e>\n    <f>2</f>\n  </e>\n</a>',
  );
  for (const source of ['plain', '', '<', '<a', '<!-- open', '1 < 2']) assert.equal(xmlLines(source), null, source);
});
