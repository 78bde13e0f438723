// What stands where the list would be: how to send something to the bin, or what the filter hides.

import {copyText} from '../widgets/overlay.js';
import {h} from '../base/dom.js';
import {shellWord} from '../copy/shell.js';

/** @import {Bin} from '../source/types.js' */
/** @import {Source} from '../source/source.js' */

/**
 * @param {Bin} info
 * @param {Source} source of the page
 * @param {{onTest: () => void}} o
 */
export function emptyBin(info, source, {onTest}) {
  if (!source.live) return nothingIn(source);
  const url = source.urlOf(info.name);
  if (info.kind !== 'bin') {
    return h(
      'div',
      {class: 'empty'},
      h('h1', {}, 'Nothing has come yet'),
      h(
        'p',
        {class: 'soft'},
        info.kind === 'topic'
          ? `Events of the topic ${info.name} show up here as soon as they are published.`
          : `Calls of the stub ${info.name} show up here as soon as the service under test makes them.`,
      ),
    );
  }
  const json = '{"order": 7, "status": "paid"}';
  const wanted = '{"request": {"method": "post"}, "exactly": 1, "within": "30s"}';
  const root = new URL('.', url);
  return h(
    'div',
    {class: 'empty'},
    h('h1', {}, 'Nothing has come yet'),
    h('p', {class: 'soft'}, 'Every request to this address, and to any path below it, is kept and shown here at once.'),
    h('div', {class: 'url'}, h('code', {}, url), h('button', {class: 'main', onclick: () => copyText(url, 'Address')}, 'Copy')),
    h('div', {}, h('button', {onclick: onTest}, 'Send a test request')),
    sample('cURL', `curl -d ${shellWord(json)} -H 'Content-Type: application/json' ${shellWord(`${url}/orders`)}`),
    sample('Wait for it in a test', `curl -d ${shellWord(wanted)} ${shellWord(`${root.href}api/v2/bins/${info.name}/await`)}`),
  );
}

/**
 * @param {string} title
 * @param {string} text
 */
function sample(title, text) {
  return h(
    'section',
    {},
    h('h2', {}, title),
    h(
      'div',
      {class: 'sample'},
      h('pre', {}, text),
      h('button', {onclick: () => copyText(text, title), 'aria-label': `Copy ${title}`}, 'Copy'),
    ),
  );
}

/**
 * @param {Source} source
 * @param {{onNewBin: () => void}} o
 */
export function noBins(source, {onNewBin}) {
  if (!source.live) return nothingIn(source);
  return h(
    'div',
    {class: 'empty'},
    h('h1', {}, 'There is no bin yet'),
    h('p', {class: 'soft'}, 'A bin has an address of its own. It keeps every HTTP request that is sent there, and shows it here.'),
    h('div', {}, h('button', {class: 'main', onclick: onNewBin}, 'New bin')),
  );
}

/**
 * All bins are empty.
 * @param {Source} source
 */
export function nothingYet(source) {
  if (!source.live) return nothingIn(source);
  return h(
    'div',
    {class: 'empty'},
    h('h1', {}, 'Nothing has come yet'),
    h('p', {class: 'soft'}, 'Requests to any of the bins on the left show up here. Choose one to see its address.'),
  );
}

/** @param {Source} source */
function nothingIn(source) {
  return h(
    'div',
    {class: 'empty'},
    h('h1', {}, 'Nothing was recorded'),
    h('p', {class: 'soft'}, `There is not one request in ${source.holder}.`),
  );
}

/** @param {{hidden: string, searching: boolean, zoomed: boolean, onClear: () => void, onWhole: () => void}} o */
export function nothingFits({hidden, searching, zoomed, onClear, onWhole}) {
  if (searching) return h('div', {class: 'empty'}, h('p', {class: 'soft'}, 'The server is looking through headers and bodies…'));
  return h(
    'div',
    {class: 'empty'},
    h('h1', {}, 'Nothing fits'),
    h('p', {class: 'soft'}, `${hidden} hidden by the ${zoomed ? 'zoomed time strip or the filter' : 'filter'}.`),
    h('div', {}, h('button', {onclick: onClear}, 'Clear the filter'), ' ', zoomed && h('button', {onclick: onWhole}, 'Whole time')),
  );
}

/**
 * @param {string} name
 * @param {Source} source
 */
export function missingBin(name, source) {
  return h(
    'div',
    {class: 'empty'},
    h('h1', {}, `There is no bin ${name}`),
    h(
      'p',
      {class: 'soft'},
      `${source.live ? 'It may have outlived its time, or the server was started anew. ' : ''}Choose another on the left.`,
    ),
  );
}
