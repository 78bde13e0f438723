// What the page copies is what the server exports: one table, tests/golden/copy, for both.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import test from 'node:test';

import {curlCommand} from '../../requestbin/web/js/copy/curl.js';

const folder = new URL('../golden/copy/', import.meta.url);
const cases = JSON.parse(readFileSync(new URL('cases.json', folder), 'utf8'));

/** A long run of one letter as the golden file has it. */
const folded = (text) => text.replace(/(.)\1{100,}/gsu, (run, letter) => `${letter}{${run.length}}`);

test('the commands are those of the table', () => {
  let all = '';
  for (const {name, origin, record} of cases)
    all += `# ${name}\n${folded(curlCommand({kind: 'call', version: 'HTTP/1.1', body: {encoding: 'utf8', content: ''}, ...record}, origin))}\n\n`;
  assert.equal(all, readFileSync(new URL('curl.txt', folder), 'utf8'));
});
