import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {awaitOn, closeBrowser, openPage, post, startServer} from './support.js';

let server;
before(async () => {
  server = await startServer(['orders', 'hooks']);
});
after(async () => {
  await closeBrowser();
  await server.stop();
});

test('an await is seen waiting, getting on, and turning green', async () => {
  const page = await openPage(server, '?bin=orders');
  const verdict = awaitOn(server, 'orders', {name: 'two payments', request: {method: 'post'}, at_least: 2, within: '60s'});
  const line = page.locator('.await-item', {hasText: 'two payments'});
  await line.waitFor();
  assert.equal(await line.getAttribute('data-outcome'), 'pending');
  assert.ok((await line.locator('.state').boundingBox()).width >= 10, 'its mark can be seen');
  await page.locator('.rail-item', {hasText: 'orders'}).locator('.pending-dot').waitFor();
  await line.click();
  await page.getByText('0 came, at least 2 expected').waitFor();
  await post(server, '/orders/1');
  await page.getByText('1 came, at least 2 expected').waitFor();
  await page.getByText('1 of 2 came').waitFor();
  await post(server, '/orders/2');
  assert.equal((await verdict).outcome, 'satisfied');
  await page.locator('.verdict.good').waitFor();
  await page.locator('.await-item[data-outcome=satisfied]').waitFor();
  await page.locator('.pending-dot').waitFor({state: 'detached'});
  await page
    .locator('.panel')
    .getByRole('button', {name: /POST \/orders\/1/})
    .click();
  await page.getByRole('tab', {name: 'Matched by'}).click();
  await page.getByRole('button', {name: 'two payments'}).last().waitFor();
  page.check();
});

test('progress is shown however fast it comes', async () => {
  const page = await openPage(server, '?bin=orders');
  const verdict = awaitOn(server, 'orders', {name: 'three hundred', request: {uri: '/orders/fast'}, at_least: 300, within: '60s'});
  await page.locator('.await-item', {hasText: 'three hundred'}).click();
  await page.getByText('0 came, at least 300 expected').waitFor();
  for (let n = 0; n < 10; n += 1) await Promise.all(Array.from({length: 29}, () => post(server, '/orders/fast')));
  await page.getByText('290 came, at least 300 expected').waitFor();
  await Promise.all(Array.from({length: 10}, () => post(server, '/orders/fast')));
  assert.equal((await verdict).observed, 300);
  await page.locator('.verdict.good').waitFor();
  page.check();
});

test('an await turns red and says why: funnel, near misses, hints', async () => {
  const page = await openPage(server, '?bin=hooks');
  await post(server, '/hooks/pay', {status: 'PENDING'}, {'Content-Type': 'application/json'});
  const verdict = await awaitOn(server, 'hooks', {
    name: 'a payment',
    request: {method: 'post', json_paths: {'$.status': 'PAID'}},
    exactly: 1,
    within: '80ms',
  });
  assert.equal(verdict.outcome, 'timeout');
  await page.locator('.await-item[data-outcome=timeout]', {hasText: 'a payment'}).click();
  await page.locator('.verdict.bad').waitFor();
  const panel = page.locator('.panel');
  await panel.getByText('Who meets each condition, of 1 request in the window').waitFor();
  await panel.locator('.funnel .what', {hasText: '0 of 1'}).waitFor();
  await panel.getByText('stood there instead').waitFor();
  await panel.locator('.near tr.wrong', {hasText: 'PENDING'}).waitFor();
  assert.match(page.url(), /await=\d+/);
  await page.reload();
  await page.locator('.near tr.wrong').waitFor();
  await page.getByRole('button', {name: 'Copy as text'}).click();
  await page.toast('Verdict copied');
  assert.match(await page.clipboard(), /PENDING/);
  await panel
    .getByRole('button', {name: /POST \/hooks\/pay/})
    .first()
    .click();
  await page.locator('#detail-title', {hasText: '/hooks/pay'}).waitFor();
  page.check();
});

test('an order of steps says which were met, by what, and what broke it', async () => {
  const page = await openPage(server, '?bin=hooks');
  await post(server, '/hooks/steps/begin');
  const verdict = await awaitOn(server, 'hooks', {
    name: 'begin, then end',
    steps: [
      {request: {uri: '/hooks/steps/begin'}, name: 'begin'},
      {request: {uri: '/hooks/steps/end'}, times: 2, name: 'end'},
    ],
    within: '80ms',
  });
  assert.equal(verdict.steps.length, 2);
  await page.locator('.await-item', {hasText: 'begin, then end'}).click();
  await page
    .locator('.steps .met', {hasText: 'begin'})
    .getByRole('button', {name: /POST \/hooks\/steps\/begin/})
    .waitFor();
  await page.locator('.steps .open', {hasText: '0 of 2 came'}).waitFor();
  await page.locator('.panel .note.bad', {hasText: verdict.step_problem}).waitFor();
  page.check();
});
