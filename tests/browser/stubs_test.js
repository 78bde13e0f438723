// Calls of a stub and events of a topic: what answered them, and what fitted nothing.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {closeBrowser, openPage, startWorld} from './support.js';

let server;
before(async () => {
  server = await startWorld();
});
after(async () => {
  await closeBrowser();
  await server.stop();
});

const open = async (page, text) => {
  await page.rows.filter({hasText: text}).first().click();
  await page.locator('#detail-title').waitFor();
  return page.locator('.panel');
};

test('calls of a stub show what answered, what fitted nothing, and what was not answered', async () => {
  const page = await openPage(server, '?bin=photos');
  await page.seesRows(5);
  await page.locator('.rail-item[aria-current] .kind', {hasText: 'stub'}).waitFor();
  await page.locator('.row.is-bad .tag', {hasText: 'no rule fits'}).waitFor();
  assert.equal(await page.locator('.row.is-bad').count(), 4); // two 503, one unmatched, one without answer
  let panel = await open(page, '/unknown');
  await panel.getByText('nearest is stubs/photos.json:12').first().waitFor();
  panel = await open(page, '/maillot.jpg');
  await page.getByRole('tab', {name: 'Matched by'}).click();
  await panel.getByText('stubs/photos.json:12').waitFor();
  await panel.getByText('a photo is downloaded').waitFor();
  await page.getByRole('tab', {name: 'Answer'}).click();
  await panel.getByText('answer 200').waitFor();
  await page.getByRole('tab', {name: 'Timing'}).click();
  await panel.getByText('The same method and target: 3').waitFor();
  assert.equal(await page.getByRole('button', {name: 'Send again'}).count(), 0);
  panel = await open(page, '/fault');
  await page.locator('.badge', {hasText: 'fault reset'}).waitFor();
  await page.getByRole('tab', {name: 'Raw'}).click();
  await panel.getByText('No answer was sent.').waitFor();
  for (const [filter, n] of [
    ['is:unmatched', 1],
    ['status:5xx', 2],
    ['rule:photos.json', 4],
    ['query.size=big', 3],
    ['header.accept:image', 5],
  ]) {
    await page.getByLabel('Filter', {exact: true}).fill(filter);
    await page.seesRows(n);
  }
  page.check();
});

test('events have a key and a body, and no answer', async () => {
  const page = await openPage(server, '?bin=product-events');
  await page.seesRows(2);
  assert.deepEqual(await page.targets(), [
    'key "product-42", partition 2, offset 18, null value',
    'key "product-42", partition 2, offset 17',
  ]);
  const panel = await open(page, 'offset 17');
  await panel.getByText('PhotoWasAdded').first().waitFor();
  assert.equal(await page.getByRole('tab', {name: 'Answer'}).count(), 0);
  for (const tab of ['Headers', 'Body', 'Raw', 'Timing', 'Matched by']) await page.getByRole('tab', {name: tab}).click();
  await page.keyboard.press('c');
  await page.keyboard.press('s');
  await page.toast('Scenario step copied');
  assert.deepEqual(JSON.parse(await page.clipboard()).expect, {
    event: 'product-events',
    key: 'product-42',
    headers: {type: 'PhotoWasAdded'},
    json_paths: {'$.type': 'PhotoWasAdded', '$.product': 'product-42'},
    within: '5s',
  });
  await page.getByLabel('Filter', {exact: true}).fill('json.$.type=PhotoWasAdded');
  await page.seesRows(1);
  page.check();
});

test('all bins are one timeline of calls and events', async () => {
  const page = await openPage(server);
  await page.seesRows(7);
  assert.equal(await page.locator('.row.event').count(), 2);
  page.check();
});
