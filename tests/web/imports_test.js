// The order of the folders below requestbin/web/js: who may import whom. No arrow points back up, and none in a circle.
import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join, relative} from 'node:path';
import test from 'node:test';
import {fileURLToPath} from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../requestbin/web/js');

/** From the ground up: a folder imports from itself and from those that stand before it. */
const FOLDERS = [
  'base',
  'source',
  'model',
  'widgets',
  'body',
  'filter',
  'copy',
  'diff',
  'list',
  'strip',
  'bus',
  'bins',
  'detail',
  'page',
  'run',
];
const MOST_FILES = 25;

/**
 * Modules below the folder by their path in it: {path, imports: [path], types: [path], odd: imports in
 * another form}. What a comment imports, a type, is an arrow, too, but loads nothing and makes no circle.
 */
function readModules(folder) {
  const names = readdirSync(folder, {recursive: true})
    .filter((name) => name.endsWith('.js'))
    .sort();
  return names.map((path) => {
    const text = readFileSync(join(folder, path), 'utf8');
    const code = text
      .split('\n')
      .filter((line) => !/^\s*(\/\/|\/?\*)/.test(line))
      .join('\n');
    const targets = (from, pattern) =>
      [...from.matchAll(pattern)].map(([, target]) => relative(folder, join(folder, dirname(path), target)));
    const imports = targets(code, /^(?:import|export|\}) ?[^;'"]*?from '(\.[^']+)';$/gm);
    const odd = [...code.matchAll(/\bfrom ['"]|(?<!['"])\bimport ?['"(]/g)].length - imports.length;
    return {path, imports, types: targets(text, /@import [^;'"]*?from '(\.[^']+)'/g), odd};
  });
}

const folderOf = (path) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '');

/** What is wrong, as lines for people. */
function problemsOf(modules) {
  const problems = [];
  const known = new Map(modules.map((module) => [module.path, module]));
  const floor = (path) => (folderOf(path) === '' ? FOLDERS.length : FOLDERS.indexOf(folderOf(path)));
  for (const {path, imports, types, odd} of modules) {
    if (floor(path) < 0) problems.push(`${path}: its folder does not stand in the table`);
    if (odd !== 0) problems.push(`${path}: an import that is not of the form "from './...';"`);
    for (const target of [...imports, ...types]) {
      if (!known.has(target)) problems.push(`${path}: ${target} is not there`);
      else if (floor(target) > floor(path)) problems.push(`${path}: ${target} stands above it`);
    }
  }
  return [...problems, ...circlesOf(known)];
}

function circlesOf(known) {
  const circles = [];
  const done = new Set();
  const way = [];
  const walk = (path) => {
    if (way.includes(path)) circles.push(`circle: ${[...way.slice(way.indexOf(path)), path].join(' -> ')}`);
    if (done.has(path) || way.includes(path)) return;
    way.push(path);
    for (const target of known.get(path)?.imports ?? []) walk(target);
    way.pop();
    done.add(path);
  };
  for (const path of known.keys()) walk(path);
  return circles;
}

test('arrows between folders point one way, and there is no circle', () => {
  const modules = readModules(root);
  assert.ok(modules.length > 50);
  assert.deepEqual(problemsOf(modules), []);
});

test('every folder of the table is there, and none is crowded', () => {
  const folders = readdirSync(root, {withFileTypes: true})
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  assert.deepEqual(folders.sort(), [...FOLDERS].sort());
  const all = readdirSync(root, {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile());
  for (const folder of new Set(all.map((entry) => entry.parentPath ?? entry.path))) {
    assert.ok(all.filter((entry) => (entry.parentPath ?? entry.path) === folder).length <= MOST_FILES, `${folder} has too many files`);
  }
});

test('an arrow that points up, a circle, a stranger and another form of import are found', () => {
  const folder = mkdtempSync(join(tmpdir(), 'imports-'));
  const write = (path, text) => {
    mkdirSync(dirname(join(folder, path)), {recursive: true});
    writeFileSync(join(folder, path), text);
  };
  write('base/up.js', "import {a} from '../page/a.js';\n");
  write('page/a.js', "import {\n  b,\n  c,\n} from './b.js';\n");
  write('page/b.js', "import {a} from './a.js';\n");
  write('page/c.js', "import {a} from './gone.js';\nconst d = await import('./a.js');\n");
  write('attic/d.js', '');
  const found = problemsOf(readModules(folder));
  rmSync(folder, {recursive: true});
  assert.deepEqual(found.sort(), [
    'attic/d.js: its folder does not stand in the table',
    'base/up.js: page/a.js stands above it',
    'circle: page/a.js -> page/b.js -> page/a.js',
    'page/c.js: an import that is not of the form "from \'./...\';"',
    'page/c.js: page/gone.js is not there',
  ]);
});
