// Dialogs, menus and short messages.

import {append, h, replace} from '../base/dom.js';

/** A modal dialog; resolves with what `close(value)` is given, null when it is dismissed. */
export function dialog(title, build, {wide = false} = {}) {
  return new Promise((resolve) => {
    let result = null;
    const box = h('dialog', {class: wide ? 'wide' : null, 'aria-label': title});
    const close = (value) => {
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

/** True when the person said yes. */
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

/** Asks for the token of the server. */
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

let openMenu = null;

/** items: [{label, key, run}]; `key` runs the item from the keyboard. Beside the element. */
export function menu(anchor, label, items) {
  closeMenu();
  const before = document.activeElement;
  const box = h('div', {class: 'menu', role: 'menu', 'aria-label': label});
  const run = (item) => {
    closeMenu();
    item.run();
  };
  for (const item of items) {
    box.append(
      h('button', {role: 'menuitem', tabindex: '-1', onclick: () => run(item)}, item.label, item.key ? h('kbd', {}, item.key) : null),
    );
  }
  box.addEventListener('keydown', (event) => {
    event.stopPropagation();
    const buttons = [...box.children];
    const at = buttons.indexOf(document.activeElement);
    const by = {ArrowDown: 1, j: 1, ArrowUp: -1, k: -1}[event.key];
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
  const outside = (event) => {
    if (!box.contains(event.target)) closeMenu();
  };
  setTimeout(() => document.addEventListener('pointerdown', outside));
  openMenu = () => {
    document.removeEventListener('pointerdown', outside);
    box.remove();
    openMenu = null;
    if (before instanceof HTMLElement && before.isConnected) before.focus({preventScroll: true});
  };
  box.firstElementChild?.focus();
}

export function closeMenu() {
  openMenu?.();
}

export function menuIsOpen() {
  return openMenu !== null;
}

/** A short message at the bottom; replaces the one before. */
export function toast(text, kind = '') {
  const box = document.getElementById('toasts');
  const message = h('div', {class: `toast ${kind}`}, text);
  replace(box, message);
  setTimeout(() => message.remove(), kind === 'bad' ? 8000 : 2600);
}

/** Text to the clipboard, with a message. */
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
