// The report of a run as one file: what the program wrote, opened from the disk.
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath, pathToFileURL} from 'node:url';

import {closeBrowser, openReport} from './support.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const program = process.env.RICOCHET_PROGRAM ?? join(root, 'build/release/bin/ricochet');
const folder = mkdtempSync(join(tmpdir(), 'ricochet-report-'));
const HOSTILE = '</script><script>window.hacked=1</script><!-- \u2028 <img src="http://198.51.100.1/x"> \u202e';
const CALLS = 10_000;

const write = (name, value) => {
  mkdirSync(dirname(join(folder, name)), {recursive: true});
  writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
};

/** Ends with 1: some fail on purpose. */
const run = (args) =>
  new Promise((resolve) => {
    execFile(
      program,
      ['run', ...args],
      {cwd: folder, timeout: 120_000, maxBuffer: 1e8, env: {...process.env, THE_KEY: 'very-secret-key-1'}},
      (error, out, err) => resolve({code: error?.code ?? 0, text: out + err}),
    );
  });

before(async () => {
  write('shop/ricochet.json', {
    bus: {kafka: 'embedded'},
    topics: {orders: {}},
    stubs: {shop: 'shop.stub.json'},
    bins: ['hooks'],
    env: ['THE_KEY'],
    secrets: ['THE_KEY'],
    sut: {
      printer: {
        command: ['/bin/sh', '-c', 'echo up; while :; do echo "still here with $K"; sleep 0.05; done'],
        env: {K: '${env.THE_KEY}'},
        ready: {log: 'up'},
      },
    },
  });
  write('shop/shop.stub.json', [{request: {uri: {startsWith: '/pay'}}, response: {status: 201, json: {paid: true}}}]);
  const post = (path, json) => ({
    request: {method: 'post', url: `\${stubs.shop.url}${path}`, headers: {Authorization: 'Bearer tok-123456789'}, json},
  });
  write('shop/a-pays.json', {
    scenario: 'pays once',
    tags: ['shop'],
    steps: [
      {publish: {topic: 'orders', key: 'k1', json: {type: 'OrderPlaced', note: HOSTILE}}},
      {pause: '150ms'}, // for the lines of the service
      post('/pay/1?n=1', {order: 1, total: 10}),
      post('/pay/1?n=2', {order: 1, total: 12}),
      {expect: {calls: 'shop', request: {uri: '/pay/1'}, exactly: 1, within: '1s'}},
      {expect: {event: 'orders', json_paths: {'$.type': 'Paid'}}},
    ],
  });
  write('shop/b-quiet.json', {scenario: `stays quiet ${HOSTILE}`, steps: [{expect: {calls: 'hooks', never: true, for: '20ms'}}]});
  write('shop/c-skipped.json', {scenario: 'later', skip: 'not yet', steps: [{pause: '1ms'}]});
  const {code, text} = await run(['shop', '--report', 'html=report.html']);
  assert.equal(code, 1, text);
});
after(async () => {
  await closeBrowser();
  rmSync(folder, {recursive: true});
});

const open = (hash = '', options = {}) => openReport(join(folder, 'report.html'), hash, options);
const line = (page, text) => page.locator('.happening:not([hidden])', {hasText: text});

test('the scenario that failed is open, with its steps and story', async () => {
  const page = await open();
  assert.deepEqual(
    await page
      .locator('.rail-item .name')
      .allTextContents()
      .then((all) => all.map((name) => name.slice(0, 11))),
    ['pays once', 'stays quiet', 'later'],
  );
  assert.equal(await page.locator('.rail-item[aria-current] .name').textContent(), 'pays once');
  assert.equal(await page.locator('.story .verdict').textContent(), 'got 2 calls of shop, expected exactly 1: /pay/1');
  assert.deepEqual(await page.locator('.run-step').evaluateAll((steps) => steps.map((step) => step.className.split(' ')[1])), [
    'passed',
    'passed',
    'passed',
    'passed',
    'failed',
    'skipped',
  ]);
  assert.match(await page.locator('.told pre').textContent(), /expected exactly 1 call of shop/);
  assert.deepEqual(await page.locator('.totals .badge').allTextContents(), ['1 failed', '1 passed', '1 skipped']);
  page.check();
});

test('all that happened stands on one clock, and lanes can be hidden', async () => {
  const page = await open();
  await line(page, 'POST /pay/1?n=1').waitFor();
  await line(page, 'key k1').waitFor();
  const times = await page.locator('.happening:not([hidden]) .time').allTextContents();
  assert.ok(
    times.every((text) => /^[+-][\d.]+ (ms|s)$/.test(text)),
    times.join(),
  );
  const foot = (pattern) =>
    page.waitForFunction((text) => new RegExp(text).test(document.querySelector('.clock .list-foot').textContent), pattern);
  await page.getByLabel('Find in these lines').fill('still here');
  await line(page, 'still here').first().waitFor();
  await page.getByRole('button', {name: /^Services/}).click();
  await foot('^0 of');
  await page.getByRole('button', {name: /^Services/}).click();
  await line(page, 'still here').first().waitFor();
  await page.getByLabel('Find in these lines').fill('key k1');
  await foot('^1 of');
  page.check();
});

test('a call opens in the details of the live page, and two are compared', async () => {
  const page = await open();
  await line(page, 'POST /pay/1?n=1').click();
  await page.locator('#detail-title', {hasText: '/pay/1?n=1'}).waitFor();
  await page.getByRole('tab', {name: 'Headers'}).click();
  await page.locator('.panel', {hasText: 'Bearer ***'}).waitFor();
  await page.getByRole('tab', {name: 'Matched by'}).click();
  await page.locator('.panel').getByRole('button', {name: 'expect exactly 1 call'}).first().click();
  await page.locator('.detail .verdict').waitFor();
  await page.goBack();
  await page.locator('#detail-title', {hasText: '/pay/1?n=1'}).waitFor();
  await line(page, 'POST /pay/1?n=2').click({modifiers: ['Control']});
  await page.getByText('Body, as JSON: 1 difference').waitFor();
  const address = page.url();
  await page.goto('about:blank');
  await page.goto(address);
  await page.getByText('Body, as JSON: 1 difference').waitFor();
  page.check();
});

test('the strip zooms what is listed', async () => {
  const page = await open();
  const count = () => page.locator('.clock .list-foot').textContent();
  const before = await count();
  await page.locator('.strip canvas').focus();
  for (let i = 0; i < 3; i += 1) await page.keyboard.press('+');
  await page.waitForFunction((text) => document.querySelector('.clock .list-foot').textContent !== text, before);
  await page.getByRole('button', {name: 'Whole time'}).click();
  await page.waitForFunction((text) => document.querySelector('.clock .list-foot').textContent === text, before);
  page.check();
});

test('other scenarios, by click, by key, and in the address', async () => {
  const page = await open();
  await page.keyboard.press('n');
  await page.locator('.story h1', {hasText: 'stays quiet'}).waitFor();
  assert.match(page.url(), /#s=1$/);
  await page.locator('.rail-item', {hasText: 'later'}).click();
  await page.getByText('Nothing happened: it was not run.').waitFor();
  await page.goBack();
  await page.locator('.story h1', {hasText: 'stays quiet'}).waitFor();
  await page.getByLabel('Find a scenario').fill('pays');
  await page.waitForFunction(() => document.querySelectorAll('.rail-item').length === 1);
  page.check();
});

test('captured content stays text, and nothing is a secret', async () => {
  const page = await open('#s=1');
  assert.ok((await page.locator('.story h1').textContent()).includes('</script><script>'));
  await page.locator('.rail-item').first().click();
  await line(page, 'key k1').click();
  await page.getByRole('tab', {name: 'Raw'}).click();
  await page.locator('.panel').getByText('window.hacked=1').waitFor();
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  const text = readFileSync(join(folder, 'report.html'), 'utf8');
  for (const secret of ['very-secret-key-1', 'tok-123456789']) assert.ok(!text.includes(secret), secret);
  page.check();
});

test('no script but the one in the file runs', async () => {
  const text = readFileSync(join(folder, 'report.html'), 'utf8');
  writeFileSync(join(folder, 'other.html'), text.replace('</head>', '<script>window.hacked=1</script></head>'));
  const page = await openReport(join(folder, 'other.html'));
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.equal(page.offences.filter((text) => /Content Security Policy/.test(text)).length, 1);
});

test('a sandbox that grants no storage is enough, and so is half a file', async () => {
  writeFileSync(join(folder, 'frame.html'), '<iframe sandbox="allow-scripts" src="report.html" width="1200" height="700"></iframe>');
  const text = readFileSync(join(folder, 'report.html'), 'utf8');
  writeFileSync(join(folder, 'half.html'), text.slice(0, text.lastIndexOf('<script type="application/json" class="ricochet-scenario">')));
  const page = await open();
  await page.goto(pathToFileURL(join(folder, 'frame.html')).href);
  await page.frameLocator('iframe').locator('.story h1', {hasText: 'pays once'}).waitFor();
  const half = await openReport(join(folder, 'half.html'));
  await half.getByText('the run did not end: 2 of 3 scenarios').waitFor();
  half.check();
});

test('on a phone one pane at a time', async () => {
  const page = await open('', {width: 400, height: 780});
  await page.getByRole('button', {name: 'Scenarios'}).click();
  await page.locator('.rail-item', {hasText: 'pays once'}).click();
  await line(page, 'POST /pay/1?n=1').click();
  await page.locator('#detail-title').waitFor();
  await page.getByRole('button', {name: 'Back'}).click();
  await page.locator('.story h1').waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  page.check();
});

test(`${CALLS} calls`, {timeout: 300_000}, async () => {
  write('many/ricochet.json', {stubs: {shop: 'shop.stub.json'}});
  write('many/shop.stub.json', [{request: {uri: {startsWith: '/pay'}}, response: {json: {paid: true, items: [1, 2, 3]}}}]);
  const flood = `
    const http = require('http'), agent = new http.Agent({keepAlive: true, maxSockets: 20});
    let next = 0, open = 0;
    const one = () => { if (next >= ${CALLS}) return; const n = next++; const call = http.request(process.argv[1] + '/pay/' + n, {method: 'POST', agent}, (answer) => { answer.resume(); answer.on('end', one); }); call.end(JSON.stringify({order: n, note: 'x'.repeat(200)})); };
    for (let i = 0; i < 20; i += 1) one();`;
  write('many/many.json', {
    scenario: 'many calls',
    steps: [
      {run: {command: [process.execPath, '-e', flood, '${stubs.shop.url}'], timeout: '60s'}},
      {expect: {calls: 'shop', exactly: CALLS - 1, within: '1s'}},
    ],
  });
  const {code, text} = await run(['many', '--report', 'html=many.html']);
  assert.equal(code, 1, text);
  const page = await openReport(join(folder, 'many.html'));
  await page.waitForFunction(
    (n) => new RegExp(`^${n}`).test(document.querySelector('.clock .list-foot').textContent.replace(/\u202f/g, '')),
    CALLS + 3,
  );
  assert.ok((await page.locator('.happening').count()) < 120);
  for (const share of [0.5, 1, 0.02]) {
    await page.locator('.clock .scroller').evaluate((e, s) => {
      e.scrollTop = e.scrollHeight * s;
    }, share);
    await page.waitForFunction(
      ({share, total}) => {
        const shown = [...document.querySelectorAll('.happening:not([hidden])')].map((e) => Number(e.getAttribute('aria-rowindex')));
        return Math.abs(Math.min(...shown) / total - share) < 0.02;
      },
      {share, total: CALLS + 3},
    );
  }
  await page.getByLabel('Find in these lines').fill(`/pay/${CALLS - 1}`);
  await page.waitForFunction(() => /^1 of/.test(document.querySelector('.clock .list-foot').textContent));
  await line(page, `/pay/${CALLS - 1}`).click();
  await page.locator('#detail-title', {hasText: `/pay/${CALLS - 1}`}).waitFor();
  page.check();
});
