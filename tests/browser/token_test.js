// A server that asks for a token: a proxy in front of `ricochet bin` that lets nobody in without, and
// `ricochet bin --token`, for which the browser itself asks (Basic authentication).
import assert from 'node:assert/strict';
import http from 'node:http';
import {after, before, test} from 'node:test';

import {closeBrowser, openPage, post, startServer} from './support.js';

let server;
let proxy;
before(async () => {
  server = await startServer(['orders']);
  proxy = http.createServer((request, response) => {
    if (request.url.startsWith('/api/v2/') && request.headers.authorization !== 'Bearer sesame') {
      response.writeHead(401, {'Content-Type': 'application/json'}).end('{"error": "a token is needed"}');
      return;
    }
    const onward = http.request({port: server.port, path: request.url, method: request.method, headers: request.headers}, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      response.flushHeaders();
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
  await new Promise((ready) => {
    proxy.listen(0, '127.0.0.1', ready);
  });
});
after(async () => {
  await closeBrowser();
  proxy.closeAllConnections();
  proxy.close();
  await server.stop();
});

test('the token is asked for once, again when it is refused, and kept in the tab', async () => {
  await post(server, '/orders/1');
  const guarded = {url: `http://127.0.0.1:${proxy.address().port}/`};
  const page = await openPage(guarded, '?bin=orders', {live: false});
  const box = page.getByLabel('Token', {exact: true});
  await box.fill('wrong');
  await page.keyboard.press('Enter');
  await page.getByText('That token was refused.').waitFor();
  await box.fill('sesame');
  await page.keyboard.press('Enter');
  await page.locator('.connection.live').waitFor();
  await page.seesRows(1);
  await post(server, '/orders/2');
  await page.seesRows(2);
  await page.reload();
  await page.locator('.connection.live').waitFor();
  await page.seesRows(2);
  assert.equal(await page.getByLabel('Token', {exact: true}).count(), 0);
  assert.equal(await page.evaluate(() => localStorage.getItem('ricochet.token')), null);
  assert.doesNotMatch(page.url(), /sesame/);
  page.check();
});

test('a server with --token shows the page to whoever has the token', async (t) => {
  const guarded = await startServer(['orders'], {env: {RICOCHET_TOKEN: 'sesame'}});
  t.after(() => guarded.stop());
  assert.equal((await fetch(guarded.url)).status, 401);
  const page = await openPage(guarded, '?bin=orders', {credentials: {username: 'anyone', password: 'sesame'}});
  await post(guarded, '/orders/1');
  await page.seesRows(1);
  await page.rows.first().click();
  await page.locator('#detail-title', {hasText: '/orders/1'}).waitFor();
  assert.equal(await page.getByLabel('Token', {exact: true}).count(), 0);
  page.check();
});
