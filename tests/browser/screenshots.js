// Takes the pictures of docs/screenshots: the main states of the page with believable content. The
// server runs for real; only times differ from run to run.
import {execFile} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

import {awaitOn, closeBrowser, openPage, openReport, openRunPage, post, startRun, startServer, startStub} from './support.js';

const out = join(dirname(fileURLToPath(import.meta.url)), '../../docs/screenshots');
mkdirSync(out, {recursive: true});
const server = await startServer(['orders', 'payments', 'webhooks', 'fresh']);
const json = {
  'Content-Type': 'application/json',
  'User-Agent': 'order-service/2.4',
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
};

// Arrivals with gaps between them, so that the strip has something to show.
const pause = (ms) =>
  new Promise((done) => {
    setTimeout(done, ms);
  });
const statuses = ['open', 'paid', 'paid', 'open', 'shipped', 'paid'];
const order = (n, more = {}) => ({
  order: 1000 + n,
  status: statuses[n % statuses.length],
  customer: {id: `c-${40 + (n % 7)}`, country: 'CH'},
  items: [
    {sku: 'maillot', quantity: 1 + (n % 3), price: 79.9},
    {sku: 'helmet', quantity: 1, price: 129.0},
  ],
  total: 208.9 + n,
  paid_at: null,
  gift: n % 4 === 0,
  ...more,
});
for (let n = 0; n < 42; n += 1) {
  await post(
    server,
    `/orders/v1/orders/${1000 + n}?source=web&page=${n % 5}`,
    order(n),
    {...json, 'X-Event': 'order.updated', 'Idempotency-Key': `k-${7000 + n}`},
    n % 6 === 5 ? 'PUT' : 'POST',
  );
  if (n % 4 === 0) await post(server, '/orders/health', '', {'User-Agent': 'kube-probe/1.29'}, 'GET');
  if (n % 5 === 0)
    await post(server, '/payments/charges', new URLSearchParams({amount: '20890', currency: 'chf', customer: `c-${n}`}).toString(), {
      'Content-Type': 'application/x-www-form-urlencoded',
      'User-Agent': 'order-service/2.4',
    });
  if (n % 9 === 0)
    await post(server, '/webhooks/invoice', `<invoice id="${n}"><total currency="CHF">208.90</total></invoice>`, {
      'Content-Type': 'application/xml',
    });
  await pause(n % 10 === 9 ? 400 : 40);
}

await awaitOn(server, 'orders', {
  name: 'order 1007 is paid once',
  request: {method: 'post', uri: {startsWith: '/orders/v1'}, json_paths: {'$.order': '1007'}},
  exactly: 1,
  within: '2s',
  settle: '300ms',
});
await awaitOn(server, 'payments', {
  name: 'two charges at least',
  request: {method: 'post', uri: '/payments/charges'},
  at_least: 2,
  within: '2s',
});
await awaitOn(server, 'orders', {
  name: 'order 1012 is refunded',
  request: {
    method: 'post',
    uri: {startsWith: '/orders/v1'},
    headers: {'X-Event': 'order.updated'},
    json_paths: {'$.order': '1012', '$.status': 'refunded'},
  },
  exactly: 1,
  within: '400ms',
});
const open = awaitOn(server, 'orders', {
  name: 'twelve shipments',
  request: {json_paths: {'$.status': 'shipped'}},
  at_least: 12,
  within: '10m', // as long as pictures of this server are taken
}).catch(() => {}); // it is killed in the end

async function shot(name, search, prepare, options, of = server) {
  const page = await openPage(of, search, options);
  await prepare?.(page);
  await page.evaluate(() => document.fonts.ready);
  await page.mouse.move(0, 0);
  await pause(500); // the strip paints at most five times a second
  await page.screenshot({path: join(out, `${name}.png`)});
  await page.context().close();
  process.stdout.write(`${name}.png\n`);
}

const wide = {width: 1240, height: 780};
const pick = (target, tab) => async (page) => {
  await page.rows.filter({hasText: target}).first().click();
  await page.locator('#detail-title').waitFor();
  if (tab) await page.getByRole('tab', {name: tab}).click();
};
const chooseAwait = (name) => async (page) => {
  await page.locator('.await-item', {hasText: name}).click();
  await page.locator('.verdict').waitFor();
};

await shot('await-pending', '?bin=orders', chooseAwait('twelve'), wide);
await shot('list', '?bin=orders', null, wide);
await shot('all-bins', '', null, wide);
await shot('detail-json', '?bin=orders', pick('/orders/v1/orders/1037', 'Body'), wide);
await shot('overview', '?bin=orders', pick('/orders/v1/orders/1037'), wide);
await shot('timing', '?bin=orders', pick('/orders/health', 'Timing'), wide);
await shot(
  'diff',
  '?bin=orders',
  async (page) => {
    await pick('/orders/v1/orders/1036')(page);
    await page.keyboard.press('d');
    await page.rows.filter({hasText: '/orders/v1/orders/1038'}).first().click();
    await page.locator('table.diff').first().waitFor();
    await page.locator('.toast').waitFor({state: 'detached'});
  },
  wide,
);
await shot('await-green', '?bin=orders', chooseAwait('order 1007'), wide);
await shot('await-red', '?bin=orders', chooseAwait('order 1012'), wide);
await shot(
  'filter',
  '?bin=orders&q=method:POST+json.$.status=paid+-path:/health',
  async (page) => {
    await page.waitForFunction(
      () =>
        /fit/.test(document.querySelector('.list-foot').textContent) && !/searching/.test(document.querySelector('.list-foot').textContent),
    );
  },
  wide,
);
await shot(
  'filter-error',
  '?bin=orders&q=method:POST',
  async (page) => {
    await page.getByLabel('Filter', {exact: true}).fill('method:POST statsu>=400 path~^/orders');
    await page.locator('.filter-note.bad').waitFor();
  },
  wide,
);
await shot('empty', '?bin=fresh', null, wide);
await shot(
  'keys',
  '?bin=orders',
  async (page) => {
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
  },
  wide,
);
await shot(
  'settings',
  '?bin=webhooks',
  async (page) => {
    await page.keyboard.press('e');
    await page.getByRole('menuitem', {name: 'Settings'}).click();
    await page.getByLabel('It answers').selectOption('one');
  },
  wide,
);
await shot(
  'actions',
  '?bin=webhooks',
  async (page) => {
    await page.keyboard.press('e');
  },
  wide,
);

const folder = mkdtempSync(join(tmpdir(), 'ricochet-shots-'));
writeFileSync(
  join(folder, 'photos.json'),
  `[
  {"description": "the photo of a product", "request": {"method": "get", "uri": "/maillot.jpg"}, "response": {"status": 200, "text": "..."}},
  {"description": "a photo that is gone", "request": {"method": "get", "uri": "/gone.jpg"}, "response": {"status": 410}},
  {"request": {"method": "put", "uri": {"startsWith": "/thumbnails/"}}, "response": {"status": 201}}
]`,
);
const control = await startStub(join(folder, 'photos.json'));
const {
  stubs: [stub],
} = await (await fetch(`${control.url}api/v2/stubs`)).json();
for (const [method, path] of [
  ['GET', '/maillot.jpg'],
  ['PUT', '/thumbnails/maillot'],
  ['GET', '/maillot.jpg?size=2'],
  ['GET', '/malliot.jpg'],
])
  await post(stub, path, '', {}, method);
await shot(
  'stub',
  `?bin=${stub.name}&stub=1`,
  async (page) => {
    await page.locator('table.sessions').waitFor();
  },
  wide,
  control,
);
await control.stop();
rmSync(folder, {recursive: true});
await shot('dark', '?bin=orders', pick('/orders/v1/orders/1037', 'Body'), {...wide, dark: true});
await shot('dark-await', '?bin=orders', chooseAwait('order 1012'), {...wide, dark: true});
await shot('narrow', '?bin=orders', null, {width: 400, height: 780});
await shot('narrow-detail', '?bin=orders', pick('/orders/v1/orders/1037', 'Body'), {width: 400, height: 780});
await shot(
  'narrow-rail',
  '?bin=orders',
  async (page) => {
    await page.getByRole('button', {name: 'Bins', exact: true}).click();
  },
  {width: 400, height: 780},
);
await shot(
  'offline',
  '?bin=orders',
  async (page) => {
    await server.stop('SIGKILL');
    await page.locator('.connection.waiting').waitFor();
  },
  wide,
);
await open;

// The report of the photo suite with a service that forgets its back-off.
const report = join(mkdtempSync(join(tmpdir(), 'ricochet-report-')), 'report.html');
await new Promise((done) => {
  execFile(
    process.env.RICOCHET_PROGRAM,
    ['run', 'scenarios/photo', '--report', `html=${report}`],
    {cwd: join(out, '../..'), env: {...process.env, DEFECT: 'no-backoff'}},
    done,
  );
});
for (const [name, prepare, options] of [
  ['report', null, wide],
  ['report-detail', (page) => page.locator('.happening.lane-call:not([hidden])').nth(1).click(), wide],
  ['report-dark', null, {...wide, dark: true}],
  ['report-narrow', null, {width: 400, height: 780}],
]) {
  const page = await openReport(report, '', options);
  await page.locator('.happening:not([hidden])').first().waitFor();
  await prepare?.(page);
  await pause(500);
  await page.screenshot({path: join(out, `${name}.png`)});
  await page.context().close();
  process.stdout.write(`${name}.png\n`);
}
rmSync(dirname(report), {recursive: true});

// The same suite on the page of --ui, from the folder of the project, so that paths are short.
process.chdir(join(out, '../..'));
const run = await startRun(['scenarios/photo']);
const live = await openRunPage(run, wide);
await live.locator('.rail-item', {hasText: 'an event is handled again'}).click();
await live.locator('.happening.lane-call:not([hidden])').first().waitFor();
await pause(1000);
await live.screenshot({path: join(out, 'run-live.png')});
process.stdout.write('run-live.png\n');
await run.stop('SIGINT');
await closeBrowser();
