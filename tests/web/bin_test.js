import assert from 'node:assert/strict';
import test from 'node:test';

import {answerOf, sessionsText} from '../../requestbin/web/js/bins/bin_answers.js';

test('answers go there and back', () => {
  for (const answer of [
    {kind: 'one', status: 503, type: 'application/json', body: '{"a":1}'},
    {kind: 'one', status: 200, type: '', body: ''},
  ])
    assert.deepEqual(answerOf(JSON.parse(sessionsText(answer))), answer);
  assert.deepEqual(answerOf([]), {kind: 'ok'});
  assert.equal(sessionsText({kind: 'ok'}), null);
  assert.equal(sessionsText({kind: 'rules', text: '[ {'}), '[ {', 'as it was written, so that errors name its lines');
});

test('what three boxes cannot show stays a rule', () => {
  for (const sessions of [
    [{request: {uri: '/a'}, response: {text: 'a'}}],
    [{response: {text: 'a'}}, {response: {text: 'b'}}],
    [{response: {text: {template: '${now}'}}}],
    [{response: {status: '200'}}],
    [{response: {headers: {'Content-Type': ['a', 'b']}}}],
    [{response: {headers: {'X-Id': '1'}}}],
    [{response: {latency: 100}}],
    [{response: null}],
    [{}],
    [null],
    [[]],
  ]) {
    const answer = answerOf(sessions);
    assert.equal(answer.kind, 'rules', JSON.stringify(sessions));
    assert.deepEqual(JSON.parse(sessionsText(answer)), sessions);
  }
});
