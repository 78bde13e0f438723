import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {closeBrowser, openPage, post, startServer} from './support.js';

let server;
before(async () => {
  server = await startServer(['orders', 'hooks']);
  for (let n = 1; n <= 60; n += 1) await post(server, `/orders/${n}`);
});
after(async () => {
  await closeBrowser();
  await server.stop();
});

const chosen = (page, target) => page.locator('.row.chosen', {hasText: new RegExp(`${target}200`)}).waitFor();

test('the whole page is used without a mouse', async () => {
  const page = await openPage(server, '?bin=orders');
  await page.seesRows(60);
  await page.keyboard.press('j');
  await chosen(page, '/orders/60');
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  await chosen(page, '/orders/58');
  await page.keyboard.press('k');
  await chosen(page, '/orders/59');
  await page.keyboard.press('End');
  await chosen(page, '/orders/1');
  await page.keyboard.press('PageUp');
  await page.waitForFunction(() => !document.querySelector('.row.chosen')?.textContent.includes('/orders/1200'));
  await page.keyboard.press('g');
  await chosen(page, '/orders/60');
  assert.equal(
    await page.evaluate(() => document.activeElement.getAttribute('aria-activedescendant') === document.querySelector('.row.chosen').id),
    true,
  );

  await page.locator('#detail-title').waitFor();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement.classList.contains('panel'));
  await page.keyboard.press(']');
  await page.locator('[role=tab][aria-selected=true]', {hasText: 'Headers'}).waitFor();
  await page.keyboard.press('[');
  await page.locator('[role=tab][aria-selected=true]', {hasText: 'Overview'}).waitFor();
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.activeElement.id === 'list');
  await page.keyboard.press('Escape');
  await page.locator('#detail').waitFor({state: 'hidden'});

  await page.keyboard.press('/');
  await page.keyboard.type('path~/5$');
  await page.keyboard.press('Enter');
  await page.seesRows(1);
  await page.keyboard.press('m');
  await page.seesRows(60);
  await page.keyboard.press('m');
  await page.keyboard.press('Escape');
  await page.seesRows(60);

  await page.keyboard.press('f');
  await page.locator('button[aria-pressed]', {hasText: 'Follow'}).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('diff: take A, then B').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({state: 'detached'});
  await page.keyboard.press('b');
  await page.waitForFunction(() => document.activeElement.classList.contains('rail-item'));
  await page.keyboard.press('Tab');
  await page.keyboard.press('u');
  await page.toast('Address copied');
  page.check();
});

test('everything that can be pressed has a name', async () => {
  const page = await openPage(server, '?bin=orders');
  await page.seesRows(60);
  await page.keyboard.press('j');
  await page.locator('#detail-title').waitFor();
  const nameless = await page.evaluate(() =>
    [...document.querySelectorAll('button, input, canvas, [role=separator]')]
      .filter((e) => e.checkVisibility() && !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length))
      .map((e) => e.outerHTML.slice(0, 120)),
  );
  assert.deepEqual(nameless, []);
  assert.equal(await page.locator('#list').getAttribute('role'), 'grid');
  const roles = await page.evaluate(() =>
    ['nav', 'main', 'aside', '[role=search]', '[role=tablist]', '[role=tabpanel]', '[role=status]'].filter(
      (s) => !document.querySelector(s),
    ),
  );
  assert.deepEqual(roles, []);
  page.check();
});

test('focus can be seen', async () => {
  const page = await openPage(server, '?bin=orders');
  await page.seesRows(60);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.notEqual(outline, 'none');
  page.check();
});
