// A run on the server: read whole, then kept true by its events.
import assert from 'node:assert/strict';
import test from 'node:test';

import {LiveRun} from '../../requestbin/web/js/run/live_run.js';

const scenario = (name, outcome = 'pending') => ({scenario: name, tags: ['slow'], outcome, steps: [], warnings: [], summary: ''});

/** A server with these runs, by id; each stream stays open, and `send` puts an event into the newest. */
function serverWith(runs) {
  const server = {
    runs,
    asked: [],
    streams: [],
    async json(_method, path) {
      server.asked.push(path);
      if (path === 'runs') return {runs: server.runs.map(({id}) => ({id}))};
      const id = path.split('/')[1];
      return structuredClone(id === 'latest' ? server.runs[0] : server.runs.find((run) => String(run.id) === id));
    },
    async stream(path, query) {
      server.asked.push(`${path}?after=${query.after}`);
      let controller;
      const body = new ReadableStream({
        start(c) {
          controller = c;
        },
      });
      server.streams.push(controller);
      return {body};
    },
    send(type, data) {
      server.streams.at(-1).enqueue(new TextEncoder().encode(`id: 1\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`));
    },
  };
  return server;
}

/** Follows it; `until` resolves when the condition holds behind something that was told. */
function follow(server, id = null) {
  const told = [];
  let look = () => {};
  const note = (text) => {
    told.push(text);
    look();
  };
  const run = new LiveRun({server, id});
  const until = (condition) =>
    new Promise((resolve) => {
      look = () => condition(run, told) && resolve();
      look();
    });
  run.start({
    onRun: () => note('run'),
    onScenario: (index, type) => note(`${type} ${index}`),
    onState: () => {},
  });
  return {run, told, until};
}

const begun = () => ({id: 1, state: 'running', cursor: 3, results: [scenario('a'), scenario('b')]});

test('it begins with all of the run, and goes on behind its cursor', async () => {
  const server = serverWith([begun()]);
  const {run, until} = follow(server);
  await until(({scenarios}) => scenarios.length === 2);
  assert.deepEqual(server.asked, ['runs/latest', 'runs', 'runs/1/events?after=3']);
  assert.equal(run.end, null);
  server.send('scenario_started', {index: 1, suite: 's', file: 'b.json', line: 1, scenario: 'b', summary: 'up'});
  await until((_, told) => told.includes('scenario_started 1'));
  assert.equal(run.scenarios[1].outcome, 'running');
  assert.deepEqual(run.scenarios[1].tags, ['slow']);
  assert.equal(run.first, 1);
  server.send('step_started', {index: 1, step: {title: 'expect a call', started_ms: 1}});
  server.send('step_started', {index: 1, step: {title: 'publish', started_ms: 1}});
  await until((_, told) => told.filter((text) => text === 'step_started 1').length === 2);
  assert.equal(run.scenarios[1].running.length, 2);
  server.send('step_finished', {index: 1, step: {title: 'publish', started_ms: 1}});
  await until((_, told) => told.includes('step_finished 1'));
  assert.deepEqual(run.scenarios[1].steps, [{title: 'publish', started_ms: 1}]);
  assert.deepEqual(run.scenarios[1].running, [{title: 'expect a call', started_ms: 1}]);
  server.send('scenario_started', {index: 1, scenario: 'b'}); // once more
  await until((_, told) => told.filter((text) => text === 'scenario_started 1').length === 2);
  assert.deepEqual(run.scenarios[1].steps, []);
  server.send('scenario_finished', {...scenario('b', 'failed'), index: 1});
  await until((_, told) => told.includes('scenario_finished 1'));
  server.send('run_finished', {failed: 1, took_ms: 5});
  await until(({end}) => end !== null);
  assert.equal(run.first, 1);
  run.stream.stop();
});

test('the newest run is followed into the next, a chosen one is not', async () => {
  const server = serverWith([begun()]);
  const {run, until} = follow(server);
  await until(({scenarios}) => scenarios.length === 2);
  server.runs.unshift({...begun(), id: 2});
  server.send('next_run', {id: 2});
  await until(({run: shown}) => shown.id === 2);
  run.choose('1');
  await until(({run: shown}) => shown.id === 1);
  server.send('next_run', {id: 3});
  await until(({runs}) => runs[0].id === 3);
  assert.equal(run.run.id, 1);
  run.stream.stop();
});

test('what is gone is read anew', async () => {
  const server = serverWith([begun()]);
  const {run, until} = follow(server);
  await until(({scenarios}) => scenarios.length === 2);
  server.runs[0] = {...begun(), cursor: 99, state: 'finished', results: [scenario('a', 'passed'), scenario('b', 'passed')]};
  server.send('gap', {through: 90});
  await until(({end}) => end !== null);
  assert.equal(server.asked.at(-1), 'runs/1/events?after=99');
  run.stream.stop();
});
