// A hundred thousand requests: the document stays small, memory bounded, and the page answers.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {closeBrowser, flood, openPage, post, startServer} from './support.js';

const EACH = 48_000; // what 64 MiB, the most of a bin, hold of such calls
let server;
before(async () => {
  server = await startServer(['a', 'b'], {env: {MAX_REQUESTS: '100000'}});
});
after(async () => {
  await closeBrowser();
  await server.stop();
});

const heap = (page) =>
  page.evaluate(() => {
    globalThis.gc?.();
    return performance.memory.usedJSHeapSize;
  });

test('about 100,000 rows', {timeout: 300_000}, async () => {
  const page = await openPage(server);
  page.setDefaultTimeout(120_000);
  const before = await heap(page);
  await Promise.all([flood(server, '/a/live', EACH), flood(server, '/b/live', EACH)]);
  await page.seesRows(2 * EACH);
  const grown = (await heap(page)) - before;
  assert.ok(grown < 150e6, `the page grew by ${(grown / 1e6).toFixed(0)} MB`);

  assert.ok((await page.locator('.row').count()) < 70);
  for (const share of [0.5, 1, 0.01]) {
    await page
      .locator('.scroller')
      .first()
      .evaluate((e, s) => {
        e.scrollTop = e.scrollHeight * s;
      }, share);
    await page.waitForFunction(
      (s) => {
        const middle = Number(document.querySelector('.row:not([hidden])')?.ariaRowIndex ?? 0);
        return Math.abs(middle / s.total - s.share) < 0.02 && document.querySelectorAll('.row').length < 70;
      },
      {share, total: 2 * EACH},
    );
  }
  await page.keyboard.press('End');
  await page.locator('.row.chosen').waitFor();
  await page.getByLabel('Filter', {exact: true}).fill('path~/9999$');
  await page.seesRows([...Array(EACH).keys()].filter((n) => /(^|)9999$/.test(`/${n}`) && `/live/${n}`.endsWith('/9999')).length * 2);
  await page.getByLabel('Filter', {exact: true}).fill('');
  await page.keyboard.press('Enter');
  await page.keyboard.press('f');
  await post(server, '/a/after');
  await page.waitForFunction(
    () =>
      document.querySelector('.row .target') &&
      [...document.querySelectorAll('.row:not([hidden]) .target')].some((e) => e.textContent.endsWith('/after')),
  );
  page.check();
});

test('what is there already is loaded page by page', {timeout: 300_000}, async () => {
  const page = await openPage(server, '?bin=b');
  page.setDefaultTimeout(120_000);
  await page.seesRows(EACH);
  assert.ok((await page.locator('.row').count()) < 70);
  page.check();
});
