// A dialog with boxes to fill in. It stays open, with everything that was typed, until the server agrees.

import {textOf} from '../source/source.js';
import {dialog} from './overlay.js';
import {append, h} from '../base/dom.js';

/** @import {Child} from '../base/dom.js' */

/**
 * @template T
 * @param {string} title
 * @param {object} o
 * @param {Child} o.content
 * @param {string} o.action the word on the button
 * @param {() => Promise<T>} o.submit does it and returns what the dialog resolves with, or throws an Error whose text is shown
 * @param {boolean} [o.wide]
 * @returns {Promise<T | null>} what submit() returned; null: nothing was done
 */
export function formDialog(title, {content, action, submit, wide = false}) {
  return dialog(
    title,
    (close) => {
      const problem = h('p', {class: 'note bad', role: 'alert', hidden: true});
      const button = h('button', {class: 'main'}, action);
      const form = h('form', {
        class: 'inner-form',
        novalidate: true,
        onsubmit: async (/** @type {Event} */ event) => {
          event.preventDefault();
          button.disabled = true;
          try {
            close(await submit());
          } catch (error) {
            problem.textContent = textOf(error);
            problem.hidden = false;
            button.disabled = false;
          }
        },
      });
      append(form, [
        content,
        problem,
        h('div', {class: 'actions'}, h('button', {type: 'button', onclick: () => close(null)}, 'Cancel'), button),
      ]);
      return form;
    },
    {wide},
  );
}

let numbered = 0;

/**
 * A box with its label above it and a line of explanation below.
 * @param {string} label
 * @param {HTMLElement} box
 * @param {string | null} [about]
 */
export function field(label, box, about = null) {
  if (about === null) return h('label', {class: 'field'}, h('span', {class: 'label'}, label), box);
  numbered += 1;
  const id = `about-${numbered}`;
  box.setAttribute('aria-describedby', id);
  return h(
    'div',
    {class: 'field'},
    h('label', {class: 'field'}, h('span', {class: 'label'}, label), box),
    h('span', {class: 'about', id}, about),
  );
}
