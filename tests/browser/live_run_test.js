// A run on the page while it goes on: `ricochet run --ui`, and --watch.
import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {closeBrowser, openRunPage, startRun} from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'ricochet-live-'));
const write = (name, value) => writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
const gate = (name) => join(folder, name);
/** A step that ends when the file is there. */
const waitFor = (name) => ({run: {command: ['test', '-e', gate(name)], within: '50s'}});
const price = (text) => ({request: {url: '${stubs.shop.url}/price', expect: {status: 200, text}}});

let server;
before(async () => {
  write('ricochet.json', {
    bus: {kafka: 'embedded'},
    topics: {orders: {}},
    stubs: {shop: 'shop.stub.json'},
    sut: {printer: {command: ['/bin/sh', '-c', 'echo up; while :; do echo still here; sleep 0.2; done'], ready: {log: 'up'}}},
  });
  write('shop.stub.json', [{request: {uri: '/price'}, response: {text: '12'}}]);
  write('a.json', {scenario: 'asks for the price', tags: ['shop'], steps: [price('12'), waitFor('one'), price('12')]});
  write('b.json', {scenario: 'wants another price', steps: [waitFor('two'), price('13')]});
  server = await startRun([folder, '--watch']);
});
after(async () => {
  await closeBrowser();
  await server?.stop('SIGKILL');
  rmSync(folder, {recursive: true});
});

const line = (page, text) => page.locator('.happening:not([hidden])', {hasText: text});
const marks = (page) => page.locator('.rail-item .outcome').evaluateAll((all) => all.map((e) => e.getAttribute('aria-label')));

test('what runs is shown as it goes: scenarios, steps, calls, lines', async () => {
  const page = await openRunPage(server);
  await page.locator('.story h1', {hasText: 'asks for the price'}).waitFor();
  await page.locator('.totals', {hasText: 'running, 2 scenarios left'}).waitFor();
  await page.locator('.run-step', {hasText: '/price'}).first().waitFor();
  assert.deepEqual(await marks(page), ['running', 'pending']);
  await line(page, 'GET /price').waitFor();
  await line(page, 'still here').first().waitFor();
  await line(page, 'GET /price').click();
  await page.locator('#detail-title', {hasText: '/price'}).waitFor();
  if (process.env.LOOK) await page.screenshot({path: join(process.env.LOOK, 'running.png')});
  write('one', '');
  await page.locator('.story h1', {hasText: 'wants another price'}).waitFor(); // it follows
  await page.locator('.rail-item', {hasText: 'asks for the price'}).locator('[aria-label=passed]').waitFor();
  // Who chooses one stays with it.
  await page.locator('.rail-item', {hasText: 'asks for the price'}).click();
  await page.locator('.run-step').nth(2).waitFor();
  write('two', '');
  await page.locator('.totals', {hasText: '1 failed'}).waitFor();
  await page.waitForFunction(() => !/running/.test(document.querySelector('.totals').textContent));
  assert.equal(await page.locator('.story h1').textContent(), '✓asks for the price');
  await page.keyboard.press('f');
  await page.locator('.story h1', {hasText: 'wants another price'}).waitFor();
  await page.locator('.verdict', {hasText: '13'}).waitFor();
  await line(page, 'GET /price').waitFor();
  if (process.env.LOOK) await page.screenshot({path: join(process.env.LOOK, 'failed.png')});
  page.check();
});

test('the next run is followed, and the one before can be chosen', async () => {
  const page = await openRunPage(server);
  await page.locator('.totals', {hasText: '1 failed'}).waitFor();
  write('b.json', {scenario: 'wants the right price', steps: [price('12')]});
  await page.locator('.story h1', {hasText: 'wants the right price'}).waitFor();
  await page.locator('.totals', {hasText: '1 passed'}).waitFor();
  assert.equal(await page.locator('.rail-item').count(), 1);
  await page.getByLabel('Which run').selectOption('1');
  await page.locator('.rail-item', {hasText: 'wants another price'}).waitFor();
  assert.equal(await page.locator('.rail-item').count(), 2);
  assert.match(page.url(), /\?run=1/);
  await page.reload();
  await page.locator('.rail-item', {hasText: 'wants another price'}).waitFor();
  if (process.env.LOOK) await page.screenshot({path: join(process.env.LOOK, 'runs.png')});
  await page.getByLabel('Which run').selectOption('');
  await page.locator('.story h1', {hasText: 'wants the right price'}).waitFor();
  page.check();
});

test('the pages of the run and of the bins lead to each other', async () => {
  const page = await openRunPage(server);
  await page.getByRole('link', {name: 'Bins'}).click();
  await page.locator('.rail-item', {hasText: 'shop'}).first().waitFor();
  await page.getByRole('link', {name: 'Run', exact: true}).click();
  await page.locator('.story h1', {hasText: 'wants the right price'}).waitFor();
  page.check();
});

test('on a phone one pane at a time', async () => {
  const page = await openRunPage(server, {width: 400, height: 780});
  await page.locator('.story h1', {hasText: 'wants the right price'}).waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  if (process.env.LOOK) await page.screenshot({path: join(process.env.LOOK, 'phone.png')});
  page.check();
});
