// The filter box: text, hide or highlight, and what is wrong with the text, with its place.

import {FIELDS} from './fields.js';
import {h, icon, replace} from '../base/dom.js';

/** @import {FilterError} from './parse.js' */

export class FilterBox {
  /**
   * @param {object} o
   * @param {HTMLElement} o.root
   * @param {(text: string) => void} o.onText
   * @param {(mark: boolean) => void} o.onMark
   * @param {() => void} o.onDone Enter or Esc: back to the list
   */
  constructor({root, onText, onMark, onDone}) {
    this.root = root;
    this.input = h('input', {
      type: 'text',
      spellcheck: 'false',
      autocomplete: 'off',
      autocapitalize: 'off',
      'aria-label': 'Filter',
      'aria-describedby': 'filter-note',
      placeholder: 'Filter: method:POST path~^/orders json.$.status=paid -status:200',
    });
    this.clear = h(
      'button',
      {
        class: 'clear quiet square',
        'aria-label': 'Clear the filter',
        title: 'Clear',
        hidden: true,
        onclick: () => {
          this.setText('');
          onText('');
          this.input.focus();
        },
      },
      icon('close'),
    );
    /** @type {HTMLButtonElement} */
    this.mark = h(
      'button',
      {
        'aria-pressed': 'false',
        title: 'Show what does not fit, pale, instead of hiding it (m)',
        onclick: () => onMark(this.mark.getAttribute('aria-pressed') !== 'true'),
      },
      'Highlight',
    );
    this.note = h('div', {class: 'filter-note', id: 'filter-note', role: 'status', hidden: true});
    replace(
      root,
      h('div', {class: 'filter-line'}, h('div', {class: 'filter-box'}, icon('filter'), this.input, this.clear), this.mark),
      this.note,
    );
    /** @type {ReturnType<typeof setTimeout> | 0} */
    let timer = 0;
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(() => onText(this.input.value), 120);
    };
    this.input.addEventListener('input', () => {
      this.clear.hidden = this.input.value === '';
      later();
    });
    this.input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      clearTimeout(timer);
      onText(this.input.value);
      onDone();
    });
  }

  /** @param {string} text */
  setText(text) {
    this.input.value = text;
    this.clear.hidden = text === '';
  }

  /** @param {boolean} mark */
  setMark(mark) {
    this.mark.setAttribute('aria-pressed', String(mark));
  }

  focus() {
    this.input.focus();
    this.input.select();
  }

  /**
   * Errors of the parser, one by one under the text that they are about.
   * @param {FilterError[]} errors
   */
  showErrors(errors) {
    const [first] = errors;
    this.root.classList.toggle('wrong', first !== undefined);
    this.note.classList.toggle('bad', first !== undefined);
    this.note.hidden = first === undefined;
    if (first === undefined) return;
    const caret = ' '.repeat(first.from) + '^'.repeat(Math.max(1, first.to - first.from));
    replace(
      this.note,
      h('pre', {}, this.input.value, '\n', h('span', {class: 'caret'}, caret)),
      `column ${first.from + 1}: ${first.message}. ${capital(first.hint)}.`,
      errors.length > 1 ? ` (and ${errors.length - 1} more)` : '',
    );
  }

  /**
   * @param {string} text
   * @param {boolean} [bad]
   */
  showNote(text, bad = false) {
    if (this.root.classList.contains('wrong')) return;
    this.note.hidden = text === '';
    this.note.classList.toggle('bad', bad);
    replace(this.note, text);
  }
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * The language on one sheet; `atHand`: without what only a server can answer.
 * @param {{atHand?: boolean}} [o]
 */
export function filterHelp({atHand = false} = {}) {
  return h(
    'div',
    {class: 'filter-help'},
    h(
      'p',
      {class: 'soft'},
      'Terms with spaces between them, all of which must fit. A minus turns one round; text without a field looks at what the line shows.',
    ),
    [
      ['a:b', 'has b, ignoring case; a:b,c has one of both'],
      ['a=b', 'is exactly b'],
      ['a~b', 'fits the regular expression b'],
      ['a>=5', 'is at least 5; also > < <='],
      ['"a b"', 'a text with spaces'],
    ].map(([what, means]) => h('div', {}, h('code', {}, what), h('span', {}, means))),
    h('p', {class: 'soft'}, 'Fields:'),
    Object.entries(FIELDS)
      .filter(([, field]) => !(atHand && field.serverOnly))
      .map(([name, field]) => h('div', {}, h('code', {}, field.named ? `${name}.…` : name), h('code', {class: 'soft'}, field.about))),
  );
}
