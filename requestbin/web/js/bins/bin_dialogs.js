// Everything that can be done with a bin as a whole: make it, its settings and answers, export, import,
// remove it, and open a private one by its name.

import {answerOf, sessionsText} from './bin_answers.js';
import {bytes, hours, plural} from '../base/format.js';
import {confirmDialog, toast} from '../widgets/overlay.js';
import {field, formDialog} from '../widgets/form_dialog.js';
import {h} from '../base/dom.js';
import {saveBlob} from '../base/save.js';
import {SourceError, textOf} from '../source/source.js';

/** @import {Actions, Source} from '../source/source.js' */
/** @import {Bin} from '../source/types.js' */
/** @import {BinAnswer} from './bin_answers.js' */
/** @import {Mirror} from '../model/mirror.js' */

/**
 * @param {Actions} actions
 * @returns {Promise<Bin | null>} the bin that was made
 */
export function newBin(actions) {
  const name = h('input', {
    type: 'text',
    autocomplete: 'off',
    spellcheck: 'false',
    autofocus: true,
    placeholder: 'empty: one that nobody guesses',
  });
  const isPrivate = h('input', {type: 'checkbox'});
  const life = lifeFields({});
  const answer = answerFields({kind: 'ok'});
  const more = h('details', {}, h('summary', {}, 'Settings and answers'), life.nodes, answer.nodes);
  return formDialog('New bin', {
    action: 'Create',
    content: [
      field('Name', name, 'letters, digits, - and _'),
      h('label', {class: 'check'}, isPrivate, 'Private: not listed, found by its name only'),
      more,
    ],
    submit: async () => {
      const wanted = name.value.trim();
      const settings = {...life.read(false), private: isPrivate.checked, ...(wanted === '' ? {} : {name: wanted})};
      const made = await actions.makeBin(settings);
      try {
        await putAnswers(actions, made.name, answer.read());
      } catch (error) {
        await actions.removeBin(made.name); // all of what was asked for, or nothing
        throw error;
      }
      return made;
    },
  });
}

/**
 * Settings and answers of a bin that is there.
 * @param {Source} source
 * @param {Actions} actions
 * @param {string} name
 * @returns {Promise<Bin | null>} the bin as it is now
 */
export async function binSettings(source, actions, name) {
  const [info, sessions] = await Promise.all([source.bin(name), actions.responses(name)]);
  const life = lifeFields(info);
  const answer = answerFields(answerOf(sessions));
  return formDialog(`Settings of ${name}`, {
    action: 'Save',
    content: [life.nodes, answer.nodes, h('p', {class: 'soft'}, `Holds ${plural(info.held, 'request')} now, ${bytes(info.held_bytes)}.`)],
    submit: async () => {
      await putAnswers(actions, name, answer.read());
      return actions.changeBin(name, life.read(true));
    },
  });
}

/** @param {Partial<Bin>} info */
function lifeFields({ttl, ttl_mode: mode, max_records: most}) {
  const time = h('input', {
    type: 'text',
    value: hours(ttl ?? ''),
    placeholder: ttl === undefined ? 'as the server has it' : 'for ever',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const sliding = h(
    'select',
    {},
    [
      ['fixed', 'since it was made'],
      ['sliding', 'since the last request'],
    ].map(([value, text]) => h('option', {value, selected: mode === value}, text)),
  );
  const records = h('input', {
    type: 'text',
    inputmode: 'numeric',
    value: most ?? '',
    placeholder: 'as the server has it',
    autocomplete: 'off',
  });
  return {
    nodes: h(
      'div',
      {class: 'fields-line'},
      field('Kept for', time, '30m, 48h; empty: for ever'),
      field('Counted', sliding),
      field('Holds at most', records, 'requests; the oldest make room'),
    ),
    /**
     * `all`: an empty box is a value, too.
     * @param {boolean} all
     */
    read(all) {
      /** @type {{ttl?: string | null, ttl_mode?: string, max_records?: number}} */
      const settings = {};
      if (all || time.value.trim() !== '') settings.ttl = time.value.trim() === '' ? null : time.value.trim();
      if (all || settings.ttl !== undefined) settings.ttl_mode = sliding.value;
      if (records.value.trim() !== '') {
        const number = Number(records.value.replace(/[\s,_']/g, ''));
        if (!Number.isInteger(number) || number < 1)
          throw new Error(`"${records.value}" is not a number of requests: write 1000, for example.`);
        settings.max_records = number;
      }
      return settings;
    },
  };
}

/** @param {BinAnswer} answer */
function answerFields(answer) {
  const kind = h(
    'select',
    {onchange: () => show()},
    [
      ['ok', '200 and "ok"'],
      ['one', 'one answer to everything'],
      ['rules', 'rules: Moco sessions'],
    ].map(([value, text]) => h('option', {value, selected: answer.kind === value}, text)),
  );
  const status = h('input', {type: 'text', inputmode: 'numeric', value: answer.kind === 'one' ? answer.status : 200});
  const type = h('input', {
    type: 'text',
    value: answer.kind === 'one' ? answer.type : 'application/json',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const body = h('textarea', {rows: 4, spellcheck: 'false'});
  body.value = answer.kind === 'one' ? answer.body : '';
  const rules = h('textarea', {rows: 9, spellcheck: 'false'});
  rules.value = answer.kind === 'rules' ? answer.text : '[\n  {"request": {"method": "post"}, "response": {"status": 503}}\n]';
  const one = h(
    'div',
    {class: 'inner-form'},
    h('div', {class: 'fields-line'}, field('Status', status), field('Content type', type)),
    field('Body', body),
  );
  const many = field('Rules', rules, 'a JSON array; what none of them fits gets "ok"');
  const show = () => {
    one.hidden = kind.value !== 'one';
    many.hidden = kind.value !== 'rules';
  };
  show();
  return {
    nodes: [field('It answers', kind), one, many],
    /** @returns {BinAnswer} */
    read() {
      if (kind.value === 'ok') return {kind: 'ok'};
      if (kind.value === 'rules') return {kind: 'rules', text: rules.value};
      const number = Number(status.value);
      if (!Number.isInteger(number) || number < 200 || number > 599)
        throw new Error(`"${status.value}" is not a status: write one from 200 to 599.`);
      return {kind: 'one', status: number, type: type.value.trim(), body: body.value};
    },
  };
}

/**
 * @param {Actions} actions
 * @param {string} name
 * @param {BinAnswer} answer
 */
async function putAnswers(actions, name, answer) {
  const text = sessionsText(answer);
  if (text === null) return actions.clearResponses(name);
  try {
    return await actions.setResponses(name, text);
  } catch (error) {
    const [, line, column] = answer.kind === 'rules' && error instanceof SourceError ? error.where.split(':') : [];
    throw line === undefined ? error : new Error(`line ${line}, column ${column}: ${textOf(error)}`);
  }
}

const FORMATS = [
  ['ndjson', 'NDJSON: whole records, can be imported again'],
  ['har', 'HAR: an HTTP Archive, for browsers and other tools; can be imported, too'],
  ['http', 'HTTP: the requests as they were sent'],
  ['curl', 'cURL: a script that sends them again'],
];

/**
 * @param {Source} source
 * @param {Bin} info
 * @param {number[] | null} shown seqs of what the list shows, when that is not all
 */
export function exportBin(source, info, shown) {
  const some = h('input', {type: 'checkbox', checked: shown !== null, disabled: shown?.length === 0});
  const formats = FORMATS.filter(([format]) => source.exports.includes(format) && (info.kind !== 'topic' || format === 'ndjson'));
  const boxes = formats.map(([value], i) => h('input', {type: 'radio', name: 'format', value, checked: i === 0, autofocus: i === 0}));
  const labels = formats.map(([, text], i) => h('label', {class: 'check'}, boxes[i], text));
  return formDialog(`Export ${info.name}`, {
    action: 'Save the file',
    content: [
      h('p', {class: 'soft'}, `Everything that it holds: ${plural(info.held, info.kind === 'topic' ? 'event' : 'request')}, oldest first.`),
      shown !== null && h('label', {class: 'check'}, some, `Only the ${plural(shown.length, 'one')} that the list shows`),
      h('div', {class: 'choices', role: 'radiogroup', 'aria-label': 'Format'}, labels),
    ],
    submit: async () => {
      const format = boxes.find((box) => box.checked)?.value ?? formats[0][0];
      saveBlob(
        await source.exported(info.name, format, shown !== null && some.checked ? shown : null),
        `${info.name}.${format === 'curl' ? 'sh' : format}`,
      );
      return format;
    },
  });
}

/**
 * Asks for a file and puts its requests into the bin; the server knows NDJSON from HAR by its beginning.
 * @param {Actions} actions
 * @param {string} name
 */
export function importInto(actions, name) {
  const file = h('input', {type: 'file', accept: '.ndjson,.har,.json,application/x-ndjson,application/json', autofocus: true});
  return formDialog(`Import into ${name}`, {
    action: 'Import',
    content: [
      h(
        'p',
        {class: 'soft'},
        'An export as NDJSON, or an HTTP Archive (HAR), such as a browser saves. Its requests come with their times and get new numbers; all of them, or none.',
      ),
      field('File', file),
    ],
    submit: async () => {
      const chosen = file.files?.[0];
      if (chosen === undefined) throw new Error('Choose a file first.');
      const {imported} = await actions.importText(name, await chosen.text());
      toast(`${plural(imported, 'request')} imported`);
      return imported;
    },
  });
}

/**
 * @param {Actions} actions
 * @param {Bin} info
 * @returns {Promise<boolean>} true when it is gone
 */
export async function removeBin(actions, info) {
  if (
    !(await confirmDialog(
      `Remove the bin ${info.name}?`,
      `It goes with ${plural(info.held, 'request')}, its settings and its answers. Calls to its address are refused from then on, and awaits that are open on it end.`,
      'Remove the bin',
    ))
  )
    return false;
  try {
    await actions.removeBin(info.name);
    toast(`The bin ${info.name} is gone`);
    return true;
  } catch (error) {
    toast(`It could not be removed: ${textOf(error)}`, 'bad');
    return false;
  }
}

/**
 * @param {Mirror} mirror
 * @returns {Promise<string | null>} its name
 */
export function openPrivate(mirror) {
  const name = h('input', {type: 'text', 'aria-label': 'Name of the bin', autocomplete: 'off', spellcheck: 'false', autofocus: true});
  return formDialog('Open a private bin', {
    action: 'Open',
    content: [h('p', {class: 'soft'}, 'Private bins are not listed. Who knows the name may look.'), h('p', {}, name)],
    submit: async () => {
      const wanted = name.value.trim();
      if (wanted === '') throw new Error('Write its name.');
      if (!(await mirror.open(wanted))) throw new Error(`There is no bin ${wanted}.`);
      return wanted;
    },
  });
}
