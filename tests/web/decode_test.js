// What a person reads of bodies, headers and targets: codings undone, lines, sizes of pictures, hidden controls.
import assert from 'node:assert/strict';
import test from 'node:test';
import {deflateRawSync, deflateSync, gzipSync} from 'node:zlib';

import {charsetOf} from '../../requestbin/web/js/body/charset.js';
import {codingsOf, decoded, decodedAtOnce, isPacked, MAX_UNPACKED} from '../../requestbin/web/js/body/decode.js';
import {isHiddenControl, isPlainText, showHidden} from '../../requestbin/web/js/base/hidden.js';
import {jsonLines} from '../../requestbin/web/js/body/json_lines.js';
import {keyOf} from '../../requestbin/web/js/page/key_of.js';
import {pictureSize} from '../../requestbin/web/js/body/picture_size.js';
import {readableTarget, readingOf} from '../../requestbin/web/js/model/readable.js';

const bytes = (...list) => Uint8Array.from(list.flatMap((part) => (typeof part === 'number' ? part : [...new TextEncoder().encode(part)])));

test('codings are undone in their order, and what cannot be undone is said', async () => {
  const json = bytes('{"a":1}');
  const undo = (body, coding, type = 'application/json') => decoded(Uint8Array.from(body), {type, coding});
  for (const [body, coding] of [
    [gzipSync(json), 'gzip'],
    [gzipSync(json), 'x-gzip'],
    [gzipSync(json), ''],
    [deflateSync(json), 'deflate'],
    [deflateRawSync(json), 'deflate'],
    [gzipSync(deflateSync(json)), 'deflate, gzip'],
  ]) {
    const found = await undo(body, coding);
    assert.equal(found.text, '{"a":1}', coding);
    assert.equal(found.problem, '');
  }
  assert.match((await undo(json, 'gzip')).problem, /says that it is gzip/);
  assert.match((await undo(json, 'br')).problem, /br cannot be undone/);
  assert.equal((await undo(json, 'br')).text, '{"a":1}', 'and stays as it was sent');
  const bomb = await undo(gzipSync(Buffer.alloc(MAX_UNPACKED + 1000)), 'gzip', 'text/plain');
  assert.ok(bomb.cut && bomb.bytes.length === MAX_UNPACKED);
  assert.deepEqual(codingsOf('deflate , GZIP, identity'), ['gzip', 'deflate']);
  assert.equal(isPacked(json, 'identity'), false);
});

test('a declared charset is the text of a body', () => {
  const text = (body, type) => decodedAtOnce(body, type).text;
  assert.equal(text(bytes(0xc4, 0xe3, 0xba, 0xc3), 'text/plain; charset=gbk'), '你好');
  assert.equal(text(bytes('caf', 0xe9), 'text/plain;charset="ISO-8859-1"'), 'café');
  assert.equal(text(bytes(0xff, 0xfe, 0x61, 0x00), 'text/plain'), 'a');
  assert.equal(text(bytes(0xfe, 0xff, 0x00, 0x61), ''), 'a');
  assert.equal(text(bytes(0xef, 0xbb, 0xbf, '{}'), 'application/json'), '{}', 'a mark of UTF-8 is not part of the JSON');
  assert.equal(text(bytes('caf', 0xe9), 'text/plain'), null, 'nothing is guessed');
  assert.equal(text(bytes('café'), 'text/plain; charset=no-such'), 'café');
  assert.equal(charsetOf('text/plain; x=1; charset = utf-16'), 'utf-16');
});

test('a charset is read as matchers read it, and what a browser does not know is said', () => {
  const read = (body, charset) => decodedAtOnce(body, `text/plain; charset=${charset}`);
  for (const name of ['utf-16', 'UTF16', 'unicode']) {
    assert.equal(read(bytes(0, 0x61), name).text, 'a', `${name}: the high byte comes first`);
    assert.equal(read(bytes(0xff, 0xfe, 0x61, 0), name).text, 'a', `${name}: but for a mark`);
  }
  assert.equal(read(bytes(0, 0, 0, 0xe4, 0, 1, 0xf6, 0), 'utf-32').text, 'ä😀');
  assert.equal(read(bytes(0xff, 0xfe, 0, 0, 0x61, 0, 0, 0), 'utf-32').text, 'a');
  assert.equal(read(bytes(0, 0x11, 0, 0, 0), 'utf-32be').text, '\ufffd\ufffd');
  assert.equal(read(bytes(0x80, 0xe9), 'iso-8859-1').text, '\u0080é');
  assert.equal(read(bytes(0x8e), 'x-MacRoman').text, 'é');
  assert.equal(read(bytes('a', 0xff, 'b'), 'shift_jis').text, 'a\ufffdb', 'a few bytes that are not text do not hide the rest');
  const ebcdic = read(bytes(0xc1, 0xc2), 'ibm037');
  assert.equal(ebcdic.text, null);
  assert.match(ebcdic.problem, /charset ibm037 is not known to a browser/);
  const other = read(
    Uint8Array.from({length: 3003}, () => 0xff),
    'euc-kr',
  );
  assert.equal(other.text, null);
  assert.match(other.problem, /says that it is euc-kr, but is not/);
  assert.equal(read(bytes('é'), 'us-ascii').text, 'é');
});

test('XML is read by its declaration', () => {
  const text = (body, type = 'application/xml') => decodedAtOnce(body, type).text;
  const latin = bytes('<?xml version="1.0" encoding="iso-8859-1"?><a>caf', 0xe9, '</a>');
  assert.match(text(latin), /<a>café</);
  assert.equal(text(latin, 'text/xml; charset=utf-8'), null, 'the Content-Type goes first');
  const wide = Uint8Array.from([...'<?xml version="1.0"?><a/>'].flatMap((c) => [c.charCodeAt(0), 0]));
  assert.match(text(wide), /^<\?xml/);
  assert.equal(text(bytes('encoding="iso-8859-1" ', 0xe9)), null);
});

test('JSON by lines is told from JSON, from prose and from half a document', () => {
  const kinds = (text, type = '') => jsonLines(text, type)?.map(({node}) => node !== null) ?? null;
  assert.deepEqual(kinds('{"a":1}\n{"a":2}\n'), [true, true]);
  assert.deepEqual(kinds('{"a":1}\noops\n', 'application/x-ndjson'), [true, false]);
  assert.deepEqual(kinds('1\n2\n', 'application/jsonl'), [true, true]);
  assert.deepEqual(kinds('\x1e{"a":1}\n', 'application/json-seq'), [true]);
  assert.equal(kinds('{\n  "a": 1\n}\n'), null);
  assert.equal(kinds('a\nb\n'), null);
  assert.equal(kinds('{"a":1}\n'), null, 'one line is one document');
  assert.deepEqual(
    jsonLines('{"a":1}\n\n{"b":2}', '').map(({number}) => number),
    [1, 3],
  );
});

test('the size of a picture is read from its beginning', () => {
  const png = bytes(0x89, 'PNG\r\n', 0x1a, '\n', 0, 0, 0, 13, 'IHDR', 0, 0, 0x4e, 0x20, 0, 0, 0x27, 0x10);
  assert.deepEqual(pictureSize(png, 'image/png'), {width: 20000, height: 10000});
  assert.deepEqual(pictureSize(bytes('GIF89a', 0x10, 0x27, 1, 0), 'image/gif'), {width: 10000, height: 1});
  const jpeg = bytes(0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc2, 0, 11, 8, 0x4e, 0x20, 0x27, 0x10, 3);
  assert.deepEqual(pictureSize(jpeg, 'image/jpeg'), {height: 20000, width: 10000});
  const webp = bytes('RIFF', 0, 0, 0, 0, 'WEBPVP8X', 10, 0, 0, 0, 0, 0, 0, 0, 0x1f, 0x4e, 0, 0x0f, 0x27, 0);
  assert.deepEqual(pictureSize(webp, 'image/webp'), {width: 20000, height: 10000});
  for (let n = 0; n < jpeg.length; n += 1) pictureSize(jpeg.subarray(0, n), 'image/jpeg');
  assert.equal(pictureSize(png.subarray(0, 18), 'image/png'), null);
});

test('hidden controls are spelt out, and nothing else is touched', () => {
  assert.equal(showHidden('a\u202eb\u009bc\x1b\u{e0041}'), 'a\\u202eb\\u009bc\\x1b\\u{e0041}');
  assert.equal(showHidden('line\r\nline\ttab'), 'line\nline\ttab');
  assert.equal(showHidden('one\nline', false), 'one\\x0aline');
  assert.equal(showHidden('a\u200bb\u00adc\u115fd\u3164e\u2060f'), 'a\\u200bb\\u00adc\\u115fd\\u3164e\\u2060f');
  for (const text of ['plain', 'é ü 你好 😀 עברית العربية 한국어 ខ្មែរ', 'a\u200db', '👩‍👧 ❤\ufe0f', 'می‌خواهم'])
    assert.equal(showHidden(text), text);
  for (let code = 0; code < 0xe0100; code += code < 0x10000 ? 1 : 0x10) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const c = String.fromCodePoint(code);
    assert.equal(isPlainText(c), !isHiddenControl(code) || c === '\n' || c === '\t', code.toString(16));
  }
});

test('targets are shown as people read them, and lead nobody astray', () => {
  assert.equal(readableTarget('/caf%C3%A9%20menu?q=%E2%82%AC'), '/café menu?q=€');
  for (const same of ['/a%2Fb', '/a?b=%26c', '/a%25', '/%FF', '/%0d%0a', '/%23x', '/a%3Fb'])
    assert.equal(readableTarget(same).toUpperCase(), same.toUpperCase());
});

test('tokens, credentials and cookies are taken apart', () => {
  const b64 = (o) => Buffer.from(JSON.stringify(o)).toString('base64url');
  const token = `${b64({alg: 'HS256'})}.${b64({sub: 'é', exp: 1800000000})}.x`;
  const jwt = readingOf('Authorization', `Bearer ${token}`);
  assert.match(jwt.text, /"sub": "é"/);
  assert.match(jwt.text, /exp: 2027-01-15T08:00:00Z/);
  assert.match(readingOf('X-Token', token).label, /JWT/);
  assert.deepEqual(readingOf('authorization', 'basic YTpiOmM=').facts, [
    ['user', 'a'],
    ['password', 'b:c'],
  ]);
  assert.deepEqual(readingOf('Cookie', 'a=b%20c; d; e==').facts, [
    ['a', 'b c'],
    ['d', ''],
    ['e', '='],
  ]);
  for (const [name, value] of [
    ['Authorization', 'Basic !!!'],
    ['Authorization', 'Bearer abc'],
    ['Authorization', ''],
    ['X', 'eyJ.a.b'],
    ['Accept', '*/*'],
  ])
    assert.equal(readingOf(name, value), null, value);
});

test('whatever a token says of its times, it is taken apart', () => {
  const b64 = (text) => Buffer.from(text).toString('base64url');
  const read = (claims) => readingOf('Authorization', `Bearer ${b64('{"alg":"none"}')}.${b64(claims)}.x`);
  for (const exp of ['8640000000001', '1e20', '-1e20', '1e306', '1e400'])
    assert.match(read(`{"exp":${exp}}`).text, /\/\/ exp: no date is so far away/, exp);
  assert.match(read('{"exp":1700000000000}').text, /exp: \+055840-/, 'milliseconds');
  assert.doesNotMatch(read('{"exp":"soon","iat":null,"nbf":[1]}').text, /\/\//);
  const deep = (n) => read(`{"a":${'['.repeat(n)}${']'.repeat(n)}}`);
  assert.ok(deep(2000).text.length < 20_000, 'and not drowned in indentation');
  assert.doesNotThrow(() => deep(1_000_000));
});

test('a key means the same on every layout', () => {
  const press = (key, code, mods = '') =>
    keyOf({
      key,
      code,
      ctrlKey: mods.includes('c'),
      altKey: mods.includes('a'),
      metaKey: mods.includes('m'),
      shiftKey: mods.includes('s'),
      getModifierState: (name) => name === 'AltGraph' && mods.includes('g'),
    });
  assert.equal(press(']', 'Digit9', 'cag'), ']', 'AltGr on Windows');
  assert.equal(press(']', 'Digit9', 'g'), ']', 'AltGr on Linux');
  assert.equal(press(']', 'Digit6', 'a'), ']', 'Option on a Mac');
  assert.equal(press('[', 'BracketLeft', 'c'), null, 'Ctrl is for the browser');
  assert.equal(press('[', 'BracketLeft', 'm'), null, 'back, on a Mac');
  assert.equal(press('x', 'KeyX', 'a'), null);
  assert.equal(press('X', 'KeyX'), 'x', 'Caps Lock is not Shift');
  assert.equal(press('x', 'KeyX', 's'), 'X', 'Shift is, under Caps Lock, too');
  assert.equal(press('X', 'KeyX', 's'), 'X');
  assert.equal(press('о', 'KeyJ'), 'j', 'Cyrillic');
  assert.equal(press('Ч', 'KeyX'), 'x', 'Cyrillic with Caps Lock');
  assert.equal(press('Ч', 'KeyX', 's'), 'X');
  assert.equal(press('ъ', 'BracketRight'), ']');
  assert.equal(press('ξ', 'KeyJ'), 'j', 'Greek');
  assert.equal(press('ArrowDown', 'ArrowDown'), 'ArrowDown');
  assert.equal(press('?', 'Slash', 's'), '?');
});
