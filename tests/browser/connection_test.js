import assert from 'node:assert/strict';
import net from 'node:net';
import {after, afterEach, test} from 'node:test';

import {closeBrowser, openPage, post, startServer} from './support.js';

let server;
afterEach(() => server?.stop());
after(closeBrowser);

test('a restart of the server is seen and everything is loaded anew', async () => {
  server = await startServer(['orders']);
  await post(server, '/orders/old');
  const page = await openPage(server, '?bin=orders');
  await page.seesRows(1);
  await server.stop();
  await page.locator('.connection.waiting').waitFor();
  await page.locator('.connection .word', {hasText: 'offline'}).waitFor();
  server = await startServer(['orders'], {port: server.port});
  await post(server, '/orders/new');
  await page.locator('.connection.live').waitFor();
  await page.toast('The server was started anew');
  await page.seesRows(1);
  assert.deepEqual(await page.targets(), ['/orders/new']);
  await post(server, '/orders/newer');
  await page.seesRows(2);
  page.check();
});

/** A wire between page and server that can be cut: open connections break, new ones are refused. */
async function startWire(port) {
  const sockets = new Set();
  const wire = {cut: false};
  const listener = net.createServer((near) => {
    if (wire.cut) {
      near.destroy();
      return;
    }
    const far = net.connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ]) {
      sockets.add(socket);
      socket.pipe(other);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise((ready) => {
    listener.listen(0, '127.0.0.1', ready);
  });
  wire.url = `http://127.0.0.1:${listener.address().port}/`;
  wire.break = () => {
    wire.cut = true;
    for (const socket of sockets) socket.destroy();
  };
  wire.close = () => {
    wire.break();
    listener.close();
  };
  return wire;
}

test('a broken connection is resumed without gap or double', async () => {
  server = await startServer(['orders']);
  const wire = await startWire(server.port);
  const page = await openPage(wire, '?bin=orders');
  await post(server, '/orders/1');
  await page.seesRows(1);
  wire.break();
  await page.locator('.connection.waiting').waitFor();
  for (const n of [2, 3, 4]) await post(server, `/orders/${n}`);
  assert.deepEqual(await page.targets(), ['/orders/1']);
  wire.cut = false;
  await page.locator('.connection').click();
  await page.seesRows(4);
  await page.locator('.connection.live').waitFor();
  assert.deepEqual(await page.targets(), ['/orders/4', '/orders/3', '/orders/2', '/orders/1']);
  assert.equal(await page.locator('.toast').count(), 0, 'nothing had to be loaded again');
  page.check();
  wire.close();
});
