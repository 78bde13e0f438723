import assert from 'node:assert/strict';
import test from 'node:test';

import {Bus, busPlace, groupMood, GroupEvents, recordsOf} from '../../requestbin/web/js/model/bus.js';
import {eventText, placesText} from '../../requestbin/web/js/bus/event_text.js';
import {Signals} from '../../requestbin/web/js/base/signal.js';

const topic = (name, ...ends) => ({topic: name, partitions: ends.map((end, partition) => ({partition, start: 0, end}))});
const turns = async () => {
  for (let i = 0; i < 10; i += 1) await null;
};

/** A bus whose answers are given, and whose time is a list of timers. */
function world({there = true} = {}) {
  const w = {looks: 0, changes: 0, timers: [], problems: [], topics: [], fail: null};
  const signals = new Signals();
  signals.on('bus', () => (w.changes += 1));
  signals.on('problem', (text) => w.problems.push(text));
  const source = {
    isThere: async () => there,
    topics: async () => {
      w.looks += 1;
      if (w.fail !== null) throw w.fail;
      return w.topics;
    },
    groups: async () => [],
    follow: ({onEvent}) => {
      w.say = onEvent;
      return {stop: () => (w.stopped = true)};
    },
  };
  w.bus = new Bus({source, signals, later: (f, ms) => w.timers.push({f, ms})});
  w.pause = async () => {
    w.timers.shift().f();
    await turns();
  };
  return w;
}

test('events make it look again, at most once in a pause', async () => {
  const w = world();
  w.topics = [topic('orders', 1, 2)];
  await w.bus.start();
  w.say('hello', {});
  await turns();
  assert.equal(w.looks, 1);
  assert.equal(recordsOf(w.bus.topics.get('orders')), 3);
  for (let i = 0; i < 100; i += 1) w.say('produced', {});
  await turns();
  assert.equal(w.looks, 1);
  await w.pause();
  assert.equal(w.looks, 2);
  await w.pause();
  assert.equal(w.looks, 2);
  assert.equal(w.timers.length, 0);
  w.say('committed', {});
  await turns();
  assert.equal(w.looks, 3);
});

test('a look that fails is tried again later', async () => {
  const w = world();
  await w.bus.start();
  w.fail = new Error('gone');
  w.say('hello', {});
  await turns();
  assert.equal(w.bus.problem, 'gone');
  assert.equal(w.timers[0].ms, 2000);
  w.fail = null;
  w.topics = [topic('orders', 1)];
  await w.pause();
  assert.equal(w.bus.problem, '');
  assert.equal(w.bus.topics.size, 1);
});

test('where there is no bus nothing is asked', async () => {
  const w = world({there: false});
  await w.bus.start();
  assert.equal(w.say, undefined);
  assert.equal(w.bus.there, false);
});

test('the events of a group are read on, and the last are kept', async () => {
  const all = Array.from({length: 130}, (_, i) => ({gseq: i + 1, type: 'fetched'}));
  const asked = [];
  const events = new GroupEvents(
    {
      eventsOf: async (group, after) => {
        asked.push([group, after]);
        const page = all.filter(({gseq}) => gseq > after).slice(0, 60);
        return {events: page, cursor: page.at(-1)?.gseq ?? after, more: (page.at(-1)?.gseq ?? all.length) < all.length};
      },
    },
    'g',
  );
  await events.readOn();
  assert.deepEqual(asked, [
    ['g', 0],
    ['g', 60],
    ['g', 120],
  ]);
  assert.equal(events.total, 130);
  assert.equal(events.last.length, GroupEvents.MOST);
  assert.equal(events.last.at(-1).gseq, 130);
  await events.readOn();
  assert.equal(events.total, 130);
});

test('a group is in order when its members have their partitions', () => {
  assert.equal(groupMood({state: 'Stable', members: [{}]}), 'good');
  assert.equal(groupMood({state: 'PreparingRebalance', members: [{}]}), 'pending');
  assert.equal(groupMood({state: 'Empty', members: []}), 'idle');
});

test('places in the address', () => {
  assert.deepEqual(busPlace('topic:a:b'), {kind: 'topic', name: 'a:b'});
  assert.deepEqual(busPlace('group:g'), {kind: 'group', name: 'g'});
  for (const text of ['', 'topic:', 'bin:x', 'topics:x']) assert.equal(busPlace(text), null);
});

test('what happened, in words', () => {
  const places = [
    {topic: 'b', partition: 0},
    {topic: 'a', partition: 10},
    {topic: 'a', partition: 2},
  ];
  assert.equal(placesText(places), 'b 0; a 2, 10');
  for (const [event, text] of [
    [{type: 'produced', topic: 'a', partition: 1, offset: 4, upto: 5, transaction: null}, 'a 1, offset 4'],
    [{type: 'produced', topic: 'a', partition: 1, offset: 4, upto: 7, transaction: 'tx'}, 'a 1, offset 4 to 6, in transaction tx'],
    [{type: 'committed', commits: [{topic: 'a', partition: 1, offset: 5}]}, 'a 1: 5'],
    [{type: 'assigned', client: 'c', partitions: []}, 'c has no partition'],
    [{type: 'left', client: 'c', why: 'session timed out'}, 'c: session timed out'],
    [{type: 'rebalancing', generation: 3, why: 'a member joined'}, 'generation 3 ends: a member joined'],
    [{type: 'transaction-ended', transaction: 'tx', how: 'aborted'}, 'tx: aborted'],
    [{type: 'fault', client: 'c', what: 'delay 2s'}, 'c: delay 2s'],
  ])
    assert.equal(eventText(event), text);
});
