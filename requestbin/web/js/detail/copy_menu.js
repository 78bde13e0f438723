// "Copy as": what a record can be copied as.

import {copyText, menu} from '../widgets/overlay.js';
import {curlCommand} from '../copy/curl.js';
import {matcherOf, pretty, stepOf} from '../copy/matcher.js';
import {present} from '../base/present.js';

/** @import {ApiRecord} from '../source/types.js' */

/**
 * @param {Element} anchor the menu stands beside it
 * @param {ApiRecord} record
 * @param {string} origin of the call, where it names no host itself
 */
export function copyMenu(anchor, record, origin) {
  const {body} = record;
  const call = record.kind === 'call' && !record.refused ? record : null;
  const refused = record.kind === 'call' && record.refused;
  menu(
    anchor,
    'Copy as',
    present([
      call && {
        label: 'cURL command',
        key: 'c',
        run: () => copyText(curlCommand(call, origin), 'cURL command'),
      },
      !refused && {label: call ? 'Moco matcher' : 'Event matcher', key: 'm', run: () => copyText(pretty(matcherOf(record)), 'Matcher')},
      !refused && {label: 'Scenario step', key: 's', run: () => copyText(pretty(stepOf(record)), 'Scenario step')},
      body.encoding === 'utf8' && body.size > 0 && {label: 'Body', key: 'b', run: () => copyText(body.content, 'Body')},
      {label: 'Link to this', key: 'l', run: () => copyText(location.href, 'Link')},
      {label: 'Record (JSON)', key: 'j', run: () => copyText(pretty(record), 'Record')},
    ]),
  );
}
