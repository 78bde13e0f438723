// What a person sees of bodies, headers and lists that are not plain: decoded, hidden, folded, on a phone.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {gzipSync} from 'node:zlib';

import {closeBrowser, openPage, post, sendRaw, startServer} from './support.js';

let server;
before(async () => {
  server = await startServer(['orders', 'hooks']);
});
after(async () => {
  await closeBrowser();
  await server.stop();
});

async function idOf(part) {
  const {requests} = await (await fetch(`${server.url}api/v2/bins/orders/requests?limit=1000`)).json();
  return requests.find(({target}) => target.includes(part)).id;
}

test('a gzip body is read unpacked, and its bytes stay a view', async () => {
  await post(server, '/orders/gz', gzipSync('{"packed":true}'), {'Content-Type': 'application/json', 'Content-Encoding': 'gzip'});
  const page = await openPage(server, `?bin=orders&sel=${await idOf('/gz')}&tab=body`);
  await page.locator('.panel .tree .key', {hasText: '"packed"'}).waitFor();
  await page.locator('.panel').getByRole('button', {name: 'As sent'}).click();
  await page.locator('.panel pre.hex', {hasText: '1f 8b'}).waitFor();
});

test('a token is taken apart beside its header, and hidden controls are spelt out', async () => {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `${part({alg: 'none'})}.${part({sub: 'alice'})}.x`;
  await sendRaw(
    server,
    `POST /orders/auth HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nX-Bidi: a\xe2\x80\xaeb\r\nContent-Length: 0\r\n\r\n`,
  );
  const page = await openPage(server, `?bin=orders&sel=${await idOf('/auth')}&tab=headers`);
  await page.locator('.reading', {hasText: '"sub": "alice"'}).waitFor();
  await page.locator('.fields td', {hasText: 'a\\u202eb'}).waitFor();
});

test('what matchers read is shown as they read it, and what the page cannot read is said', async () => {
  const json = {'Content-Type': 'application/json'};
  await post(server, '/orders/two', '{"n":1}{"n":2}', json);
  await post(server, '/orders/ebcdic', Buffer.from([0xc1, 0xc2]), {'Content-Type': 'text/plain; charset=ibm037'});
  await post(server, '/orders/unseen', '{"id":"a\u200bb"}', json);
  const part = (text) => Buffer.from(text).toString('base64url');
  await post(server, '/orders/far', 'x', {Authorization: `Bearer ${part('{"alg":"none"}')}.${part('{"exp":1e20}')}.x`});
  const panel = async (name, tab) => (await openPage(server, `?bin=orders&sel=${await idOf(name)}&tab=${tab}`)).locator('.panel');
  const two = await panel('/two', 'body');
  await two.locator('.note', {hasText: 'matchers and templates see the first one'}).waitFor();
  await two.locator('.tree .key', {hasText: '"n"'}).waitFor();
  await (await panel('/ebcdic', 'body')).locator('.note.warn', {hasText: 'charset ibm037'}).waitFor();
  await (await panel('/unseen', 'body')).locator('.tree', {hasText: 'a\\u200bb'}).waitFor();
  await (await panel('/far', 'headers')).locator('.reading', {hasText: 'no date is so far away'}).waitFor();
});

test('what the filter hides says so, and is shown again with a click', async () => {
  await post(server, '/orders/shy', 'x');
  const page = await openPage(server, `?bin=orders&q=method%3DPUT&sel=${await idOf('/shy')}`);
  await page.getByRole('button', {name: 'hidden by the filter'}).click();
  await page.locator('.row.chosen', {hasText: '/shy'}).waitFor();
});

test('awaits of another bin are named', async () => {
  const waiting = fetch(`${server.url}api/v2/bins/hooks/await`, {method: 'POST', body: '{"within": "60s", "at_least": 5}'}).catch(() => {});
  const page = await openPage(server, '?bin=orders');
  await page.getByRole('button', {name: '1 in hooks'}).click();
  await page.locator('.await-item').waitFor();
  void waiting;
});

test('on a phone the details are the page, every tab is there, and Back leads to the list', async () => {
  await post(server, '/orders/small', 'x');
  const page = await openPage(server, `?bin=orders&sel=${await idOf('/small')}`);
  await page.setViewportSize({width: 400, height: 800});
  const last = await page.getByRole('tab', {name: 'Matched by'}).boundingBox();
  assert.ok(last.x + last.width <= 400, 'the last tab is in sight');
  assert.equal(await page.locator('#work').isVisible(), false);
  await page.getByRole('button', {name: 'Back'}).click();
  const time = page.rows.locator('.time').first();
  await time.waitFor();
  assert.ok(await time.evaluate((cell) => cell.scrollWidth <= cell.clientWidth), 'the milliseconds are in sight');
});

test('Caps Lock does not ask to delete everything, and Cyrillic keys are keys', async () => {
  const page = await openPage(server, '?bin=orders');
  await page.rows.first().waitFor();
  const press = (key, code) =>
    page.evaluate(
      ([k, c]) => document.dispatchEvent(new KeyboardEvent('keydown', {key: k, code: c, bubbles: true, cancelable: true})),
      [key, code],
    );
  await press('о', 'KeyJ');
  await page.locator('.row.chosen').waitFor();
  await page.getByRole('tab', {name: 'Matched by'}).waitFor(); // what is to be deleted is there
  await press('X', 'KeyX');
  await page.getByRole('heading', {name: 'Delete this request?'}).waitFor();
});
