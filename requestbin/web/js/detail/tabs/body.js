import {bodyView} from '../../body/body_view.js';
import {factsTable} from '../../widgets/fields_table.js';
import {declaredOf} from '../../model/readable.js';
import {h} from '../../base/dom.js';

/** @import {ApiRecord} from '../../source/types.js' */
/** @import {Context} from '../detail.js' */

/**
 * @param {ApiRecord} record
 * @param {Context} context
 */
export function body(record, {onFilter, onDownload, onCopyBody}) {
  const actions =
    record.body.size === 0
      ? []
      : h(
          'span',
          {},
          record.body.encoding === 'utf8' && h('button', {class: 'quiet', onclick: onCopyBody}, 'Copy'),
          h('button', {class: 'quiet', onclick: onDownload}, 'Save'),
        );
  return [
    bodyView(record.body, {...declaredOf(record), form: record.form ?? [], formCut: record.form_truncated === true, onFilter, actions}),
    record.body.size > 0 &&
      factsTable([
        ['Content type', record.content_type ?? 'none was given'],
        ['SHA-256', h('code', {}, record.body.sha256)],
      ]),
  ];
}
