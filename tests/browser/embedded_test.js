// The page as one file, without any server: what a server had, looked at after it is gone.
import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {pathToFileURL} from 'node:url';

import {oneFile} from './one_file.js';
import {awaitOn, closeBrowser, openFile, openPage, post, startServer} from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'ricochet-file-'));
const file = join(folder, 'a report.html');
/** What the page answers by itself in a file, and the server where there is one. */
const FILTERS = [
  'header.x-kind=a',
  'header.X-KIND:A,b',
  'json.$.items[0].id=8',
  "json.$['status']~^P",
  '-cookie.session',
  'cookie.session=s1',
  'body:"hacked"',
  'query.a~[12]',
  'query.a',
  'path:/orders -json.$.status=open',
];
const fitting = new Map(); // filter -> targets on the server

const HOSTILE = '</script><script>window.hacked=1</script><img src="http://198.51.100.1/x">';

before(async () => {
  const server = await startServer(['orders', 'hooks', 'silent']);
  const get = async (path) => (await fetch(new URL(`api/v2/${path}`, server.url))).json();
  await post(server, '/orders/1?a=1', {status: 'open', items: [{id: 7}]}, {'X-Kind': 'a', 'Content-Type': 'application/json'});
  await post(
    server,
    '/orders/2?a=2',
    {status: 'paid', items: [{id: 8}]},
    {'X-Kind': 'b', 'Content-Type': 'application/json', Cookie: 'session=s1'},
  );
  await post(server, '/orders/3', HOSTILE, {'Content-Type': 'text/html'});
  await post(server, '/hooks/x', 'name=Ann', {'Content-Type': 'application/x-www-form-urlencoded'});
  const {id} = await awaitOn(server, 'orders', {
    name: 'order 2 is paid',
    request: {json_paths: {'$.status': 'paid'}},
    exactly: 1,
    after: 0,
    within: '1s',
  });
  const {bins} = await get('bins');
  const records = [];
  for (const {name} of bins) records.push(...(await get(`bins/${name}/requests`)).requests);
  for (const text of FILTERS) {
    const page = await openPage(server, `?bin=orders&q=${encodeURIComponent(text)}`);
    await page.waitForFunction(() => /[12] of 3 requests fit$/.test(document.querySelector('.foot-text').textContent));
    fitting.set(text, await page.targets());
    await page.context().close();
  }
  writeFileSync(
    file,
    oneFile({
      version: 1,
      origin: server.url,
      bins: bins.map(({name, kind, color}) => ({name, kind, color})),
      records,
      awaits: [await get(`awaits/${id}`)],
    }),
  );
  await server.stop();
});
after(async () => {
  await closeBrowser();
  rmSync(folder, {recursive: true});
});

const filter = (page, text) => page.getByLabel('Filter', {exact: true}).fill(text);

test('bins, rows and details are there', async () => {
  const page = await openFile(file);
  await page.seesRows(4);
  await page.locator('.rail-item', {hasText: 'silent'}).waitFor(); // the rail is drawn in a frame of its own
  assert.deepEqual(await page.locator('.rail-item:not(.await-item) .name').allTextContents(), ['All bins', 'hooks', 'orders', 'silent']);
  await page.locator('.rail-item', {hasText: 'orders'}).click();
  await page.seesRows(3);
  assert.deepEqual(await page.targets(), ['/orders/3', '/orders/2?a=2', '/orders/1?a=1']);
  await page.rows.nth(1).click();
  await page.locator('#detail-title', {hasText: '/orders/2?a=2'}).waitFor();
  await page.getByRole('tab', {name: 'Body'}).click();
  await page.locator('.tree .string', {hasText: '"paid"'}).waitFor();
  await page.getByRole('tab', {name: 'Matched by'}).click();
  await page.locator('.panel').getByRole('button', {name: 'order 2 is paid'}).click();
  await page.locator('.verdict').waitFor();
  page.check();
});

test('the file says what is shown, behind #', async () => {
  const page = await openFile(file, '#bin=orders&q=method:POST');
  await page.seesRows(3);
  await page.rows.nth(2).click();
  await page.locator('#detail-title', {hasText: '/orders/1'}).waitFor();
  assert.match(new URL(page.url()).hash, /^#bin=orders&q=method:POST&sel=/);
  assert.equal(new URL(page.url()).search, '');
  await page.reload();
  await page.locator('#detail-title', {hasText: '/orders/1'}).waitFor();
  await page.goBack();
  await page.locator('#detail').waitFor({state: 'hidden'});
  await page.seesRows(3);
  page.check();
});

test('the page filters by headers and bodies as the server did, and says what it cannot', async () => {
  const page = await openFile(file, '#bin=orders');
  await page.seesRows(3);
  for (const [text, targets] of fitting) {
    assert.ok(targets.length > 0 && targets.length < 3, text);
    await filter(page, text);
    await page.waitForFunction(
      (wanted) =>
        [...document.querySelectorAll('.row:not([hidden]) .target')]
          .map((e) => e.textContent)
          .sort()
          .join() === wanted,
      [...targets].sort().join(),
    );
  }
  await filter(page, 'json.$..id=8');
  await page.getByText('only a server can follow the path $..id').waitFor();
  await filter(page, '');
  await page.rows.nth(2).click();
  await page.getByRole('tab', {name: 'Headers'}).click();
  await page.getByRole('button', {name: 'Filter by X-Kind'}).click();
  await page.seesRows(1);
  page.check();
});

test('two requests are compared', async () => {
  const page = await openFile(file, '#bin=orders');
  await page.seesRows(3);
  await page.rows.nth(2).click();
  await page.locator('#detail-title').waitFor();
  await page.keyboard.press('d');
  await page.rows.nth(1).click();
  await page.getByText('Body, as JSON: 2 differences').waitFor();
  const row = (name) => page.locator('table.diff tr', {has: page.getByRole('rowheader', {name, exact: true})});
  assert.deepEqual(await row('$.status').locator('td').allTextContents(), ['"open"', '"paid"']);
  page.check();
});

test('what needs a server is not offered, and its keys say why', async () => {
  const page = await openFile(file, '#bin=orders');
  await page.seesRows(3);
  for (const name of ['New bin', 'Open a private bin', 'Delete all', 'Follow'])
    assert.equal(await page.getByRole('button', {name, exact: true}).filter({visible: true}).count(), 0, name);
  await page.rows.nth(1).click();
  await page.locator('#detail-title').waitFor();
  assert.deepEqual(await page.locator('#detail .bar button').allTextContents(), ['Copy as…', 'Diff']);
  for (const key of ['r', 'x', 'X']) {
    await page.keyboard.press(key);
    await page.toast('This page is a file');
    await page.locator('.toast').evaluate((toast) => toast.remove());
  }
  await page.keyboard.press('e');
  assert.deepEqual(await page.getByRole('menuitem').allTextContents(), ['Export…e']);
  await page.keyboard.press('e');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', {name: 'Save the file'}).click()]);
  assert.equal(download.suggestedFilename(), 'orders.ndjson');
  await page.locator('.rail-item', {hasText: 'silent'}).click();
  await page.getByText('Nothing was recorded').waitFor();
  page.check();
});

test('a sandbox that grants no storage is enough', async () => {
  const page = await openFile(file);
  const frame = `${file}.frame.html`;
  writeFileSync(frame, '<iframe sandbox="allow-scripts" src="a report.html" width="1200" height="700"></iframe>');
  await page.goto(pathToFileURL(frame).href);
  const inside = page.frameLocator('iframe');
  await inside.locator('.rail-item', {hasText: 'orders'}).click();
  await inside.locator('.row', {hasText: '/orders/1'}).click();
  await inside.locator('#detail-title', {hasText: '/orders/1'}).waitFor();
  page.check();
});

test('captured content stays text', async () => {
  const page = await openFile(file, '#bin=orders');
  await page.seesRows(3);
  await page.rows.nth(0).click();
  await page.getByRole('tab', {name: 'Raw'}).click();
  await page.locator('.panel').getByText('window.hacked=1').waitFor();
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  page.check();
});
