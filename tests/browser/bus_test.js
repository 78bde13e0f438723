// The embedded bus beside the bins: topics and records, groups and commits, live.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {closeBrowser, openPage, publish, startBus, startPhotoService, startServer} from './support.js';

let bus;
before(async () => {
  bus = await startBus(['--topic', 'product-events:3']);
});
after(async () => {
  await closeBrowser();
  await bus.stop();
});

const line = (page, place) => page.locator(`.rail-item[data-key="${place}"]`);
const rowOf = (page, text) => page.locator('.headed tr', {hasText: text});

test('a topic shows its partitions, and its records as they come', async () => {
  const page = await openPage(bus);
  await page.getByText('There is no bin yet').waitFor();
  await line(page, 'topic:product-events').click();
  await page.getByText('There are none. What is published shows up here at once.').waitFor();
  assert.equal(await page.locator('.headed tbody tr').count(), 3);
  await publish(bus, 'product-events', {type: 'PriceWasChanged', price: 12}, ['--key', 'p-1', '--header', 'source=shop']);
  const record = page.locator('.bus-record', {hasText: 'PriceWasChanged'});
  await record.click();
  await record.getByText('source').waitFor();
  await record.locator('.tree .key', {hasText: 'price'}).waitFor();
  // What is open stays open while more comes.
  await publish(bus, 'product-events', {type: 'Another'}, ['--key', 'p-2']);
  await page.locator('.bus-record', {hasText: 'Another'}).waitFor();
  assert.equal(await page.locator('.bus-record[open]').count(), 1);
  await record.locator('.tree .key', {hasText: 'price'}).waitFor();
  assert.match(page.url(), /bus=topic:product-events/);
  page.check();
});

test('hostile keys and values are text', async () => {
  const page = await openPage(bus, '?bus=topic:hostile');
  await page.getByText('There is no topic hostile now.').waitFor();
  await publish(bus, 'hostile', {x: '<img src=x onerror=alert(1)>'}, ['--key', '<script>alert(1)</script>']);
  await page.locator('.bus-record', {hasText: '<script>alert(1)</script>'}).click();
  await page.getByText('<img src=x onerror=alert(1)>').first().waitFor();
  page.check();
});

test('a group shows members, commits and lag live', async () => {
  const page = await openPage(bus, '?bus=group:readers');
  await page.getByText('There is no group readers now.').waitFor();
  const service = await startPhotoService(bus, 'readers');
  after(() => service.stop());
  await line(page, 'group:readers').waitFor();
  await page.locator('.badge', {hasText: 'Stable'}).waitFor();
  await rowOf(page, 'product-events 0, 1, 2').first().waitFor();
  await publish(bus, 'product-events', {type: 'Unknown'}, ['--key', 'p-3']);
  await page.getByText('committed').first().waitFor();
  await rowOf(page, 'joined').first().waitFor();
  await service.stop();
  await page.getByText('There are none: nobody reads for this group now.').waitFor();
  await publish(bus, 'product-events', {type: 'Unseen'}, ['--key', 'p-3']);
  await line(page, 'group:readers').locator('.kind', {hasText: 'lag 1'}).waitFor();
  await page.getByRole('button', {name: 'Close the details'}).click();
  await page.locator('.detail').waitFor({state: 'hidden'});
  page.check();
});

test('a server without a bus shows none', async () => {
  const bins = await startServer(['orders']);
  const page = await openPage(bins);
  await page.locator('.rail-item').first().waitFor();
  assert.equal(await page.getByRole('heading', {name: 'Topics'}).isVisible(), false);
  page.check();
  await bins.stop();
});
