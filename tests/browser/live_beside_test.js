// A run of two suites at a time, each with two scenarios at a time: all that go on are told on the left, with the step that they are at.
import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {closeBrowser, openRunPage, startRun} from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'ricochet-beside-'));
const gate = (name) => join(folder, name);
const open = (name) => writeFileSync(gate(name), '');
/** A step that ends when the file is there. */
const waitFor = (name) => ({run: {command: ['test', '-e', gate(name)], within: '50s'}});

let server;
before(async () => {
  for (const suite of ['first', 'second']) {
    mkdirSync(join(folder, suite));
    writeFileSync(join(folder, suite, 'ricochet.json'), JSON.stringify({bins: ['hooks'], scope: {header: 'X-Test'}}));
    for (const name of ['a', 'b']) {
      const scenario = {scenario: `${name} of ${suite}`, steps: [{pause: '1ms'}, waitFor(`${name}-${suite}`), {pause: '1ms'}]};
      writeFileSync(join(folder, suite, `${name}.json`), JSON.stringify(scenario));
    }
  }
  server = await startRun([folder, '--suites', '2', '--jobs', '2']);
});
after(async () => {
  await closeBrowser();
  await server?.stop('SIGKILL');
  rmSync(folder, {recursive: true});
});

const marks = (page) => page.locator('.rail-item .outcome').evaluateAll((all) => all.map((e) => e.getAttribute('aria-label')));
const now = (page, scenario) => page.locator('.rail-item', {hasText: scenario}).locator('.now');

test('all that run at a time are shown with the step that each is at', async () => {
  const page = await openRunPage(server);
  for (const scenario of ['a of first', 'b of first', 'a of second', 'b of second']) await now(page, scenario).waitFor();
  assert.deepEqual(await marks(page), ['running', 'running', 'running', 'running']);
  assert.match(await now(page, 'b of second').textContent(), /^run test -e .*b-second/);
  // One is shown, with the step that goes on, and stays while it runs.
  const shown = (await page.locator('.story h1 span').last().textContent()).trim();
  const step = page.locator('.run-step.running');
  await step.waitFor();
  assert.match(await step.textContent(), /run test -e .*goes on/);
  if (process.env.LOOK) await page.screenshot({path: join(process.env.LOOK, 'beside.png')});
  // (The last one of a suite is told when its suite is torn down.)
  const name = shown === 'a of second' ? 'a of first' : 'a of second';
  const end = (scenario) => open(scenario.replace(' of ', '-'));
  end(name);
  await page.locator('.rail-item', {hasText: name}).locator('[aria-label=passed]').waitFor();
  assert.equal(await now(page, name).count(), 0);
  assert.equal((await page.locator('.story h1 span').last().textContent()).trim(), shown);
  // When it has ended, one that still runs is.
  end(shown);
  await page.waitForFunction((before) => !document.querySelector('.story h1').textContent.includes(before), shown);
  for (const suite of ['first', 'second']) for (const one of ['a', 'b']) open(`${one}-${suite}`);
  await page.locator('.totals', {hasText: '4 passed'}).waitFor();
  page.check();
});
