// How smooth the page is with 100,000 rows while 200 requests a second arrive: frames and long tasks, for
// people to read. No test: figures depend on the machine.
//
//     RICOCHET_PROGRAM=build/release/bin/ricochet node tests/browser/smoothness.js [seconds]
import {closeBrowser, flood, openPage, post, startServer, startTraffic} from './support.js';

const SECONDS = Number(process.argv[2] ?? 10);
const PER_SECOND = 200;
const server = await startServer(['orders', 'other'], {env: {MAX_REQUESTS: '100000'}});
await post(server, '/api/v2/bins/orders', {max_bytes: 1e9}, {}, 'PATCH'); // 100,000 are over the default
await flood(server, '/orders/old', 100_000);
const page = await openPage(server, '?bin=orders');
page.setDefaultTimeout(180_000);
await page.seesRows(100_000);

/** Counts frames and long tasks in the page while `during` runs. */
async function measure(name, during = () => {}) {
  const traffic = startTraffic(server, '/orders/new', PER_SECOND);
  await page.evaluate(() => {
    const m = (globalThis.measured = {gaps: [], tasks: [], on: true});
    m.observer = new PerformanceObserver((list) => m.tasks.push(...list.getEntries().map((e) => e.duration)));
    m.observer.observe({entryTypes: ['longtask']});
    let last = performance.now();
    const frame = () => {
      const now = performance.now();
      m.gaps.push(now - last);
      last = now;
      if (m.on) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const until = performance.now() + SECONDS * 1000;
  while (performance.now() < until) {
    await during();
    await new Promise((go) => {
      setTimeout(go, 50);
    });
  }
  const {gaps, tasks} = await page.evaluate(() => {
    const m = globalThis.measured;
    m.on = false;
    m.observer.disconnect();
    return {gaps: m.gaps, tasks: m.tasks};
  });
  const sent = await traffic.stop();
  gaps.sort((a, b) => a - b);
  const at = (share) => gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * share))].toFixed(0).padStart(5);
  const sum = tasks.reduce((a, b) => a + b, 0);
  console.log(
    `${name.padEnd(44)} ${(sent / SECONDS).toFixed(0).padStart(4)}/s  ${(gaps.length / SECONDS).toFixed(0).padStart(3)} frames/s  gap ms median ${at(0.5)}, 95 % ${at(0.95)}, 99 % ${at(0.99)}, longest ${at(1)}   long tasks ${String(tasks.length).padStart(3)}, longest ${Math.max(
      0,
      ...tasks,
    )
      .toFixed(0)
      .padStart(4)} ms, ${(sum / SECONDS / 10).toFixed(1).padStart(5)} % of the time`,
  );
}

const filter = async (text) => {
  await page.getByLabel('Filter', {exact: true}).fill(text);
  await page.waitForFunction(() => !/searching/.test(document.querySelector('.list-foot').textContent));
};
await measure('following');
await filter('path~/9$');
await measure('following, filtered by path');
await filter('-header.x-id');
await measure('following, filtered by the server');
await filter('');
let down = true;
await measure('scrolling all the way down and up', async () => {
  await page.mouse.move(600, 500);
  await page.mouse.wheel(0, down ? 3000 : -3000);
  down = Math.random() < 0.5 ? down : !down;
});
await page.keyboard.press('f');
await page.locator('.rail-item', {hasText: 'All bins'}).click();
await measure('all bins, following');
await page.locator('.rail-item', {hasText: 'other'}).click();
await measure('another bin in view');
await closeBrowser();
await server.stop();
