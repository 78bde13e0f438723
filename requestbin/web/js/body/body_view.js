// A body in all the ways it can be read. Which ways there are depends on what it is; the most telling
// one comes first. Never as markup: text nodes, and pictures of four raster types from a blob.

import {append, h, replace} from '../base/dom.js';
import {boundaryOf, splitMultipart} from './multipart.js';
import {bytes as sizeText, count} from '../base/format.js';
import {fieldsTable} from '../widgets/fields_table.js';
import {formatJson, parseFirstJson} from './json_parse.js';
import {decoded, decodedAtOnce, isPacked, MAX_UNPACKED} from './decode.js';
import {hexLines, rasterType, toBytes} from '../base/bytes.js';
import {jsonLines} from './json_lines.js';
import {jsonTree} from './json_tree.js';
import {picture} from './picture.js';
import {xmlLines} from './xml_format.js';

/** @import {Child} from '../base/dom.js' */
/** @import {Body, Pair} from '../source/types.js' */
/** @import {Decoded} from './decode.js' */
/** @import {JsonLine} from './json_lines.js' */
/** @import {JsonScalar} from './json_parse.js' */
/** @import {XmlLine} from './xml_format.js' */

const MAX_PARSE = 8_000_000;
const MAX_TEXT = 200_000;
const HEX_CHUNK = 4096;
const LINES_CHUNK = 200;

/** @typedef {(field: string, name: string, value: string) => void} OnFilter adds a term to the filter */
/** @typedef {{name: string, build: () => Child}} BodyWay */

/**
 * @param {Body} body
 * @param {object} [o]
 * @param {string} [o.type] the content type
 * @param {string} [o.coding] the content encoding
 * @param {Pair[]} [o.form]
 * @param {boolean} [o.formCut] there may be more fields than those
 * @param {OnFilter | null} [o.onFilter]
 * @param {Child} [o.actions]
 * @returns {HTMLElement}
 */
export function bodyView(body, {type = '', coding = '', form = [], formCut = false, onFilter = null, actions = []} = {}) {
  if (body.size === 0)
    return h('p', {class: 'note'}, body.truncated ? 'The body is not known: it was not in what was imported.' : 'The body is empty.');
  const bytes = toBytes(body);
  const frame = h('div', {class: 'body-view'});
  const show = (/** @type {Decoded} */ found) => {
    const views = viewsOf(found, {sent: bytes, type, form, onFilter});
    replace(frame, body.truncated && h('p', {class: 'note warn'}, `Only the first ${sizeText(body.size)} were kept.`));
    if (formCut) append(frame, [h('p', {class: 'note warn'}, 'Not all fields of the form were read.')]);
    append(frame, [notesOf(found), choice(views, body.size, found, actions)]);
  };
  if (!isPacked(bytes, coding)) show(decodedAtOnce(bytes, type));
  else {
    replace(frame, h('p', {class: 'note'}, 'Unpacking…'));
    decoded(bytes, {type, coding}).then(show);
  }
  return frame;
}

/** @param {Decoded} found */
function notesOf({problem, cut}) {
  return [
    problem !== '' && h('p', {class: 'note warn'}, `Shown as it was sent: ${problem}.`),
    cut && h('p', {class: 'note warn'}, `Only the first ${sizeText(MAX_UNPACKED)} were unpacked.`),
  ];
}

/**
 * Buttons for the ways, and the one that is chosen.
 * @param {BodyWay[]} views
 * @param {number} size as it was sent
 * @param {Decoded} found
 * @param {Child} actions
 */
function choice(views, size, {bytes, undone}, actions) {
  const stage = h('div', {class: 'body-view'});
  const choose = (/** @type {BodyWay} */ view) => {
    views.forEach((v, i) => buttons[i].setAttribute('aria-pressed', String(v === view)));
    replace(stage, view.build());
  };
  const buttons = views.map((view) =>
    h(
      'button',
      {
        'aria-pressed': 'false',
        onclick: () => {
          wished = view.name;
          choose(view);
        },
      },
      view.name,
    ),
  );
  choose(views.find((view) => view.name === wished) ?? views[0]);
  const sizes = bytes.length === size ? sizeText(size) : `${sizeText(bytes.length)}, sent as ${sizeText(size)}`;
  return [
    h(
      'div',
      {class: 'body-bar'},
      h('div', {class: 'segments', role: 'group', 'aria-label': 'View of the body'}, buttons),
      h(
        'span',
        {class: 'soft'},
        undone.length > 0 && h('span', {class: 'badge', title: 'Undone for reading'}, undone.join(', ')),
        ' ',
        sizes,
        ' ',
        actions,
      ),
    ),
    stage,
  ];
}

/** The way that was last chosen by hand, for the next body that knows it. */
let wished = '';

/**
 * @param {Decoded} found
 * @param {{sent: Uint8Array<ArrayBuffer>, type: string, form: Pair[], onFilter: OnFilter | null}} o
 * @returns {BodyWay[]}
 */
function viewsOf({bytes, text, undone}, {sent, type, form, onFilter}) {
  /** @type {BodyWay[]} */
  const views = [];
  const plain = undone.length === 0 ? 'Raw' : 'Text';
  const raster = rasterType(bytes);
  if (raster !== null) views.push({name: 'Image', build: () => picture(bytes, raster)});
  const boundary = boundaryOf(type);
  if (boundary !== null) views.push({name: 'Parts', build: () => partsView(bytes, boundary)});
  if (form.length > 0 && boundary === null)
    views.push({name: 'Form', build: () => fieldsTable(form, onFilter && ((name, value) => onFilter('form', name, value)))});
  if (text !== null && text.length <= MAX_PARSE) views.push(...textViews(text, type, plain, onFilter));
  if (text !== null && !views.some((view) => view.name === plain)) views.push({name: plain, build: () => longText(text)});
  views.push({name: 'Hex', build: () => hexView(bytes)});
  if (undone.length > 0) views.push({name: 'As sent', build: () => hexView(sent)});
  return views;
}

/**
 * What a text is, when it is more than a text.
 * @param {string} text
 * @param {string} type
 * @param {string} plain the name of the view of the text itself
 * @param {OnFilter | null} onFilter
 * @returns {BodyWay[]}
 */
function textViews(text, type, plain, onFilter) {
  const onLeaf =
    onFilter &&
    ((/** @type {string} */ path, /** @type {JsonScalar} */ node) =>
      onFilter('json', path, node.kind === 'string' ? node.value : node.text));
  const json = /^\s*[[{]/.test(text) || /json/i.test(type) ? parseFirstJson(text) : null;
  if (json?.node && json.count === 1)
    return [
      {name: 'Tree', build: () => jsonTree(json.node, onLeaf)},
      {name: 'Indented', build: () => longText(formatJson(json.node))},
    ];
  const lines = jsonLines(text, type);
  if (lines !== null) return [{name: 'Lines', build: () => linesView(lines)}];
  if (json?.node) {
    const note = `${count(json.count)} JSON texts one after the other: matchers and templates see the first one, which is this.`;
    return [{name: 'Tree', build: () => [h('p', {class: 'note'}, note), jsonTree(json.node, onLeaf)]}];
  }
  if (json !== null && (json.error.bound || /json/i.test(type))) {
    const why = json.error.bound ? 'This is not read as JSON, nor is it by matchers' : 'This says that it is JSON, but is not';
    const note = `${why}: ${placeOf(text, json.error)}.`;
    return [{name: plain, build: () => [h('p', {class: 'note warn'}, note), longText(text)]}];
  }
  const xml = /^\s*</.test(text) ? xmlLines(text.slice(0, MAX_TEXT * 2)) : null;
  return xml === null ? [] : [{name: 'XML', build: () => xmlView(xml)}];
}

/**
 * A tree for each line; the first ones at once.
 * @param {JsonLine[]} lines
 */
function linesView(lines) {
  const list = h('ol', {class: 'json-lines'});
  const button = h('button', {onclick: () => more()});
  let shown = 0;
  const more = () => {
    for (const {number, text, node} of lines.slice(shown, shown + LINES_CHUNK))
      append(list, [
        h(
          'li',
          {},
          h('span', {class: 'n'}, number),
          node === null ? h('div', {class: 'bad mono'}, 'not JSON: ', text.slice(0, 2000)) : jsonTree(node, null, lines.length > 3 ? 1 : 2),
        ),
      ]);
    shown = Math.min(lines.length, shown + LINES_CHUNK);
    button.hidden = shown >= lines.length;
    button.textContent = `${count(Math.min(LINES_CHUNK, lines.length - shown))} more of ${count(lines.length - shown)}`;
  };
  more();
  return [list, button];
}

/**
 * @param {string} text
 * @param {{at: number, message: string}} error
 */
function placeOf(text, error) {
  const before = text.slice(0, error.at);
  const line = before.split('\n').length;
  return `line ${line}, column ${error.at - before.lastIndexOf('\n')}: ${error.message}`;
}

/**
 * The beginning at once, the rest on request.
 * @param {string} text
 * @returns {Child}
 */
export function longText(text) {
  if (text.length <= MAX_TEXT) return h('pre', {class: 'text'}, text);
  const pre = h('pre', {class: 'text'}, text.slice(0, MAX_TEXT));
  const button = h(
    'button',
    {
      onclick: () => {
        replace(pre, text);
        button.remove();
      },
    },
    `Show all ${count(text.length)} characters`,
  );
  return [pre, h('p', {}, button)];
}

/**
 * @param {XmlLine[]} lines
 * @returns {Child}
 */
function xmlView(lines) {
  const pre = h('pre', {class: 'text xml'});
  for (const {indent, pieces} of lines.slice(0, 5000)) {
    append(pre, [`${'  '.repeat(Math.min(indent, 40))}`, pieces.map((piece) => h('span', {class: piece.kind}, piece.text)), '\n']);
  }
  return lines.length > 5000 ? [pre, h('p', {class: 'note'}, `${count(lines.length - 5000)} more lines; see Raw.`)] : pre;
}

/** @param {Uint8Array} bytes */
function hexView(bytes) {
  const pre = h('pre', {class: 'hex', tabindex: '0'});
  let shown = 0;
  const button = h('button', {onclick: () => more()});
  const more = () => {
    const to = Math.min(bytes.length, shown + HEX_CHUNK);
    for (const line of hexLines(bytes, shown, to)) {
      const left = line.hex.slice(0, 8).join(' ');
      const right = line.hex.slice(8).join(' ');
      append(pre, [
        h('span', {class: 'offset'}, line.offset),
        `  ${left.padEnd(23)}  ${right.padEnd(23)}  `,
        h('span', {class: 'ascii'}, line.text),
        '\n',
      ]);
    }
    shown = to;
    button.hidden = shown >= bytes.length;
    button.textContent = `${sizeText(Math.min(HEX_CHUNK, bytes.length - shown))} more of ${sizeText(bytes.length - shown)}`;
  };
  more();
  return [pre, button];
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {string} boundary
 */
function partsView(bytes, boundary) {
  const {parts, problem} = splitMultipart(bytes, boundary);
  return [
    problem && h('p', {class: 'note warn'}, `The body is not well-formed: ${problem}.`),
    parts.map((part) =>
      h(
        'div',
        {class: 'part'},
        h(
          'div',
          {},
          h('strong', {}, part.name ?? '(no name)'),
          part.filename !== null && h('span', {class: 'soft'}, `  file ${part.filename}`),
        ),
        part.headers.length > 0 && fieldsTable(part.headers),
        bodyView(
          {size: part.bytes.length, encoding: 'base64', content: latinBase64(part.bytes), truncated: false},
          {type: part.type ?? ''},
        ),
      ),
    ),
  ];
}

/** @param {Uint8Array} bytes */
function latinBase64(bytes) {
  let text = '';
  for (const b of bytes) text += String.fromCharCode(b);
  return btoa(text);
}
