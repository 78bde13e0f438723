// Captured content is hostile: whatever stands in it, nothing of it runs, and nothing leaves the page.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {awaitOn, closeBrowser, openPage, post, sendRaw, startServer} from './support.js';

const CORPUS = [
  '<script>window.hacked=1;alert(1)</script>',
  '"><img src=x onerror="window.hacked=1;alert(1)">',
  "'><svg/onload=window.hacked=1>",
  '</textarea></title></style></script><script>window.hacked=1</script>',
  '<iframe srcdoc="<script>parent.hacked=1</script>"></iframe>',
  '<a href="javascript:window.hacked=1">x</a>',
  '<img src="http://198.51.100.1/leak.png"><link rel=stylesheet href="http://198.51.100.1/x.css">',
  '{{constructor.constructor("window.hacked=1")()}}${window.hacked=1}',
  '<style>@import "http://198.51.100.1/x"; *{display:none}</style>',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=window.hacked=1>',
];

let server;
before(async () => {
  server = await startServer(['orders']);
});
after(async () => {
  await closeBrowser();
  await server.stop();
});

async function capture(text) {
  const inTarget = encodeURIComponent(text).replace(/[()']/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  const body = JSON.stringify({[text]: text, list: [text]});
  await sendRaw(
    server,
    `POST /orders/${inTarget}?${inTarget}=${inTarget} HTTP/1.1\r\nHost: x\r\nX-Text: ${text}\r\nCookie: ${text}\r\nX-Forwarded-For: ${text}\r\nContent-Type: application/json; x="${text}"\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  await post(server, '/orders/html', text, {'Content-Type': 'text/html'});
  await post(server, '/orders/svg', `<svg xmlns="http://www.w3.org/2000/svg">${text}</svg>`, {'Content-Type': 'image/svg+xml'});
  await post(server, '/orders/form', new URLSearchParams({[text]: text}).toString(), {'Content-Type': 'application/x-www-form-urlencoded'});
  const parts = new FormData();
  parts.set(text, text);
  parts.set('file', new Blob([text], {type: 'text/html'}), text.replace(/[\r\n"]/g, ''));
  await post(server, '/orders/parts', parts);
}

/** Elements that only markup could have made. */
const foreign = (page) =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll(
        'script:not([src$="static/js/main.js"]), iframe, object, embed, form[action], style, math, a[href^="javascript:"], link[href^="http"]',
      ),
    ].map((e) => e.outerHTML.slice(0, 200)),
  );

test('no field of a request runs or loads anything, in any tab', async () => {
  for (const text of CORPUS) await capture(text);
  const page = await openPage(server, '?bin=orders');
  await page.seesRows(CORPUS.length * 5);
  const {requests} = await (await fetch(`${server.url}api/v2/bins/orders/requests?fields=summary`)).json();
  for (const summary of requests) {
    const tabs =
      summary.target.length > 20 ? ['overview', 'headers', 'body', 'raw', 'answer', 'timing', 'matched'] : ['overview', 'body', 'raw'];
    // In the page, because each way there and back costs more than what is looked at.
    await page.evaluate(
      async ([id, seq, names]) => {
        const frame = () =>
          new Promise((next) => {
            requestAnimationFrame(next);
          });
        const views = () => document.querySelector('.segments')?.querySelectorAll('button') ?? [];
        for (const name of names) {
          history.pushState(null, '', `?bin=orders&sel=${id}&tab=${name}`);
          dispatchEvent(new PopStateEvent('popstate'));
          while (
            document.querySelector('.pane')?.ariaLabel !== `Request ${seq} of orders` ||
            document.getElementById(`tab-${name}`)?.ariaSelected !== 'true'
          )
            await frame();
          for (let i = 0; i < views().length; i += 1) {
            views()[i].click();
            await frame();
          }
        }
      },
      [summary.id, summary.seq, tabs],
    );
    assert.deepEqual(await foreign(page), []);
  }
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  page.check();
  await page.context().close();
});

test('no diff, await, filter or address runs anything', async () => {
  const {requests} = await (await fetch(`${server.url}api/v2/bins/orders/requests?fields=summary`)).json();
  const page = await openPage(server, `?bin=orders&diff=${requests[0].id}&sel=${requests[5].id}`);
  await page.getByText(/Body, as JSON/).waitFor();
  for (const text of CORPUS) {
    const {id} = await awaitOn(server, 'orders', {
      name: text,
      request: {method: 'put', headers: {'X-Text': text}, json_paths: {'$.list[0]': text}},
      exactly: 1,
      within: '10ms',
    });
    await page.locator(`[data-key="await:${id}"]`).click();
    await page.locator('.verdict.bad').waitFor();
    await page.locator('#detail .title').getByText(text, {exact: true}).waitFor();
  }
  assert.deepEqual(await foreign(page), []);
  for (const text of CORPUS) {
    await page.goto(
      `${server.url}?bin=${encodeURIComponent(text)}&q=${encodeURIComponent(`${text} zzz:"${text}`)}&sel=${encodeURIComponent(text)}&tab=${encodeURIComponent(text)}`,
    );
    await page.locator('.connection.live').waitFor();
    await page.locator('.filter-note.bad, .empty').first().waitFor();
    assert.deepEqual(await foreign(page), []);
  }
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  page.check();
});

test('the policy of the page forbids what the page does not do', async () => {
  const response = await fetch(server.url);
  const policy = response.headers.get('content-security-policy');
  for (const part of [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ])
    assert.ok(policy.includes(part), part);
  assert.doesNotMatch(policy, /unsafe/);
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
  const {requests} = await (await fetch(`${server.url}api/v2/bins/orders/requests?fields=summary&limit=3`)).json();
  const body = await fetch(`${server.url}api/v2/bins/orders/requests/${requests[1].id}/body`);
  assert.match(body.headers.get('content-disposition'), /^attachment/);
  assert.equal(body.headers.get('x-content-type-options'), 'nosniff');
});
