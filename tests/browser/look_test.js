import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {closeBrowser, openPage, post, startServer} from './support.js';

let server;
before(async () => {
  server = await startServer(['orders', 'hooks']);
  for (let n = 1; n <= 40; n += 1)
    await post(
      server,
      `/orders/${n}/with-a-rather-long-path-that-no-narrow-column-holds?and=query`,
      {n},
      {'Content-Type': 'application/json', 'X-Long': 'x'.repeat(400)},
    );
});
after(async () => {
  await closeBrowser();
  await server.stop();
});

const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
const luminance = (page, selector) =>
  page.evaluate((s) => {
    const [r, g, b] = getComputedStyle(document.querySelector(s))
      .backgroundColor.match(/[\d.]+/g)
      .map(Number);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }, selector);

test('400 px are enough: panes stack, nothing is cut off', async () => {
  const page = await openPage(server, '?bin=orders', {width: 400, height: 760});
  await page.seesRows(40);
  assert.equal(await overflow(page), 0);
  assert.equal(await page.locator('.rail').isVisible(), false);
  await page.getByRole('button', {name: 'Bins', exact: true}).click();
  await page.locator('.rail-item', {hasText: 'hooks'}).click();
  await page.getByText('Nothing has come yet').waitFor();
  assert.equal(await overflow(page), 0);
  await page.goBack();
  await page.seesRows(40);
  await page.rows.first().click();
  await page.locator('#detail-title').waitFor();
  assert.equal(await page.locator('#list').isVisible(), false, 'the detail has the whole screen');
  assert.ok((await page.locator('#detail').boundingBox()).height > 600);
  assert.equal(await overflow(page), 0);
  for (const tab of ['Headers', 'Body', 'Raw', 'Timing']) {
    await page.getByRole('tab', {name: tab}).click();
    assert.equal(await page.locator('.panel').evaluate((e) => e.scrollWidth <= e.clientWidth + 1), true, tab);
  }
  await page.getByRole('button', {name: 'Back', exact: true}).click();
  await page.seesRows(40);
  page.check();
});

test('dark and light follow the system, or the switch', async () => {
  const page = await openPage(server, '?bin=orders', {dark: true});
  await page.seesRows(40);
  assert.ok((await luminance(page, 'body')) < 60);
  await page.keyboard.press('t');
  await page.toast('light');
  assert.ok((await luminance(page, 'body')) > 200);
  await page.reload();
  await page.seesRows(40);
  assert.ok((await luminance(page, 'body')) > 200);
  await page.keyboard.press('t');
  await page.toast('dark');
  assert.ok((await luminance(page, 'body')) < 60);
  page.check();
});

test('whoever wants no motion gets none', async () => {
  const page = await openPage(server, '?bin=orders', {reducedMotion: 'reduce'});
  await page.seesRows(40);
  await page.keyboard.press('t');
  await page.locator('.toast').waitFor();
  assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
  page.check();
});

test('texts can be read: contrast of at least 4.5 to 1', async () => {
  for (const dark of [false, true]) {
    const page = await openPage(server, '?bin=orders', {dark});
    await page.seesRows(40);
    await page.rows.first().click();
    await page.locator('#detail-title').waitFor();
    const weak = await page.evaluate(() => {
      const probe = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
      const rgb = (colour) => {
        probe.clearRect(0, 0, 1, 1);
        probe.fillStyle = colour;
        probe.fillRect(0, 0, 1, 1);
        return [...probe.getImageData(0, 0, 1, 1).data];
      };
      const light = ([r, g, b]) =>
        [r, g, b]
          .map((v) => v / 255)
          .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
          .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
      const back = (element) => {
        for (let e = element; e; e = e.parentElement) {
          const colour = rgb(getComputedStyle(e).backgroundColor);
          if (colour[3] === 255) return colour;
        }
        return [255, 255, 255];
      };
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found = new Set();
      while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (
          !walker.currentNode.textContent.trim() ||
          !element.checkVisibility({opacityProperty: true}) ||
          element.closest('.sr, .skip, script')
        )
          continue;
        const [a, b] = [light(rgb(getComputedStyle(element).color)), light(back(element))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) found.add(`${element.className || element.tagName}: ${ratio.toFixed(2)}`);
      }
      return [...found];
    });
    assert.deepEqual(weak, [], dark ? 'dark' : 'light');
    page.check();
    await page.context().close();
  }
});
