// What can be done with a bin as a whole: settings, answers, export, import, sending to targets, removal; and
// the state of a stub.
import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {closeBrowser, openPage, post, startServer, startStub} from './support.js';

let server;
let target;
const asked = [];
before(async () => {
  target = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      asked.push({method: request.method, url: request.url, id: request.headers['x-id'], body});
      response.writeHead(202, {'Content-Type': 'application/json'}).end('{"taken":"<b>yes</b>"}');
    });
  });
  await new Promise((ready) => {
    target.listen(0, '127.0.0.1', ready);
  });
  server = await startServer(['orders', 'copies'], {flags: ['--send-to', `http://127.0.0.1:${target.address().port}/in`]});
});
after(async () => {
  await closeBrowser();
  target.closeAllConnections();
  target.close();
  await server.stop();
});

const get = async (path) => (await fetch(new URL(path, server.url))).json();
const choose = async (page, name) => {
  await page.keyboard.press('e');
  await page.getByRole('menuitem', {name}).click();
};

test('a bin is made with its settings, changed, and removed after a question', async () => {
  const page = await openPage(server);
  await page.getByRole('button', {name: 'New bin', exact: true}).click();
  await page.getByLabel('Name', {exact: true}).fill('fresh');
  await page.getByText('Settings and answers').click();
  await page.getByLabel('Kept for').fill('2 hours');
  await page.getByRole('button', {name: 'Create'}).click();
  await page.getByRole('alert').getByText('2 hours').waitFor(); // what the server says, and what was typed stays
  await page.getByLabel('Kept for').fill('2h');
  await page.getByLabel('Holds at most').fill('500');
  await page.getByLabel('It answers').selectOption('one');
  await page.getByLabel('Status', {exact: true}).fill('503');
  await page.getByLabel('Body', {exact: true}).fill('{"try":"later"}');
  await page.getByRole('button', {name: 'Create'}).click();
  await page.locator('.bin-bar', {hasText: 'fresh'}).waitFor();
  const made = await get('api/v2/bins/fresh');
  assert.deepEqual([made.ttl, made.ttl_mode, made.max_records], ['7200s', 'fixed', 500]);
  assert.equal(await post(server, '/fresh/1'), 503);
  await page.seesRows(1);

  await choose(page, 'Settings and answers');
  assert.equal(await page.getByLabel('Kept for').inputValue(), '2h');
  assert.equal(await page.getByLabel('Body', {exact: true}).inputValue(), '{"try":"later"}');
  await page.getByLabel('Kept for').fill('');
  await page.getByLabel('It answers').selectOption('rules');
  await page.getByRole('textbox', {name: 'Rules'}).fill('[{"request": {"uri": "/fresh/a"}, "respons": {}}]');
  await page.getByRole('button', {name: 'Save'}).click();
  await page
    .getByRole('alert')
    .getByText(/^line 1, column \d+: .*respons/)
    .waitFor();
  await page.getByRole('textbox', {name: 'Rules'}).fill('[{"request": {"uri": "/fresh/a"}, "response": {"status": 418}}]');
  await page.getByRole('button', {name: 'Save'}).click();
  await page.toast('The settings are saved');
  assert.equal((await get('api/v2/bins/fresh')).ttl, null);
  assert.deepEqual([await post(server, '/fresh/a'), await post(server, '/fresh/b')], [418, 200]);

  await choose(page, 'Remove the bin');
  await page.getByRole('button', {name: 'Cancel'}).click();
  await page.seesRows(3);
  await choose(page, 'Remove the bin');
  await page.getByRole('button', {name: 'Remove the bin', exact: true}).click();
  await page.locator('.rail-item', {hasText: 'fresh'}).waitFor({state: 'detached'});
  assert.equal(await post(server, '/fresh/1'), 404);
  page.check();
});

test('a bin is exported and imported', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ricochet-page-'));
  t.after(() => rmSync(folder, {recursive: true}));
  await post(server, '/orders/7?x=1', '{"n":1}', {'Content-Type': 'application/json'}, 'PUT');
  const page = await openPage(server, '?bin=orders');
  const exported = async (format) => {
    await choose(page, 'Export');
    await page.getByRole('radio', {name: format}).check();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', {name: 'Save the file'}).click()]);
    const path = join(folder, download.suggestedFilename());
    await download.saveAs(path);
    return path;
  };
  const har = await exported('HAR');
  assert.match(har, /orders\.har$/);
  assert.equal(JSON.parse(readFileSync(har, 'utf8')).log.entries[0].request.method, 'PUT');
  assert.match(readFileSync(await exported('cURL'), 'utf8'), /^curl .*orders\/7\?x=1'/);
  const ndjson = await exported('NDJSON');
  await page.locator('.rail-item', {hasText: 'copies'}).click();
  await page.locator('.bin-bar', {hasText: 'copies'}).waitFor();
  await choose(page, 'Import');
  await page.getByRole('button', {name: 'Import'}).click();
  await page.getByRole('alert').getByText('Choose a file first').waitFor();
  writeFileSync(join(folder, 'bad.ndjson'), '{"kind": "call"\n');
  await page.getByLabel('File').setInputFiles(join(folder, 'bad.ndjson'));
  await page.getByRole('button', {name: 'Import'}).click();
  await page
    .getByRole('alert')
    .getByText(/JSON|expected/)
    .waitFor();
  await page.getByLabel('File').setInputFiles(ndjson);
  await page.getByRole('button', {name: 'Import'}).click();
  await page.toast('1 request imported');
  await page.seesRows(1);
  await choose(page, 'Import');
  await page.getByLabel('File').setInputFiles(har);
  await page.getByRole('button', {name: 'Import'}).click();
  await page.seesRows(2);
  assert.deepEqual(await page.targets(), ['/orders/7?x=1', '/orders/7?x=1']);
  page.check();
});

test('a request is sent again to a target, whose answer is shown as text', async () => {
  await post(server, '/orders/8?x=1', '{"again":true}', {'Content-Type': 'application/json', 'X-Id': '8'}, 'PATCH');
  const page = await openPage(server, '?bin=orders');
  await page.rows.filter({hasText: '/orders/8'}).click();
  await page.locator('#detail-title').waitFor();
  await page.keyboard.press('r');
  await page.getByRole('radio', {name: '/in'}).check();
  await page.getByText('The server sends it').waitFor();
  await page.getByRole('button', {name: 'Send', exact: true}).click();
  await page.getByRole('dialog', {name: 'The answer'}).locator('.badge', {hasText: '202'}).waitFor();
  await page.getByRole('dialog').getByText('"<b>yes</b>"').waitFor();
  assert.deepEqual(asked.at(-1), {method: 'PATCH', url: '/in/8?x=1', id: '8', body: '{"again":true}'});
  await page.getByRole('button', {name: 'Close', exact: true}).click();
  page.check();
});

test('the state of a stub: what it has, what was never asked for, what fitted nothing', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ricochet-page-'));
  t.after(() => rmSync(folder, {recursive: true}));
  const file = join(folder, 'photos.json');
  writeFileSync(
    file,
    '[\n  {"request": {"uri": "/a"}, "response": {"text": "A"}},\n  {"request": {"uri": "/b"}, "response": {"text": "B"}}\n]\n',
  );
  const control = await startStub(file);
  t.after(() => control.stop());
  const {
    stubs: [{name, url}],
  } = await (await fetch(`${control.url}api/v2/stubs`)).json();
  for (const path of ['/a', '/a', '/c']) await (await fetch(new URL(path, url))).text();
  const page = await openPage(control, `?bin=${name}`);
  await page.seesRows(3);
  const facts = (text) => page.locator('.facts', {hasText: text});
  await facts('2 hits').waitFor();
  await (await fetch(new URL('/c', url))).text();
  await facts('2 unmatched').waitFor();
  assert.equal(await page.locator('.address').textContent(), url, 'where the service calls it');
  await facts('unmatched').click();
  const panel = page.locator('.panel');
  await panel.locator('tr.unused', {hasText: '/b'}).waitFor();
  assert.match(page.url(), /stub=1/);
  await panel.getByRole('button', {name: /photos\.json:2/}).click();
  await page.seesRows(2);
  await panel.getByRole('button', {name: 'Set counters to 0'}).click();
  await page.toast('The counters are 0');
  await panel.getByText('0 calls').first().waitFor();
  writeFileSync(file, '[ {"request": {"urii": "/a"}} ]');
  await panel.getByRole('button', {name: 'Load the files again'}).click();
  await panel.getByText('unknown-key').waitFor();
  await page.keyboard.press('Escape');
  page.check();
});
