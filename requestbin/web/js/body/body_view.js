// A body in all the ways it can be read. Which ways there are depends on what it is; the most telling
// one comes first. Never as markup: text nodes, and pictures of four raster types from a blob.

import {append, h, replace} from '../base/dom.js';
import {boundaryOf, splitMultipart} from './multipart.js';
import {bytes as sizeText, count} from '../base/format.js';
import {fieldsTable} from '../widgets/fields_table.js';
import {formatJson, parseJson} from './json_parse.js';
import {hexLines, rasterType, toBytes, toText} from '../base/bytes.js';
import {jsonTree} from './json_tree.js';
import {xmlLines} from './xml_format.js';

/** @import {Child} from '../base/dom.js' */
/** @import {Body, Pair} from '../source/types.js' */
/** @import {XmlLine} from './xml_format.js' */

const MAX_PARSE = 8_000_000;
const MAX_TEXT = 200_000;
const HEX_CHUNK = 4096;

/** @typedef {(field: string, name: string, value: string) => void} OnFilter adds a term to the filter */
/** @typedef {{name: string, build: () => Child}} BodyWay */

/**
 * @param {Body} body
 * @param {object} [o]
 * @param {string} [o.type] the content type
 * @param {Pair[]} [o.form]
 * @param {OnFilter | null} [o.onFilter]
 * @param {Child} [o.actions]
 * @returns {HTMLElement}
 */
export function bodyView(body, {type = '', form = [], onFilter = null, actions = []} = {}) {
  if (body.size === 0) return h('p', {class: 'note'}, 'The body is empty.');
  const bytes = toBytes(body);
  const views = viewsOf(bytes, {type, form, onFilter, encoding: body.encoding, content: body.content});
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
  return h(
    'div',
    {class: 'body-view'},
    body.truncated && h('p', {class: 'note warn'}, `Only the first ${sizeText(body.size)} were kept.`),
    h(
      'div',
      {class: 'body-bar'},
      h('div', {class: 'segments', role: 'group', 'aria-label': 'View of the body'}, buttons),
      h('span', {class: 'soft'}, sizeText(body.size), ' ', actions),
    ),
    stage,
  );
}

/** The way that was last chosen by hand, for the next body that knows it. */
let wished = '';

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {{type: string, form: Pair[], onFilter: OnFilter | null, encoding: Body['encoding'], content: string}} o
 * @returns {BodyWay[]}
 */
function viewsOf(bytes, {type, form, onFilter, encoding, content}) {
  /** @type {BodyWay[]} */
  const views = [];
  const text = encoding === 'utf8' ? content : toText(bytes);
  const raster = rasterType(bytes);
  if (raster !== null) views.push({name: 'Image', build: () => picture(bytes, raster)});
  const boundary = boundaryOf(type);
  if (boundary !== null) views.push({name: 'Parts', build: () => partsView(bytes, boundary)});
  if (form.length > 0 && boundary === null)
    views.push({name: 'Form', build: () => fieldsTable(form, onFilter && ((name, value) => onFilter('form', name, value)))});
  if (text !== null && text.length <= MAX_PARSE) {
    const json = /^\s*[[{]/.test(text) || /json/i.test(type) ? parseJson(text) : null;
    if (json?.node) {
      views.push({
        name: 'Tree',
        build: () =>
          jsonTree(json.node, onFilter && ((path, node) => onFilter('json', path, node.kind === 'string' ? node.value : node.text))),
      });
      views.push({name: 'Indented', build: () => longText(formatJson(json.node))});
    } else if (json !== null && /json/i.test(type)) {
      views.push({
        name: 'Raw',
        build: () => [h('p', {class: 'note warn'}, `This says that it is JSON, but is not: ${placeOf(text, json.error)}.`), longText(text)],
      });
    }
    const lines = /^\s*</.test(text) ? xmlLines(text.slice(0, MAX_TEXT * 2)) : null;
    if (lines !== null) views.push({name: 'XML', build: () => xmlView(lines)});
  }
  if (text !== null && !views.some((view) => view.name === 'Raw')) views.push({name: 'Raw', build: () => longText(text)});
  views.push({name: 'Hex', build: () => hexView(bytes)});
  return views;
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
        pre.textContent = text;
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
 * An object URL that is given back as soon as the picture is decoded.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {string} type
 */
function picture(bytes, type) {
  const url = URL.createObjectURL(new Blob([bytes], {type}));
  const release = () => URL.revokeObjectURL(url);
  const info = h('span', {class: 'soft'}, type);
  const image = h('img', {
    class: 'picture',
    alt: 'The captured picture',
    src: url,
    load: () => {
      info.textContent = `${type}, ${image.naturalWidth} × ${image.naturalHeight}`;
      release();
    },
    error: () => {
      replace(info, `The bytes begin like ${type}, but cannot be decoded; see Hex.`);
      release();
    },
  });
  return [image, info];
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
