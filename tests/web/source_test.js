// Data that stand in the file itself, read as if a server gave them.
import assert from 'node:assert/strict';
import test from 'node:test';

import {EmbeddedSource} from '../../requestbin/web/js/source/embedded_source.js';
import {Filtering} from '../../requestbin/web/js/filter/filtering.js';
import {Mirror} from '../../requestbin/web/js/model/mirror.js';
import {openSource} from '../../requestbin/web/js/source/open.js';
import {readPath, textsOf} from '../../requestbin/web/js/filter/record_texts.js';
import {ServerSource} from '../../requestbin/web/js/source/server_source.js';
import {Signals} from '../../requestbin/web/js/base/signal.js';
import {SourceError} from '../../requestbin/web/js/source/source.js';
import {Store} from '../../requestbin/web/js/model/store.js';
import {toRow} from '../../requestbin/web/js/model/row.js';

const body = (content, encoding = 'utf8') => ({size: content.length, sha256: '', encoding, content, truncated: false});

function record(bin, seq, o = {}) {
  return {
    id: `${bin}-${seq}`,
    bin,
    seq,
    gseq: seq * 10,
    kind: 'call',
    received_at: new Date(1_000_000 + seq).toISOString(),
    offset_us: seq,
    size: 0,
    content_type: null,
    truncated: false,
    method: 'POST',
    target: `/${bin}/${seq}?n=${seq}`,
    path: `/${bin}/${seq}`,
    status: 200,
    matched: true,
    rule: '',
    delay_ms: 0,
    connection: 1,
    preflight: false,
    version: '1.1',
    query: [['n', String(seq)]],
    form: [],
    headers: [],
    body: body(''),
    peer: {address: '::1', port: 9},
    answer: {status: 200, headers: [], body: body('ok'), delay_ms: 0, matched: true, rule: ''},
    ...o,
  };
}

const verdict = (id, matched) => ({
  id,
  name: `await ${id}`,
  bin: 'a',
  expected: 'x',
  observed: 1,
  minimum: 1,
  maximum: 1,
  outcome: 'satisfied',
  message: '',
  began_at: '',
  deadline_at: '',
  waited_ms: 5,
  left_ms: 0,
  settling: false,
  matched,
});

function made() {
  const records = [3, 1, 2, 4].map((seq) => record('a', seq));
  return new EmbeddedSource({
    version: 1,
    bins: [
      {name: 'a', kind: 'bin'},
      {name: 'b', kind: 'stub', url: 'http://localhost:7/'},
    ],
    records,
    awaits: [verdict(7, [records[0]])],
  });
}

test('lists come in pages, in both directions', async () => {
  const source = made();
  const seqs = async (query) => {
    const {requests, ...rest} = await source.requests('a', query);
    return [requests.map(({seq}) => seq), rest.cursor, rest.newest, rest.more];
  };
  assert.deepEqual(await seqs({order: 'desc', limit: 3}), [[4, 3, 2], 2, 4, true]);
  assert.deepEqual(await seqs({order: 'desc', limit: 3, before: 2}), [[1], 1, 4, false]);
  assert.deepEqual(await seqs({order: 'asc', limit: 2, after: 2}), [[3, 4], 4, 4, false]);
  assert.deepEqual(await seqs({after: 4}), [[], 4, 4, false]);
  assert.equal((await source.requests('a', {})).requests[0].peer, '[::1]:9', 'as a line of the API has it');
});

test('what the file does not say of a bin is counted', async () => {
  const {bins} = await made().bins();
  assert.deepEqual(
    bins.map(({name, kind, held, total}) => [name, kind, held, total]),
    [
      ['a', 'bin', 4, 4],
      ['b', 'stub', 0, 0],
    ],
  );
  assert.deepEqual((await made().record('a', 'a-3')).awaits, [{id: 7, name: 'await 7', outcome: 'satisfied'}]);
  assert.deepEqual((await made().record('a', 'a-1')).awaits, []);
  assert.equal(made().urlOf('b'), 'http://localhost:7/');
  assert.equal(made().urlOf('a'), '');
});

test('what is not there is an error with a text', async () => {
  const source = made();
  for (const asked of [
    () => source.bin('c'),
    () => source.requests('c', {}),
    () => source.record('a', 'x'),
    () => source.record('b', 'a-1'),
    () => source.verdict('8'),
    () => source.stub('b'),
    () => source.body('a', 'x'),
  ]) {
    await assert.rejects(asked, (error) => error instanceof SourceError && error.status === 404 && /this file/.test(error.message));
  }
  assert.throws(() => new EmbeddedSource({version: 2, bins: [], records: []}), /version 2/);
});

test('bytes and exports are those of the records', async () => {
  const source = new EmbeddedSource({
    version: 1,
    bins: [{name: 'a', kind: 'bin'}],
    records: [record('a', 1, {body: body('AP8=', 'base64')}), record('a', 2)],
  });
  assert.deepEqual(new Uint8Array(await (await source.body('a', 'a-1')).arrayBuffer()), new Uint8Array([0, 255]));
  const lines = (await (await source.exported('a', 'ndjson')).text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).seq);
  assert.deepEqual(lines, [1, 2]);
});

test('events of a topic and what a stub tells are there, too', async () => {
  const event = {...record('t', 1), kind: 'event', topic: 't', partition: 0, offset: 7, key: 'k', null_value: false};
  for (const name of ['peer', 'answer', 'query', 'form', 'method', 'target', 'path']) delete event[name];
  const stub = {stub: {name: 's', hits: 2}, sessions: [{id: '1', hits: 2}], health: {healthy: true, findings: []}};
  const source = new EmbeddedSource({
    version: 1,
    bins: [
      {name: 't', kind: 'topic'},
      {name: 's', kind: 'stub'},
    ],
    records: [event],
    stubs: [stub],
  });
  const {requests} = await source.requests('t', {order: 'desc'});
  assert.equal(toRow(requests[0]).target, 'key "k", partition 0, offset 7');
  assert.deepEqual(textsOf(event, {field: 'query', name: 'n'}), []);
  assert.equal((await source.stub('s')).hits, 2);
  assert.equal((await source.stubSessions('s')).sessions.length, 1);
  assert.equal((await source.stubHealth('s')).healthy, true);
});

test('the model of the page is filled from it, and nothing can be changed', async () => {
  const source = made();
  const states = [];
  const signals = new Signals();
  signals.on('connection', ({state}) => states.push(state));
  const mirror = new Mirror({source, store: new Store(), signals, storage: {getItem: () => null, setItem: assert.fail}});
  await mirror.start('');
  assert.deepEqual([...mirror.bins.keys()], ['a', 'b']);
  assert.equal(mirror.store.rows.length, 4);
  assert.equal(mirror.awaits.get(7).await.outcome, 'satisfied');
  assert.deepEqual(mirror.targets, []);
  assert.deepEqual(states, ['file']);
  assert.notEqual(mirror.server, null, 'it said hello');
  assert.equal(mirror.waited({outcome: 'pending', waited_ms: 5}, 0), 5, 'time stands still in a file');
  assert.equal(source.actions, null);
  assert.match(source.refusal, /\.$/);
});

test('the source is what the page has', () => {
  const page = (data) => ({
    baseURI: 'http://h/x/?a',
    getElementById: (id) => (id === 'ricochet-data' && data !== null ? {textContent: JSON.stringify(data)} : null),
  });
  const server = openSource(page(null), async () => null);
  assert.ok(server instanceof ServerSource);
  assert.equal(server.urlOf('a b'), 'http://h/x/a%20b');
  assert.ok(openSource(page({version: 1, bins: [], records: []}), assert.fail) instanceof EmbeddedSource);
});

test('parts of a record are found as the server finds them', () => {
  const whole = record('a', 1, {
    headers: [
      ['X-Id', '1'],
      ['x-id', '2'],
      ['Cookie', 'a=1; b=2'],
      ['cookie', 'a=3'],
    ],
    form: [['f', 'x']],
    body: body('{"a": {"b c": [1, 1.50, null, {"d": "e"}]}, "dup": 1, "dup": 2}'),
  });
  const texts = (field, name = null) => textsOf(whole, {field, name});
  assert.deepEqual(texts('header', 'X-ID'), ['1', '2']);
  assert.deepEqual(texts('query', 'n'), ['1']);
  assert.deepEqual(texts('query', 'N'), []);
  assert.deepEqual(texts('form', 'f'), ['x']);
  assert.deepEqual(texts('cookie', 'a'), ['1', '3']);
  assert.deepEqual(texts('json', "$.a['b c'][1]"), ['1.50']);
  assert.deepEqual(texts('json', '$.a["b c"][2]'), ['null']);
  assert.deepEqual(texts('json', "$.a['b c'][3].d"), ['e']);
  assert.deepEqual(texts('json', '$.dup'), ['2'], 'the last of two counts');
  for (const path of ['$.a.x', '$.a[0]', "$.a['b c'].x", "$.a['b c'][9]"]) assert.deepEqual(texts('json', path), [], path);
  assert.match(texts('body')[0], /^\{"a"/);
  assert.deepEqual(textsOf(record('a', 1, {body: body('/w==', 'base64')}), {field: 'body', name: null}), []);
  assert.deepEqual(textsOf(record('a', 1, {body: body('no json')}), {field: 'json', name: '$.a'}), []);
});

test('paths that name one value are read, wider ones are not', () => {
  assert.deepEqual(readPath("$.a[0]['b\\'c'][\"d\"].e_1-f"), ['a', 0, "b'c", 'd', 'e_1-f']);
  assert.deepEqual(readPath('$'), []);
  for (const path of ['a', '$..a', '$.*', '$[*]', '$[?(@.a)]', '$.a[', '$[-1]', '']) assert.equal(readPath(path), null, path);
});

test('with the records at hand no server is asked, and what only a server can do is an error', async () => {
  const source = made();
  source.requests = assert.fail;
  const filtering = new Filtering({source, onChange: assert.fail, onError: assert.fail});
  assert.deepEqual(filtering.set('query.n~[12]'), []);
  assert.deepEqual(
    [1, 2, 3, 4].filter((seq) => filtering.test({id: `a-${seq}`, bin: 'a', seq})),
    [1, 2],
  );
  assert.deepEqual(filtering.set('-query.n=1 -header.x'), []);
  assert.deepEqual(
    [1, 2, 3, 4].filter((seq) => filtering.test({id: `a-${seq}`, bin: 'a', seq})),
    [2, 3, 4],
  );
  assert.equal(filtering.searching, false);
  assert.match(filtering.set('xpath./a=7')[0].message, /only a server/);
  assert.match(filtering.set('json.$..a=7')[0].message, /only a server/);
});
