// A stub: its counters, its sessions in the order in which they are tried, and which never answered.

import {factsTable, section} from '../widgets/fields_table.js';
import {h} from '../base/dom.js';
import {pane} from '../widgets/pane.js';
import {plural} from '../base/format.js';

/** @import {Health, Stub, StubSession} from '../source/types.js' */

/**
 * @param {HTMLElement} root
 * @param {Stub} stub
 * @param {StubSession[]} sessions
 * @param {Health} health
 * @param {object} o
 * @param {() => void} o.onClose
 * @param {(place: string) => void} o.onFilter shows what that session answered
 * @param {(() => void) | null} o.onReload null: that cannot be done
 * @param {(() => void) | null} o.onReset
 */
export function showStub(root, stub, sessions, health, {onClose, onFilter, onReload, onReset}) {
  const own = (/** @type {StubSession} */ session) => session.place !== '(built in)';
  const unused = sessions.filter((session) => session.hits === 0 && !session.any && own(session)).length;
  const build = () => [
    !health.healthy &&
      h(
        'div',
        {},
        h('p', {class: 'note bad'}, 'Its files have errors; it goes on with what it had before:'),
        health.findings.map((finding) => h('pre', {class: 'text'}, finding.text)),
      ),
    factsTable([
      ['Address', stub.url],
      ['Answered', plural(stub.hits, 'call')],
      ['Nothing fitted', h('span', {class: stub.unmatched > 0 ? 'bad' : null}, plural(stub.unmatched, 'call'))],
      ['Never asked for', unused > 0 ? plural(unused, 'session') : null],
      ['Under way', stub.open_exchanges > 0 ? plural(stub.open_exchanges, 'call') : null],
      [
        'Calls not made',
        stub.calls.refused > 0
          ? h(
              'span',
              {class: 'bad', title: 'Proxies and callbacks beyond a limit, or to a place that no stub file names; the log says which'},
              plural(stub.calls.refused, 'call'),
            )
          : null,
      ],
      ['Loaded', `${plural(health.loads, 'time')}${health.failures > 0 ? `, ${health.failures} failed` : ''}`],
      ['Watches its files', health.watching ? 'yes: a change is loaded at once' : health.why_not_watching],
    ]),
    onReload !== null &&
      onReset !== null &&
      h(
        'div',
        {class: 'bar'},
        h('button', {onclick: onReload}, 'Load the files again'),
        h('button', {onclick: onReset}, 'Set counters to 0'),
      ),
    section(
      'Sessions, in the order in which they are tried',
      sessions.length === 0
        ? h('p', {class: 'note'}, 'There are none: nothing fits.')
        : h(
            'table',
            {class: 'sessions'},
            h(
              'thead',
              {},
              h(
                'tr',
                {},
                h('th', {scope: 'col', class: 'n'}, 'hits'),
                h('th', {scope: 'col'}, 'what it fits'),
                h('th', {scope: 'col'}, 'stands at'),
              ),
            ),
            h(
              'tbody',
              {},
              sessions.map((session) =>
                h(
                  'tr',
                  {class: session.hits === 0 ? 'unused' : null},
                  h('td', {class: 'n'}, session.hits),
                  h(
                    'td',
                    {},
                    h('span', {class: 'mono'}, session.any ? 'everything else' : session.matches),
                    session.description && h('div', {class: 'soft'}, session.description),
                    session.owner && h('div', {class: 'soft'}, `brought by: ${session.owner}`),
                  ),
                  h(
                    'td',
                    {},
                    own(session)
                      ? h(
                          'button',
                          {
                            class: 'link mono',
                            title: `${session.place}: show what this session answered`,
                            onclick: () => onFilter(session.place),
                          },
                          session.place.replace(/^.*\//, ''),
                        )
                      : h('span', {class: 'soft'}, 'built in'),
                  ),
                ),
              ),
            ),
          ),
    ),
  ];
  return pane(root, {
    head: h('h2', {class: 'title'}, `Stub ${stub.name}`),
    more: h(
      'div',
      {class: 'meta'},
      h('span', {class: `badge ${stub.healthy ? 'good' : 'bad'}`}, stub.healthy ? 'in order' : 'files with errors'),
      h('span', {}, plural(stub.sessions, 'session')),
    ),
    tabs: [{id: 'stub', name: 'Stub', build}],
    chosen: 'stub',
    onTab: () => {},
    onClose,
    label: `Stub ${stub.name}`,
  });
}
