import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import test from 'node:test';

import {curlCommand} from '../../requestbin/web/js/copy/curl.js';
import {shellWord} from '../../requestbin/web/js/copy/shell.js';
import {matcherOf, stepOf} from '../../requestbin/web/js/copy/matcher.js';
import {answerHead, bodyName, requestHead} from '../../requestbin/web/js/copy/http.js';
import {sendable, targetOf} from '../../requestbin/web/js/detail/send_again.js';

/** What a POSIX shell makes of a command that begins with `curl`: its arguments and its input. */
function asShellSees(command) {
  const script = `curl() { for a in "$@"; do printf '%s\\0' "$a"; done; printf '\\1'; case " $* " in *" @- "*) cat;; esac; }\n${command}\n`;
  const out = execFileSync('/bin/sh', ['-c', script]);
  const end = out.indexOf(1);
  return {args: out.subarray(0, end).toString('utf8').split('\0').slice(0, -1), input: out.subarray(end + 1)};
}

const call = {kind: 'call', method: 'GET', target: '/', version: 'HTTP/1.1', headers: [], body: {encoding: 'utf8', content: ''}};
const utf8 = (content) => ({encoding: 'utf8', content});

test('what the shell hands to curl is what was captured, whatever is in it', () => {
  const nasty = [
    "it's",
    '$(echo a) `echo b`',
    '"double" \\back',
    'line\nbreak',
    '!history *',
    "'; echo c #",
    'ünïcode',
    '-o /etc/passwd',
    '~ & | > <',
  ];
  for (const text of nasty) {
    const headers = [
      ['Host', 'x'],
      ['Accept', 'a'],
      ['User-Agent', 'u'],
      ['X-Odd', text],
      ['Content-Type', 'text/plain'],
    ];
    const {args} = asShellSees(curlCommand({...call, method: 'POST', target: `/a?q=${text}`, headers, body: utf8(text)}, 'http://o'));
    assert.ok(args.includes(`X-Odd: ${text}`), text);
    assert.equal(args[args.indexOf('--data-raw') + 1], text);
    const kept = args.indexOf('--request-target') < 0;
    assert.equal(kept ? args.at(-1) : args[args.indexOf('--request-target') + 1], `${kept ? 'http://x' : ''}/a?q=${text}`);
  }
});

test('bytes that no argument can carry go through a pipe', () => {
  const body = Uint8Array.from({length: 256}, (_, i) => i);
  const command = curlCommand(
    {...call, method: 'PUT', body: {encoding: 'base64', content: Buffer.from(body).toString('base64')}},
    'http://o',
  );
  const seen = asShellSees(command);
  assert.ok(seen.args.includes('@-'));
  assert.deepEqual(new Uint8Array(seen.input), body);
});

test('a header whose bytes are not UTF-8 is sent as those bytes', () => {
  const command = curlCommand({...call, headers: [['X-A', 'caf\u00e9', 'latin1']]}, 'http://o');
  assert.match(command, /\\146\\351'\)"/);
});

test('plain words stay plain', () => {
  assert.equal(shellWord('http://x/a?b=c'), "'http://x/a?b=c'");
  assert.equal(shellWord('application/json'), 'application/json');
  assert.equal(shellWord(''), "''");
  assert.equal(shellWord('a\u202eb'), `"$(printf '\\141\\342\\200\\256\\142')"`);
});

const record = {
  kind: 'call',
  bin: 'orders',
  seq: 3,
  method: 'POST',
  target: '/orders/7?page=2',
  path: '/orders/7',
  version: '1.1',
  query: [['page', '2']],
  form: [],
  headers: [
    ['Host', 'localhost:8025'],
    ['User-Agent', 'x'],
    ['Content-Type', 'application/json'],
    ['X-Id', '7'],
    ['X-Two', 'a'],
    ['x-two', 'b'],
  ],
  content_type: 'application/json',
  body: {size: 40, encoding: 'utf8', content: '{"status":"paid","n":1.50,"items":[{"id":1}],"none":null}', truncated: false},
  answer: {status: 200, headers: [['Content-Type', 'text/html']], body: {size: 3, encoding: 'utf8', content: 'ok\n'}},
};

test('a matcher keeps what says something about the call', () => {
  assert.deepEqual(matcherOf(record), {
    method: 'post',
    uri: '/orders/7',
    queries: {page: '2'},
    headers: {'Content-Type': 'application/json', 'X-Id': '7', 'X-Two': 'a'},
    json_paths: {'$.status': 'paid', '$.n': '1.50', '$.items[0].id': '1'},
  });
});

test('a form is matched by its fields, a text as a whole, bytes not at all', () => {
  const base = {...record, headers: [], query: []};
  assert.deepEqual(
    matcherOf({
      ...base,
      form: [
        ['a', '1'],
        ['a', '2'],
        ['b', '3'],
      ],
    }).forms,
    {a: '1', b: '3'},
  );
  assert.equal(matcherOf({...base, body: {size: 2, encoding: 'utf8', content: 'hi'}}).text, 'hi');
  assert.deepEqual(Object.keys(matcherOf({...base, body: {size: 2, encoding: 'base64', content: '//8='}})), ['method', 'uri']);
});

test('a step of a scenario expects the call or the event', () => {
  assert.deepEqual(Object.keys(stepOf(record).expect), ['calls', 'request', 'exactly', 'within']);
  const event = {
    kind: 'event',
    bin: 'product-events',
    topic: 'product-events',
    key: '42',
    headers: [],
    body: {size: 10, encoding: 'utf8', content: '{"type":"A"}'},
  };
  assert.deepEqual(stepOf(event), {expect: {event: 'product-events', key: '42', json_paths: {'$.type': 'A'}, within: '5s'}});
});

test("raw HTTP is in the sender's order", () => {
  assert.equal(requestHead(record).split('\n')[0], 'POST /orders/7?page=2 HTTP/1.1');
  assert.equal(requestHead(record).split('\n').at(-1), 'x-two: b');
  assert.equal(answerHead(record).split('\n')[0], 'HTTP/1.1 200');
});

test('a file name is made of safe characters', () => {
  assert.equal(bodyName(record), 'orders-3.json');
  assert.equal(bodyName({bin: '../x', seq: 1, content_type: 'text/html'}), '___x-1.html_txt'.replace('_txt', '.txt'));
  assert.equal(bodyName({bin: 'b', seq: 1, content_type: null}), 'b-1.bin');
});

test('a request is sent again to its bin only', () => {
  const to = (target, bin = 'orders') => targetOf({...record, target, bin}, 'bin');
  assert.equal(to('/orders/7?x=1'), '/orders/7?x=1');
  assert.equal(to('http://elsewhere/orders/7'), '/orders/7');
  for (const bad of [
    '/api/v2/bins',
    '/ordersx',
    '/orders/../api/v1/bins',
    '/orders/%2e%2E/api',
    '/orders/./x',
    '/orders?inspect',
    '*',
    '//evil/orders',
  ])
    assert.equal(to(bad), null, bad);
  assert.equal(targetOf(record, 'stub'), null);
  assert.equal(targetOf({...record, kind: 'event'}, 'topic'), null);
});

test('what a browser cannot send is said', () => {
  assert.deepEqual(
    sendable({
      ...record,
      headers: [
        ['Host', 'x'],
        ['Cookie', 'a'],
        ['X', '1'],
      ],
    }),
    {kept: [['X', '1']], left: ['Cookie'], problems: []},
  );
  assert.equal(sendable({...record, method: 'GET'}).problems.length, 1);
});
