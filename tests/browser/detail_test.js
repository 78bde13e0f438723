import assert from 'node:assert/strict';
import {after, before, beforeEach, test} from 'node:test';

import {closeBrowser, openPage, post, startServer} from './support.js';

let server;
before(async () => {
  server = await startServer(['orders']);
});
beforeEach(() => post(server, '/api/v2/bins/orders/requests', '', {}, 'DELETE'));
after(async () => {
  await closeBrowser();
  await server.stop();
});

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEUlEQVR4nGNk+M/AwMDEAAUADigBA//2bYkAAAAASUVORK5CYII=', 'base64');

async function opened(search = '?bin=orders') {
  const page = await openPage(server, search);
  await page.rows.first().click();
  await page.locator('#detail-title').waitFor();
  return Object.assign(page, {tab: (name) => page.getByRole('tab', {name}).click(), panel: page.locator('.panel')});
}

test('every tab tells its part of the story', async () => {
  await post(
    server,
    '/orders/7?page=2&page=3',
    {status: 'paid', items: [{id: 12345678901234567890n.toString()}]},
    {'X-Event': 'paid', 'Content-Type': 'application/json', Cookie: 'a=1; b=2'},
  );
  const page = await opened();
  await page.panel.getByText('#').first().waitFor();
  assert.match(await page.locator('#detail-title').textContent(), /POST\/orders\/7\?page=2&page=3/);
  await page.tab('Headers');
  await page.panel.getByRole('rowheader', {name: 'X-Event', exact: true}).waitFor();
  await page.panel.getByRole('heading', {name: 'Cookies'}).waitFor();
  await page.tab('Body');
  await page.panel.locator('.tree .string', {hasText: '"paid"'}).waitFor();
  await page.tab('Raw');
  await page.panel.getByText('POST /orders/7?page=2&page=3 HTTP/1.1').waitFor();
  await page.tab('Answer');
  await page.panel.locator('td', {hasText: /^200$/}).waitFor();
  await page.tab('Timing');
  await page.panel.getByText('Since the start').waitFor();
  await page.tab('Matched by');
  await page.panel.getByText('the bin answers everything itself').waitFor();
  assert.match(page.url(), /tab=matched/);
  await page.reload();
  await page.panel.getByText('the bin answers everything itself').waitFor();
  page.check();
});

test('numbers stand as they were written, and a value becomes a filter', async () => {
  await post(server, '/orders/1', '{"n":12345678901234567890,"price":1.50,"status":"open"}', {'Content-Type': 'application/json'});
  await post(server, '/orders/2', '{"n":1,"status":"paid"}', {'Content-Type': 'application/json'});
  const page = await openPage(server, '?bin=orders');
  await page.rows.filter({hasText: '/orders/1'}).click();
  await page.getByRole('tab', {name: 'Body'}).click();
  await page.locator('.tree .number', {hasText: '12345678901234567890'}).waitFor();
  await page.locator('.tree .number', {hasText: '1.50'}).waitFor();
  await page.locator('.tree .line', {hasText: '"open"'}).hover();
  await page.getByRole('button', {name: 'Filter by $.status'}).click();
  await page.seesRows(1);
  assert.equal(await page.getByLabel('Filter', {exact: true}).inputValue(), 'json.$.status=open');
  page.check();
});

test('forms, parts, pictures, XML and bytes have views of their own', async () => {
  const view = async (wanted) => {
    const page = await opened();
    await page.tab('Body');
    await page.panel.locator('.segments button[aria-pressed=true]', {hasText: wanted}).waitFor();
    return page;
  };
  await post(server, '/orders/form', 'name=Ann+B&x=%3Cb%3E', {'Content-Type': 'application/x-www-form-urlencoded'});
  let page = await view('Form');
  await page.panel.locator('td', {hasText: /^<b>$/}).waitFor();
  page.check();

  const parts = new FormData();
  parts.set('note', 'hello');
  parts.set('photo', new Blob([PNG], {type: 'image/png'}), 'p.png');
  await post(server, '/orders/parts', parts);
  page = await view('Parts');
  await page.panel.getByText('file p.png').waitFor();
  await page.panel.getByText('image/png, 2 × 2').waitFor();
  page.check();

  await post(server, '/orders/xml', '<order id="7"><item>x &lt; y</item></order>', {'Content-Type': 'application/xml'});
  page = await view('XML');
  await page.panel.getByText('<item>', {exact: true}).waitFor();
  page.check();

  await post(
    server,
    '/orders/bytes',
    Uint8Array.from({length: 64}, (_, i) => 200 + (i % 50)),
    {'Content-Type': 'application/octet-stream'},
  );
  page = await view('Hex');
  await page.panel.getByText('00000030').waitFor();
  page.check();

  await post(server, '/orders/svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', {'Content-Type': 'image/svg+xml'});
  page = await view('XML');
  assert.equal(await page.locator('img').count(), 0);
  page.check();

  await post(server, '/orders/bad', '{"a": }', {'Content-Type': 'application/json'});
  page = await view('Raw');
  await page.panel.getByText('line 1, column 7').waitFor();
  page.check();
});

test('two requests are compared by header, query and JSON', async () => {
  await post(server, '/orders/1?a=1', {status: 'open', items: [1, 2]}, {'X-Kind': 'a', 'Content-Type': 'application/json'});
  await post(server, '/orders/1?a=2', {status: 'paid', items: [0, 1, 2]}, {'X-Kind': 'b', 'Content-Type': 'application/json'});
  const page = await openPage(server, '?bin=orders');
  await page.seesRows(2);
  await page.rows.nth(1).click();
  await page.locator('#detail-title').waitFor();
  await page.keyboard.press('d');
  await page.toast('This is A');
  await page.rows.nth(0).click();
  await page.getByText('Body, as JSON: 2 differences').waitFor();
  const row = (name) => page.locator('table.diff tr', {has: page.getByRole('rowheader', {name, exact: true})});
  assert.deepEqual(await row('$.status').locator('td').allTextContents(), ['"open"', '"paid"']);
  assert.deepEqual(await row('$.items[0]').locator('td').allTextContents(), ['not there', '0']);
  assert.deepEqual(await row('X-Kind').locator('td').allTextContents(), ['a', 'b']);
  assert.deepEqual(await row('a').locator('td').allTextContents(), ['1', '2']);
  assert.match(page.url(), /diff=/);
  await page.reload();
  await page.getByText('Body, as JSON: 2 differences').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('#detail-title').waitFor();
  page.check();
});

test('texts are compared line by line', async () => {
  await post(server, '/orders/1', 'one\ntwo\nthree\n');
  await post(server, '/orders/1', 'one\n2\nthree\n');
  const page = await openPage(server, '?bin=orders');
  await page.seesRows(2);
  await page.rows.nth(1).click();
  await page.locator('#detail-title').waitFor();
  await page.rows.nth(0).click({modifiers: ['Control']});
  assert.equal(await page.locator('.lines .left').textContent(), 'two');
  assert.equal(await page.locator('.lines .right').textContent(), '2');
  page.check();
});

test('a request is copied as cURL, matcher, step and link', async () => {
  await post(server, '/orders/7', '{"status":"it\'s paid"}', {'Content-Type': 'application/json', 'X-Id': '7'});
  const page = await opened();
  const copied = async (key, said) => {
    await page.keyboard.press('c');
    await page.getByRole('menu').waitFor();
    await page.keyboard.press(key);
    await page.toast(said);
    return page.clipboard();
  };
  const curl = await copied('c', 'cURL command copied');
  assert.match(curl, /--data-raw '\{"status":"it'\\''s paid"\}'/);
  assert.match(curl, new RegExp(`${server.url}orders/7`));
  assert.deepEqual(JSON.parse(await copied('m', 'Matcher copied')).json_paths, {'$.status': "it's paid"});
  assert.equal(JSON.parse(await copied('s', 'Scenario step copied')).expect.calls, 'orders');
  assert.match(await copied('l', 'Link copied'), /sel=/);
  page.check();
});

test('a copied matcher finds its request again', async () => {
  await post(server, '/orders/7?x=a+b', '{"status":"paid","n":1.5,"deep":{"list":[true,"x"]}}', {
    'Content-Type': 'application/json',
    'X-Id': '7',
  });
  await post(server, '/orders/8', '{"status":"open"}', {'Content-Type': 'application/json'});
  const page = await openPage(server, '?bin=orders');
  await page.rows.filter({hasText: '/orders/7'}).click();
  await page.locator('#detail-title').waitFor();
  await page.keyboard.press('c');
  await page.keyboard.press('m');
  await page.toast('Matcher copied');
  const found = await (await fetch(`${server.url}api/v2/bins/orders/requests?filter=${encodeURIComponent(await page.clipboard())}`)).json();
  assert.deepEqual(
    found.requests?.map((r) => r.target),
    ['/orders/7?x=a+b'],
    JSON.stringify(found),
  );
  page.check();
});

test('a request is sent again to its bin', async () => {
  await post(server, '/orders/7?x=1', '{"again":true}', {'Content-Type': 'application/json', 'X-Id': '7'}, 'PUT');
  const page = await opened();
  await page.keyboard.press('r');
  await page.getByRole('button', {name: 'Send', exact: true}).click();
  await page.toast('Sent, the answer was 200');
  await page.getByRole('button', {name: '1 new'}).waitFor();
  const {requests} = await (await fetch(`${server.url}api/v2/bins/orders/requests`)).json();
  assert.equal(requests.length, 2);
  for (const key of ['method', 'target']) assert.equal(requests[1][key], requests[0][key]);
  assert.equal(requests[1].body.content, '{"again":true}');
  assert.ok(requests[1].headers.some(([name, value]) => name.toLowerCase() === 'x-id' && value === '7'));
  page.check();
});

test('one is deleted, then all, each only after a question', async () => {
  for (const n of [1, 2, 3]) await post(server, `/orders/${n}`);
  const page = await openPage(server, '?bin=orders');
  await page.seesRows(3);
  await page.rows.nth(0).click();
  await page.locator('#detail-title').waitFor();
  await page.keyboard.press('x');
  await page.getByRole('button', {name: 'Cancel'}).click();
  await page.seesRows(3);
  await page.keyboard.press('x');
  await page.getByRole('dialog').getByRole('button', {name: 'Delete'}).click();
  await page.seesRows(2);
  assert.deepEqual(await page.targets(), ['/orders/2', '/orders/1']);
  await page.keyboard.press('Shift+X');
  await page.getByRole('button', {name: 'Delete 2'}).click();
  await page.getByText('Nothing has come yet').waitFor();
  const {requests} = await (await fetch(`${server.url}api/v2/bins/orders/requests`)).json();
  assert.deepEqual(requests, []);
  page.check();
});

test('the body is saved as a file, never shown', async () => {
  await post(server, '/orders/page', '<script>alert(1)</script>', {'Content-Type': 'text/html'});
  const page = await opened();
  await page.tab('Body');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', {name: 'Save'}).click()]);
  assert.match(download.suggestedFilename(), /^orders-\d+\.html\.txt$/);
  page.check();
});
