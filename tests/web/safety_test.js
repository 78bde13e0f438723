// Rules that hold for every file of the page.
import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import test from 'node:test';
import {fileURLToPath} from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../requestbin/web');
const files = readdirSync(root, {recursive: true})
  .map((name) => join(root, name))
  .filter((name) => /\.(js|css|html|svg)$/.test(name));
const text = (name) => readFileSync(name, 'utf8');

test('no file of the page parses text as markup or as program', () => {
  const bad =
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|setHTML|srcdoc|\beval\s*\(|new Function|setTimeout\(['"`]|javascript:/;
  assert.ok(files.length > 40);
  for (const name of files) {
    if (name.endsWith('dom.js')) assert.doesNotMatch(text(name).replace(/const REFUSED.*/, ''), bad, name);
    else assert.doesNotMatch(text(name), bad, name);
  }
});

test('the page asks for nothing from elsewhere', () => {
  for (const name of files) {
    const outside =
      text(name).match(/(?:src|href|url\(|import\s+['"]|from\s+['"]|fetch\(['"`])\s*=?\s*['"]?(?:https?:)?\/\/[^\s'"]+/g) ?? [];
    assert.deepEqual(outside, [], name);
  }
});

test('only the source asks anybody for anything', () => {
  const asking = /\bfetch\(|new EventSource|XMLHttpRequest|new WebSocket|\bsendBeacon\b|\bimport\(/;
  const found = files.filter((name) => asking.test(text(name))).map((name) => name.slice(root.length + 1));
  assert.deepEqual(found, ['js/source/server.js', 'js/source/server_actions.js']);
});

test('no script and no style stands inline', () => {
  const html = text(join(root, 'index.html'));
  assert.doesNotMatch(html, /<style|style=|\son[a-z]+=/i);
  for (const [, attributes, inside] of html.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)) {
    assert.match(attributes, /src=/);
    assert.equal(inside.trim(), '');
  }
});

test('files are small and have one subject', () => {
  for (const name of files) assert.ok(text(name).split('\n').length <= 400, `${name} is too long`);
});
