// Dialogs, menus and short messages.

import {append, byId, h, replace} from '../base/dom.js';

/** @import {Child} from '../base/dom.js' */

/**
 * A modal dialog; resolves with what `close(value)` is given, null when it is dismissed.
 * @template T
 * @param {string} title
 * @param {(close: (value: T | null) => void) => Child} build
 * @param {{wide?: boolean}} [o]
 * @returns {Promise<T | null>}
 */
export function dialog(title, build, {wide = false} = {}) {
  return new Promise((resolve) => {
    /** @type {T | null} */
    let result = null;
    const box = h('dialog', {class: wide ? 'wide' : null, 'aria-label': title});
    const close = (/** @type {T | null} */ value) => {
      result = value;
      box.close();
    };
    const inner = h('div', {class: 'inner'}, h('h2', {}, title));
    append(inner, [build(close)]);
    box.append(inner);
    box.addEventListener('close', () => {
      box.remove();
      resolve(result);
    });
    box.addEventListener('click', (event) => {
      if (event.target === box) close(null); // the backdrop
    });
    document.body.append(box);
    box.showModal();
  });
}

/**
 * True when the person said yes.
 * @param {string} title
 * @param {string} text
 * @param {string} action the word on the button
 */
export async function confirmDialog(title, text, action) {
  return (
    (await dialog(title, (close) => [
      h('p', {}, text),
      h(
        'div',
        {class: 'actions'},
        h('button', {onclick: () => close(null)}, 'Cancel'),
        h('button', {class: 'danger', autofocus: true, onclick: () => close(true)}, action),
      ),
    ])) === true
  );
}

/**
 * Asks for the token of the server.
 * @param {boolean} refused
 * @returns {Promise<string | null>}
 */
export function tokenDialog(refused) {
  return dialog('This server asks for a token', (close) => {
    const input = h('input', {type: 'password', autocomplete: 'off', 'aria-label': 'Token', autofocus: true});
    return h(
      'form',
      {
        class: 'inner-form',
        onsubmit: (event) => {
          event.preventDefault();
          close(input.value.trim() || null);
        },
      },
      h(
        'p',
        {class: refused ? 'bad' : 'soft'},
        refused ? 'That token was refused.' : 'It is the one that the server was started with. It stays in this tab only.',
      ),
      h('p', {}, input),
      h(
        'div',
        {class: 'actions'},
        h('button', {type: 'button', onclick: () => close(null)}, 'Cancel'),
        h('button', {class: 'main'}, 'Use the token'),
      ),
    );
  });
}

/** @typedef {{label: string, key?: string, run: () => void}} MenuItem `key` runs it from the keyboard */

/** @type {{[key: string]: number}} */
const STEPS = {ArrowDown: 1, j: 1, ArrowUp: -1, k: -1};

/** @type {(() => void) | null} closes the menu that is open */
let openMenu = null;

/**
 * items: [{label, key, run}]; `key` runs the item from the keyboard. Beside the element.
 * @param {Element} anchor
 * @param {string} label
 * @param {MenuItem[]} items
 */
export function menu(anchor, label, items) {
  closeMenu();
  const before = document.activeElement;
  const box = h('div', {class: 'menu', role: 'menu', 'aria-label': label});
  const run = (/** @type {MenuItem} */ item) => {
    closeMenu();
    item.run();
  };
  const buttons = items.map((item) =>
    h('button', {role: 'menuitem', tabindex: '-1', onclick: () => run(item)}, item.label, item.key ? h('kbd', {}, item.key) : null),
  );
  box.append(...buttons);
  box.addEventListener('keydown', (event) => {
    event.stopPropagation();
    const at = buttons.findIndex((button) => button === document.activeElement);
    const by = STEPS[event.key];
    const chosen = items.find((item) => item.key === event.key && !event.ctrlKey && !event.metaKey);
    if (event.key === 'Escape' || event.key === 'Tab') closeMenu();
    else if (chosen !== undefined) run(chosen);
    else if (by !== undefined) buttons[(at + by + buttons.length) % buttons.length].focus();
    else return;
    event.preventDefault();
  });
  document.body.append(box);
  const place = anchor.getBoundingClientRect();
  box.style.top = `${Math.min(place.bottom + 4, innerHeight - box.offsetHeight - 8)}px`;
  box.style.left = `${Math.max(8, Math.min(place.left, innerWidth - box.offsetWidth - 8))}px`;
  const outside = (/** @type {PointerEvent} */ event) => {
    if (!(event.target instanceof Node && box.contains(event.target))) closeMenu();
  };
  setTimeout(() => document.addEventListener('pointerdown', outside));
  openMenu = () => {
    document.removeEventListener('pointerdown', outside);
    box.remove();
    openMenu = null;
    if (before instanceof HTMLElement && before.isConnected) before.focus({preventScroll: true});
  };
  buttons[0]?.focus();
}

export function closeMenu() {
  openMenu?.();
}

export function menuIsOpen() {
  return openMenu !== null;
}

/**
 * A short message at the bottom; replaces the one before.
 * @param {string} text
 * @param {string} [kind]
 */
export function toast(text, kind = '') {
  const box = byId('toasts');
  const message = h('div', {class: `toast ${kind}`}, text);
  replace(box, message);
  setTimeout(() => message.remove(), kind === 'bad' ? 8000 : 2600);
}

/**
 * Text to the clipboard, with a message.
 * @param {string} text
 * @param {string} what
 */
export async function copyText(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    toast(`${what} copied`);
  } catch {
    // Without permission (a page over plain HTTP from another machine): select it by hand.
    await dialog(
      `Copy: ${what}`,
      (close) => [
        h('p', {class: 'soft'}, 'The browser does not let this page write to the clipboard. Select and copy:'),
        h('pre', {class: 'text', tabindex: '0'}, text),
        h('div', {class: 'actions'}, h('button', {class: 'main', onclick: () => close(null)}, 'Close')),
      ],
      {wide: true},
    );
  }
}
