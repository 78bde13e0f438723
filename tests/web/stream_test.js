import assert from 'node:assert/strict';
import test from 'node:test';

import {SseParser} from '../../requestbin/web/js/source/sse_parser.js';
import {Stream} from '../../requestbin/web/js/source/stream.js';

function parse(pieces) {
  const events = [];
  const parser = new SseParser((event) => events.push(event));
  for (const piece of pieces) parser.feed(piece);
  return events;
}

test('events are the same however the bytes are cut', () => {
  const wire = ': beat\n\nid: 1\nevent: request\ndata: {"a":\ndata: 1}\n\r\nid:2\r\ndata:x\r\n\r\ndata\n\nevent: lost\n\n';
  const whole = parse([wire]);
  assert.deepEqual(whole, [
    {id: '1', type: 'request', data: '{"a":\n1}'},
    {id: '2', type: 'message', data: 'x'},
    {id: '2', type: 'message', data: ''},
  ]);
  for (let cut = 1; cut < wire.length; cut += 1) assert.deepEqual(parse([wire.slice(0, cut), wire.slice(cut)]), whole, `cut at ${cut}`);
  assert.deepEqual(parse([...wire]), whole);
});

/** A world in which connections are opened by hand and time is a list of timers. */
function world() {
  const w = {opened: [], events: [], states: [], timers: []};
  w.stream = new Stream({
    open: (lastId, signal) =>
      new Promise((resolve, reject) => {
        const connection = {lastId};
        connection.refuse = reject;
        connection.accept = () => {
          const body = new ReadableStream({
            start(controller) {
              connection.say = (text) => controller.enqueue(new TextEncoder().encode(text));
              connection.end = () => controller.close();
              signal.addEventListener('abort', () => {
                try {
                  controller.error(signal.reason);
                } catch {
                  /* ended already */
                }
              });
            },
          });
          resolve({body});
        };
        w.opened.push(connection);
      }),
    onEvent: (type, data) => w.events.push([type, data]),
    onState: (state) => w.states.push(state.state),
    later: (f, ms) => {
      const timer = {f, ms};
      w.timers.push(timer);
      return () => {
        timer.f = () => {};
      };
    },
    now: () => 0,
  });
  w.settle = () =>
    new Promise((done) => {
      setTimeout(done, 0);
    });
  return w;
}

test('a stream that ends is resumed behind the last event', async () => {
  const w = world();
  w.stream.start(17);
  assert.equal(w.opened[0].lastId, '17');
  w.opened[0].accept();
  await w.settle();
  w.opened[0].say('event: hello\ndata: {"server":"a"}\n\nid: 21\nevent: request\ndata: {}\n\n');
  await w.settle();
  assert.deepEqual(w.events, [
    ['hello', {server: 'a'}],
    ['request', {}],
  ]);
  assert.deepEqual(w.states, ['closed', 'connecting', 'live']);
  w.opened[0].end();
  await w.settle();
  assert.equal(w.states.at(-1), 'waiting');
  w.timers.findLast((t) => t.ms === 500).f();
  assert.equal(w.opened[1].lastId, '21');
});

test('waits grow while nobody answers, and begin anew after a success', async () => {
  const w = world();
  w.stream.start(0);
  const waits = [];
  for (let i = 0; i < 6; i += 1) {
    w.opened.at(-1).refuse(new Error('refused'));
    await w.settle();
    waits.push(w.timers.at(-1).ms);
    w.timers.at(-1).f();
  }
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 8000]);
  w.opened.at(-1).accept();
  await w.settle();
  w.opened.at(-1).say(': beat\n\n');
  await w.settle();
  assert.equal(w.states.at(-1), 'live');
  w.opened.at(-1).end();
  await w.settle();
  assert.equal(w.timers.at(-1).ms, 500);
});

test('silence is a dead connection', async () => {
  const w = world();
  w.stream.start(0);
  w.opened[0].accept();
  await w.settle();
  w.opened[0].say(': beat\n\n');
  await w.settle();
  w.timers.findLast((t) => t.ms === 40_000).f();
  await w.settle();
  assert.equal(w.states.at(-1), 'waiting');
});

test('a stopped stream says nothing more', async () => {
  const w = world();
  w.stream.start(0);
  w.opened[0].accept();
  await w.settle();
  w.stream.stop();
  await w.settle();
  assert.equal(w.states.at(-1), 'closed');
  assert.equal(w.opened.length, 1);
});

test('what is stopped while it is opened leaves no timer', async () => {
  const w = world();
  w.stream.start('');
  w.stream.stop();
  w.opened[0].accept();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(w.timers, []);
});
