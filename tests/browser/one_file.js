// The page and its data as one file of HTML that needs no server and asks nobody for anything.
import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const web = join(dirname(fileURLToPath(import.meta.url)), '../../requestbin/web');
const read = (name) => readFileSync(join(web, name), 'utf8');

/** What may run and load: what stands in the file. */
const POLICY = "default-src 'none'; script-src 'unsafe-inline' data:; style-src 'unsafe-inline'; img-src data: blob:";

/**
 * Modules in a file cannot import each other by relative paths: each gets a name of its own, and the import map
 * says that the name means this text.
 */
function importMap() {
  const names = readdirSync(join(web, 'js'), {recursive: true}).filter((name) => name.endsWith('.js'));
  const imports = {};
  for (const name of names) {
    const text = read(join('js', name)).replace(/from '(\.[^']+)';/g, (_, target) => `from 'ricochet/${join(dirname(name), target)}';`);
    imports[`ricochet/${name}`] = `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`;
  }
  return JSON.stringify({imports});
}

/** @param {object} data EmbeddedData of requestbin/web/js/source/types.js */
export function oneFile(data) {
  const inData = JSON.stringify(data).replaceAll('<', '\\u003c'); // captured content cannot end the element
  return read('index.html')
    .replace('<meta charset="utf-8">', (meta) => `${meta}\n<meta http-equiv="Content-Security-Policy" content="${POLICY}">`)
    .replace('href="static/icon.svg"', () => `href="data:image/svg+xml;base64,${Buffer.from(read('icon.svg')).toString('base64')}"`)
    .replace(/<link rel="stylesheet" href="static\/([^"]+)">/g, (_, name) => `<style>\n${read(name)}</style>`)
    .replace(/<noscript>.*<\/noscript>/, '<noscript><p class="noscript">This file needs script.</p></noscript>')
    .replace(
      '<script type="module" src="static/js/main.js"></script>',
      () => `<script type="importmap">${importMap()}</script>
<script type="application/json" id="ricochet-data">${inData}</script>
<script type="module">import 'ricochet/main.js';</script>`,
    );
}
