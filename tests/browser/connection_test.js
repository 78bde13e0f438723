import assert from 'node:assert/strict';
import {after, test} from 'node:test';

import {closeBrowser, openPage, post, startServer} from './support.js';

after(closeBrowser);

test('a restart of the server is seen and everything is loaded anew', async () => {
  let server = await startServer(['orders']);
  await post(server, '/orders/old');
  const page = await openPage(server, '?bin=orders');
  await page.seesRows(1);
  await server.stop();
  await page.locator('.connection.waiting').waitFor();
  await page.getByText(/offline/).waitFor();
  server = await startServer(['orders'], {port: server.port});
  await post(server, '/orders/new');
  await page.locator('.connection.live').waitFor();
  await page.toast('The server was started anew');
  await page.seesRows(1);
  assert.deepEqual(await page.targets(), ['/orders/new']);
  await post(server, '/orders/newer');
  await page.seesRows(2);
  page.check();
  await server.stop();
});

test('a broken connection is resumed without gap or double', async () => {
  const server = await startServer(['orders']);
  const page = await openPage(server, '?bin=orders');
  await post(server, '/orders/1');
  await page.seesRows(1);
  await page.context().setOffline(true);
  await page.evaluate(() => {}); // the page goes on while nothing reaches it
  for (const n of [2, 3, 4]) await post(server, `/orders/${n}`);
  await page.context().setOffline(false);
  await page.seesRows(4);
  assert.deepEqual(await page.targets(), ['/orders/4', '/orders/3', '/orders/2', '/orders/1']);
  page.check();
  await server.stop();
});
