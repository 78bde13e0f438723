// Elements from text. Nothing here or anywhere else parses markup: captured content is hostile, so
// it only ever becomes a text node or an attribute that runs nothing. What nobody would see in it, controls of the
// text's direction before all, is spelt out.

import {showHidden} from './hidden.js';

const SVG = 'http://www.w3.org/2000/svg';

/** Attributes that a person reads. */
const READ_ATTRIBUTES = /^(title|aria-label|alt|placeholder)$/;

/** Attributes that could run or load something are refused, whoever asks. */
const REFUSED = /^(on|style$|srcdoc$|formaction$)/i;

/** @typedef {Node | string | number | boolean | null | undefined | any[]} Child */

/**
 * h('button', {class: 'quiet', onclick: run, 'aria-label': 'Close'}, 'x', child, [more])
 * Attributes: functions become listeners (name without "on"), true an empty attribute, null, undefined
 * and false none. Children: nodes, arrays, anything else as text; null and false are left out.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {{[name: string]: string | number | boolean | null | undefined | ((event: any) => unknown)} | null} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.replace(/^on/, ''), value);
    else if (REFUSED.test(name)) throw new Error(`attribute ${name} is refused`);
    else element.setAttribute(name, value === true ? '' : READ_ATTRIBUTES.test(name) ? showHidden(String(value)) : String(value));
  }
  append(element, children);
  return element;
}

/**
 * @param {Element} element
 * @param {Child[]} children
 */
export function append(element, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(element, child);
    else if (child instanceof Node) element.append(child);
    else element.append(document.createTextNode(showHidden(String(child))));
  }
}

/**
 * The same for SVG shapes.
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {{[name: string]: string | number} | null} attributes
 * @param {...Child} children
 */
export function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes ?? {})) element.setAttribute(name, String(value));
  append(element, children);
  return element;
}

/**
 * @template {Element} E
 * @param {E} element
 * @param {...Child} children
 */
export function replace(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/**
 * Sets the text only when it changes: a live list touches thousands of nodes that stay the same.
 * @param {Node} element
 * @param {string} text
 */
export function setText(element, text) {
  const shown = showHidden(text, false);
  if (element.textContent !== shown) element.textContent = shown;
}

/**
 * A 16 by 16 line icon.
 * @param {'close' | 'copy' | 'filter' | 'plus' | 'theme' | 'down' | 'up' | 'lock' | 'more' | 'bolt' | 'back'} name
 */
export function icon(name) {
  const shapes = {
    close: ['M4 4 L12 12 M12 4 L4 12'],
    copy: ['M5.5 5.5 H13 V13.5 H5.5 Z', 'M3 10.5 V2.5 H10.5'],
    filter: ['M2 3.5 H14 L9.5 8.5 V13 L6.5 11.5 V8.5 Z'],
    plus: ['M8 3 V13 M3 8 H13'],
    theme: ['M8 2 A6 6 0 1 0 14 9 A5 5 0 0 1 8 2 Z'],
    down: ['M4 6.5 L8 10.5 L12 6.5'],
    up: ['M4 9.5 L8 5.5 L12 9.5'],
    lock: ['M4 7.5 H12 V13.5 H4 Z', 'M5.8 7.5 V5 A2.2 2.2 0 0 1 10.2 5 V7.5'],
    more: ['M3.5 8 H3.6 M8 8 H8.1 M12.4 8 H12.5'],
    back: ['M9.5 4 L5.5 8 L9.5 12'],
    bolt: ['M9 2 L4 9 H8 L7 14 L12 7 H8 Z'],
  };
  return svg('svg', {viewBox: '0 0 16 16', class: 'icon', 'aria-hidden': 'true'}, ...shapes[name].map((d) => svg('path', {d})));
}

/**
 * An element that index.html has.
 * @param {string} id
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no element ${id}`);
  return element;
}

/**
 * What the event happened in, of this kind; null: elsewhere.
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export function within(event, selector) {
  return event.target instanceof Element ? event.target.closest(selector) : null;
}

/**
 * The first element of the page that fits.
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export function first(selector) {
  return document.querySelector(selector);
}
