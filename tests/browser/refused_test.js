// Calls that the server refused by itself: a row like others, marked, with the reason and the bound, live and after a reload.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {closeBrowser, openPage, post, sendRaw, startServer} from './support.js';

let server;
before(async () => {
  server = await startServer(['orders'], {flags: ['--max-body', '1KiB']});
});
after(async () => {
  await closeBrowser();
  await server.stop();
});

const tooLarge = () => sendRaw(server, `POST /orders/large?n=1 HTTP/1.1\r\nHost: x\r\nX-Id: 7\r\nContent-Length: 5000\r\n\r\n`);

test('a refused call comes up as a row while the page is open, marked with its status', async () => {
  const page = await openPage(server, '?bin=orders');
  await post(server, '/orders/fine', 'x');
  assert.match(await tooLarge(), / 413 /);
  const row = page.locator('.row', {hasText: '/large'});
  await row.filter({hasText: 'refused'}).waitFor();
  assert.equal(await row.locator('.status').textContent(), '413');
  assert.equal(await page.locator('.row', {hasText: 'refused'}).count(), 1, 'the other row is not marked');
});

test('its overview says why, with the bound and how to raise it; its head is there as far as it was read', async () => {
  const page = await openPage(server, '?bin=orders&q=is%3Arefused');
  await page.rows.first().click();
  await page.locator('.note.bad', {hasText: 'The server refused this call with 413'}).filter({hasText: '--max-body 1.0 KiB'}).waitFor();
  await page.getByRole('tab', {name: 'Headers'}).click();
  await page.locator('.fields td', {hasText: '7'}).first().waitFor();
});

test('the filter finds refused calls only', async () => {
  const page = await openPage(server, '?bin=orders&q=is%3Arefused');
  await page.rows.first().waitFor();
  assert.equal(await page.rows.count(), 1);
});

test('bytes that are not HTTP stand with their beginning, in every bin of the listener, and change nothing on the page', async () => {
  await sendRaw(server, '\x16\x03\x01<img/src=x/onerror=alert(1)>\r\n\r\n');
  const page = await openPage(server, '?bin=orders');
  const row = page.locator('.row', {hasText: '(unreadable)'});
  await row.waitFor();
  assert.match(await row.textContent(), /<img.src=x|\\u0016/);
  await row.click();
  await page.locator('.note.bad', {hasText: 'The server refused this call'}).waitFor();
});
