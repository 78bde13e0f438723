import assert from 'node:assert/strict';
import {after, before, beforeEach, test} from 'node:test';

import {closeBrowser, openPage, post, startServer, startTraffic} from './support.js';

let server;
before(async () => {
  server = await startServer(['orders', 'hooks'], {env: {MAX_REQUESTS: '100000'}});
});
beforeEach(async () => {
  for (const bin of ['orders', 'hooks']) await post(server, `/api/v2/bins/${bin}/requests`, '', {}, 'DELETE');
});
after(async () => {
  await closeBrowser();
  await server.stop();
});

test('what arrives is shown at once, newest first, and counted in the rail', async () => {
  const page = await openPage(server, '?bin=orders');
  await page.getByText('Nothing has come yet').waitFor();
  await post(server, '/orders/1');
  await page.seesRows(1);
  await post(server, '/orders/2');
  await post(server, '/hooks/3');
  await page.seesRows(2);
  assert.deepEqual(await page.targets(), ['/orders/2', '/orders/1']);
  await page.locator('.rail-item', {hasText: 'hooks'}).locator('.unread', {hasText: '1'}).waitFor();
  await page.waitForFunction(() => document.title.startsWith('(1) orders'));
  await page.locator('.rail-item', {hasText: 'hooks'}).click();
  await page.seesRows(1);
  await page.locator('.unread').waitFor({state: 'detached'});
  page.check();
});

test('all bins stand in one list, in order of arrival', async () => {
  await post(server, '/orders/1');
  await post(server, '/hooks/2');
  await post(server, '/orders/3');
  const page = await openPage(server);
  await page.seesRows(3);
  assert.deepEqual(await page.targets(), ['/3', '/2', '/1']); // their bins stand beside them
  assert.equal(await page.locator('.row .bin', {hasText: 'hooks'}).count(), 1);
  page.check();
});

test('the empty bin tells its address and sends a test request', async () => {
  const page = await openPage(server, '?bin=orders');
  await page.getByRole('button', {name: 'Copy', exact: true}).first().click();
  await page.toast('Address copied');
  assert.equal(await page.clipboard(), `${server.url}orders`);
  await page.getByRole('button', {name: 'Send a test request'}).click();
  await page.seesRows(1);
  assert.deepEqual(await page.targets(), ['/orders/test?from=page']);
  page.check();
});

test('a filter narrows the list, stands in the address, and survives a reload', async () => {
  for (const status of ['open', 'paid', 'paid']) await post(server, '/orders/1', {status}, {'X-Kind': status});
  await post(server, '/orders/health');
  const page = await openPage(server, '?bin=orders');
  await page.seesRows(4);
  await page.keyboard.press('/');
  await page.keyboard.type('method:POST -path:/health');
  await page.seesRows(3);
  await page.keyboard.type(' json.$.status=paid');
  await page.seesRows(2);
  assert.equal(new URL(page.url()).searchParams.get('q'), 'method:POST -path:/health json.$.status=paid');
  await page.reload();
  await page.seesRows(2);
  assert.equal(await page.getByLabel('Filter', {exact: true}).inputValue(), 'method:POST -path:/health json.$.status=paid');
  await post(server, '/orders/5', {status: 'open'});
  await post(server, '/orders/4', {status: 'paid'});
  await page.seesRows(3);
  assert.equal((await page.targets())[0], '/orders/4');
  await page.getByLabel('Filter', {exact: true}).fill('header.x-kind:open');
  await page.seesRows(1);
  await page.getByLabel('Filter', {exact: true}).fill('-header.x-kind:open');
  await page.seesRows(5);
  page.check();
});

test('highlighting keeps what does not fit, pale', async () => {
  await post(server, '/orders/a');
  await post(server, '/orders/b', '', {}, 'PUT');
  const page = await openPage(server, '?bin=orders&q=method:PUT');
  await page.seesRows(1);
  await page.getByRole('button', {name: 'Highlight'}).click();
  await page.seesRows(2);
  assert.equal(await page.locator('.row.dim').count(), 1);
  assert.match(page.url(), /show=all/);
  await page.getByText('1 of 2 requests fit').waitFor();
  page.check();
});

test('a wrong filter says where and how to mend it, and the last good one stays', async () => {
  await post(server, '/orders/a');
  await post(server, '/orders/b', '', {}, 'PUT');
  const page = await openPage(server, '?bin=orders&q=method:PUT');
  await page.seesRows(1);
  const box = page.getByLabel('Filter', {exact: true});
  await box.fill('method:PUT statsu:200');
  await page.getByText('column 12: there is no field "statsu". Did you mean status?').waitFor();
  await page.seesRows(1);
  await box.fill('json.$[=1');
  await page.locator('.filter-note.bad', {hasText: 'the server cannot filter by this'}).waitFor();
  page.check();
});

test('following pauses when the reader reads, and says what waits', async () => {
  await post(server, '/orders/1');
  await post(server, '/orders/2');
  const page = await openPage(server, '?bin=orders');
  await page.seesRows(2);
  await page.rows.filter({hasText: '/orders/1'}).click();
  for (const n of [3, 4, 5]) await post(server, `/orders/${n}`);
  await page.getByRole('button', {name: '3 new'}).waitFor();
  assert.deepEqual(await page.targets(), ['/orders/2', '/orders/1']);
  await page.getByRole('button', {name: '3 new'}).click();
  await page.seesRows(5);
  assert.equal((await page.targets())[0], '/orders/5');
  await post(server, '/orders/6');
  await page.seesRows(6);
  page.check();
});

test('bins and rows can be chosen while much arrives', async (t) => {
  const page = await openPage(server, '?bin=orders');
  const traffic = startTraffic(server, '/orders/busy', 200);
  t.after(() => traffic.stop());
  await page.rows.first().waitFor();
  for (const bin of ['hooks', 'orders', 'hooks', 'orders']) {
    await page.locator('.rail-item', {hasText: bin}).click();
    await page.locator('.rail-item[aria-current]', {hasText: bin}).waitFor();
  }
  // A row moves on with each arrival: it is pressed where it is, as a hand does, and stands still from then on.
  const list = await page.locator('.scroller').first().boundingBox();
  await page.mouse.click(list.x + list.width / 2, list.y + 60);
  await page.locator('#detail-title', {hasText: '/orders/busy'}).waitFor();
  const [shown] = await page.locator('.row.chosen .target').allTextContents();
  await page.getByRole('button', {name: /^\d+ new$/}).waitFor();
  assert.deepEqual(await page.locator('.row.chosen .target').allTextContents(), [shown], 'the list stands still from the click on');
  assert.match(await page.locator('#detail-title').textContent(), new RegExp(`${shown}$`));
  const sent = await traffic.stop();
  await page.keyboard.press('f');
  await page.seesRows(sent);
  page.check();
});

test('the time strip zooms by dragging and by keys', async () => {
  for (let n = 0; n < 5; n += 1) await post(server, `/orders/${n}`);
  const page = await openPage(server, '?bin=orders');
  await page.seesRows(5);
  const canvas = page.locator('.strip canvas');
  await page.waitForFunction(() => /5 requests/.test(document.querySelector('.strip canvas').ariaLabel));
  const box = await canvas.boundingBox();
  await page.mouse.move(box.x + box.width * 0.8, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.95, box.y + 20, {steps: 4});
  await page.mouse.up();
  await page.getByText('Nothing fits').waitFor();
  assert.match(page.url(), /t=\d+-\d+/);
  await page.locator('.zoom button').click();
  await page.seesRows(5);
  await canvas.focus();
  await page.keyboard.press('+');
  await page.locator('.zoom button').waitFor();
  await page.keyboard.press('-');
  await page.locator('.zoom button').waitFor({state: 'hidden'});
  page.check();
});

test('a new bin is made, a private one is opened by its name', async () => {
  const page = await openPage(server);
  await page.getByRole('button', {name: 'New bin', exact: true}).click();
  await page.getByLabel('Name', {exact: true}).fill('fresh');
  await page.getByRole('button', {name: 'Create'}).click();
  await page.locator('.rail-item[aria-current]', {hasText: 'fresh'}).waitFor();
  const made = await (await fetch(`${server.url}api/v1/bins`, {method: 'POST', body: new URLSearchParams({private: 'true'})})).json();
  await page.getByRole('button', {name: 'Open a private bin'}).click();
  await page.getByLabel('Name of the bin').fill(made.name);
  await page.keyboard.press('Enter');
  await page.locator('.rail-item[aria-current]', {hasText: made.name}).locator('.lock').waitFor();
  await post(server, `/${made.name}/secret`);
  await page.seesRows(1);
  page.check();
});
