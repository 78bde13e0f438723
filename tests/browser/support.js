// One server, one browser, and words for what a person does with the page. Waits are for conditions.
import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {spawn} from 'node:child_process';
import net from 'node:net';
import {dirname, extname, join, resolve} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

import {chromium} from 'playwright-core';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const program = process.env.RICOCHET_PROGRAM ?? join(root, 'build/release/bin/ricochet');
const browserPath = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/** With RICOCHET_WEB=requestbin/web the page is that folder's, not what is embedded in the program. */
const webFolder = process.env.RICOCHET_WEB;

async function serveFolder(context, server, folder) {
  const types = {'.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml'};
  await context.route(
    (url) => /^(ui\/)?static\//.test(url.href.slice(server.url.length)),
    async (route) => {
      const name = new URL(route.request().url()).pathname.replace(/^.*\/static\//, '');
      await route.fulfill({body: await readFile(resolve(root, folder, name)), contentType: types[extname(name)]});
    },
  );
  for (const [path, name] of [
    ['', 'index.html'],
    ['ui/run', 'run.html'],
  ]) {
    await context.route(
      (url) => url.href.split('?')[0] === server.url + path,
      async (route) => {
        const response = await route.fetch();
        await route.fulfill({response, body: await readFile(resolve(root, folder, name))});
      },
    );
  }
}

/** The one deadline: what has not happened by then never will. */
export const DEADLINE = 60_000;

/** `ricochet bin` with these bins; stop() ends it and waits until it is gone. */
export function startServer(bins, {port = 0, env = {}, flags = []} = {}) {
  return start(program, ['bin', '-p', String(port), ...bins.flatMap((bin) => ['--bin', bin]), ...flags], env);
}

/** `ricochet stub http` with this file and its control side, whose page it is. */
export function startStub(file) {
  return start(program, ['stub', 'http', '-p', '0', '-c', file, '--control', '0'], {});
}

/** `ricochet bus` with these flags and its control side, whose page it is; `bootstrap`: where clients go. */
export async function startBus(flags = []) {
  const server = await start(program, ['bus', '-p', '0', '--control', '0', ...flags], {}, /control at (http:\S+?\/)api[^]*bus at (\S+)/);
  return {...server, bootstrap: server.found[2]};
}

/** A service that reads product-events in this group, until stop(): the photo suite's own. */
export function startPhotoService(bus, group, env = {}) {
  const path = join(dirname(program), '../libexec/ricochet/photo-service');
  const settings = {BROKERS: bus.bootstrap, GROUP: group, TOPIC: 'product-events', WEBHOOK_URL: `${bus.url}hooks`, ...env};
  return start(path, [], settings, /ready/);
}

/** Publishes by the program; waits until the broker has it. */
export function publish(bus, topic, json, flags = []) {
  const child = spawn(program, ['publish', '--bus', bus.bootstrap, topic, '--json', JSON.stringify(json), ...flags], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`publish ended with ${code}`))));
  });
}

/** `ricochet run --ui` with these words; url: of the page of bins. */
export function startRun(words) {
  return start(program, ['run', '--ui', '--ui-port', '0', ...words], {}, /page (http:\S+\/)ui\/run/, 'stderr');
}

/** The server of world.cc: calls of a stub, events of a topic. */
export function startWorld() {
  return start(join(dirname(program), '../tests/browser/page_world'), [], {});
}

/** `ready`: what it says there when it can be used; the first group is its address. */
async function start(path, args, env, ready = /(?:request bins|Control is) at (http:\S+\/)/, where = 'stdout') {
  const stdio = where === 'stdout' ? ['ignore', 'pipe', 'inherit'] : ['ignore', 'ignore', 'pipe'];
  const child = spawn(path, args, {env: {...process.env, CI: '', ...env}, stdio});
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const found = await new Promise((resolve, reject) => {
    let said = '';
    child[where].on('data', (piece) => {
      said += piece;
      const words = ready.exec(said);
      if (words) resolve(words);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    child.once('error', reject);
  });
  const url = found[1];
  return {
    url,
    found,
    port: url === undefined ? 0 : Number(new URL(url).port),
    /** A second time does nothing. */
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await gone;
    },
  };
}

export async function post(server, path, body = '', headers = {}, method = 'POST') {
  const response = await fetch(new URL(path, server.url), {
    method,
    body:
      method === 'GET'
        ? undefined
        : typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData
          ? body
          : JSON.stringify(body),
    headers,
  });
  await response.text();
  return response.status;
}

/** Bytes as they are, for what fetch would not send; waits for the answer. */
export function sendRaw(server, text) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(server.port, '127.0.0.1', () => socket.write(Buffer.from(text, 'latin1')));
    let answer = '';
    socket.on('data', (piece) => {
      answer += piece;
      if (answer.includes('\r\n\r\n')) socket.end();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

/** A connection for many small requests, pipelined. */
function pipeline(server, path, from, onAnswer = () => {}) {
  const socket = net.connect(server.port, '127.0.0.1');
  const line = {sent: 0, answered: 0, socket};
  line.send = (n) => {
    let text = '';
    for (let i = 0; i < n; i += 1) text += `POST ${path}/${from + line.sent + i} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`;
    line.sent += n;
    socket.write(text);
  };
  let rest = '';
  socket.on('data', (piece) => {
    rest += piece.toString('latin1');
    const parts = rest.split('HTTP/1.1 200');
    line.answered += parts.length - 1;
    rest = parts.at(-1).slice(-20);
    onAnswer(line);
  });
  line.closed = new Promise((resolve, reject) => {
    socket.on('close', () =>
      line.answered === line.sent ? resolve(line.sent) : reject(new Error(`${line.answered} of ${line.sent} were answered`)),
    );
    socket.on('error', reject);
  });
  return line;
}

/** As many requests as that, as fast as they are taken; waits for all answers. */
export function flood(server, path, count, from = 0) {
  const more = (line) => {
    if (line.answered === count) line.socket.end();
    else if (line.answered === line.sent) line.send(Math.min(500, count - line.sent));
  };
  const line = pipeline(server, path, from, more);
  line.send(Math.min(500, count));
  return line.closed;
}

/** So many requests a second, evenly, until stop(), which resolves with how many there were. */
export function startTraffic(server, path, perSecond) {
  let stopped = false;
  const end = () => {
    if (stopped && line.answered === line.sent) line.socket.end();
  };
  const line = pipeline(server, path, 0, end);
  const began = performance.now();
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - began) / 1000) * perSecond) - line.sent;
    if (due > 0) line.send(due);
  }, 10);
  return {
    stop() {
      stopped = true;
      clearInterval(timer);
      end();
      return line.closed;
    },
  };
}

/** POST .../await; resolves with the verdict. */
export async function awaitOn(server, bin, body) {
  const response = await fetch(new URL(`api/v2/bins/${bin}/await?always200=1`, server.url), {method: 'POST', body: JSON.stringify(body)});
  return response.json();
}

let browser = null;

export async function launch() {
  assert.ok(browserPath, 'Chromium is not installed: apt-get install chromium');
  browser ??= await chromium.launch({
    executablePath: browserPath,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--enable-precise-memory-info', '--js-flags=--expose-gc'],
  });
  return browser;
}

export async function closeBrowser() {
  await browser?.close();
  browser = null;
}

/** A page of which every error, every dialog and every request to anywhere but `home` fails the test in `check()`. */
async function watchedPage(home, {width = 1280, height = 800, dark = false, reducedMotion = 'reduce', credentials} = {}) {
  const context = await (
    await launch()
  ).newContext({
    viewport: {width, height},
    colorScheme: dark ? 'dark' : 'light',
    httpCredentials: credentials,
    reducedMotion,
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(DEADLINE);
  page.setDefaultNavigationTimeout(DEADLINE);
  const offences = [];
  page.on('pageerror', (error) => offences.push(`error of the page: ${error.stack}`));
  page.on('dialog', (dialog) => {
    offences.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource|ERR_|net::/.test(message.text()))
      offences.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(home) && !/^(blob|data):/.test(request.url())) offences.push(`request to ${request.url()}`);
  });
  return Object.assign(page, {
    offences,
    check: () => assert.deepEqual(offences, []),
    rows: page.locator('.row:not([hidden])'),
    /** Targets of the rows in sight, from the top. */
    targets: () =>
      page.evaluate(() =>
        [...document.querySelectorAll('.row:not([hidden])')]
          .sort((a, b) => a.ariaRowIndex - b.ariaRowIndex)
          .map((row) => row.querySelector('.target').textContent),
      ),
    seesRows: (wanted) =>
      page.waitForFunction((n) => Number(document.getElementById('list').getAttribute('aria-rowcount')) - 1 === n, wanted),
    clipboard: () => page.evaluate(() => navigator.clipboard.readText()),
    toast: (text) => page.locator('.toast', {hasText: text}).waitFor(),
  });
}

/** A page on the server. */
export async function openPage(server, search = '', {live = true, permissions = ['clipboard-read', 'clipboard-write'], ...options} = {}) {
  const page = await watchedPage(server.url, options);
  await page.context().grantPermissions(permissions, {origin: server.url.replace(/\/$/, '')});
  if (webFolder !== undefined) await serveFolder(page.context(), server, webFolder);
  await page.goto(server.url + search);
  if (live) await page.waitForSelector('.connection.live');
  return page;
}

/** A page that is one file, see one_file.js. */
export async function openFile(path, hash = '', options = {}) {
  const home = pathToFileURL(path).href;
  const page = await watchedPage(home, options);
  await page.goto(home + hash);
  await page.waitForSelector('.connection.file');
  return page;
}

/** The page of a run that the server shows. */
export async function openRunPage(server, options = {}) {
  const page = await watchedPage(server.url, options);
  if (webFolder !== undefined) await serveFolder(page.context(), server, webFolder);
  await page.goto(`${server.url}ui/run`);
  await page.waitForSelector('.connection.live');
  return page;
}

/** The report of a run, from the disk. */
export async function openReport(path, hash = '', options = {}) {
  const home = pathToFileURL(path).href;
  const page = await watchedPage(home, options);
  await page.goto(home + hash);
  await page.waitForSelector('.story h1');
  return page;
}
