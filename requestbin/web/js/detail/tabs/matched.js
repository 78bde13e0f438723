import {awaitMood} from '../../model/await_mood.js';
import {factsTable, section} from '../../widgets/fields_table.js';
import {h} from '../../base/dom.js';

/** @import {ApiRecord, AwaitLink} from '../../source/types.js' */
/** @import {Context} from '../detail.js' */

/**
 * What answered it, and which awaits counted it.
 * @param {ApiRecord} record
 * @param {Context} context
 */
export function matched(record, {onAwait}) {
  const {answer, awaits = []} = record;
  return [
    answer &&
      factsTable([
        ['Rule', answer.rule || (answer.matched ? 'none: the bin answers everything itself' : 'none fits')],
        ['Brought by', answer.rule_owner],
      ]),
    answer && !answer.matched && h('p', {class: 'note bad'}, answer.why_not ?? 'No rule of the stub fits.'),
    section('Awaits that counted it', awaits.length > 0 ? awaitLinks(awaits, onAwait) : h('p', {class: 'note'}, 'None did.')),
  ];
}

/**
 * @param {AwaitLink[]} awaits
 * @param {Context['onAwait']} onAwait
 */
export function awaitLinks(awaits, onAwait) {
  return h(
    'ul',
    {},
    awaits.map((a) =>
      h(
        'li',
        {},
        h('button', {class: 'link', onclick: () => onAwait(a.id)}, a.name || `await ${a.id}`),
        ' ',
        h('span', {class: `badge ${awaitMood(a.outcome)}`}, a.outcome),
      ),
    ),
  );
}
