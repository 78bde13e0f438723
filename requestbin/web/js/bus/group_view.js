// A group of the bus: its members with their partitions, what it has committed, and what happened to it last.

import {count, plural, when} from '../base/format.js';
import {eventText, placesText} from './event_text.js';
import {groupMood} from '../model/bus.js';
import {h} from '../base/dom.js';
import {headed} from './headed_table.js';
import {pane} from '../widgets/pane.js';
import {section} from '../widgets/fields_table.js';

/** @import {BusGroup} from '../source/types.js' */
/** @import {GroupEvents} from '../model/bus.js' */

/**
 * @param {HTMLElement} root
 * @param {BusGroup} group
 * @param {GroupEvents} events of it
 * @param {{onClose: () => void}} o
 */
export function showGroup(root, group, events, {onClose}) {
  const build = () => [
    section(
      'Members',
      group.members.length === 0
        ? h('p', {class: 'note'}, 'There are none: nobody reads for this group now.')
        : headed(
            ['client', 'address', 'partitions'],
            group.members.map(({client, instance, host, partitions}) => [
              instance === null ? client : `${client} (${instance})`,
              host,
              partitions.length === 0 ? 'none' : placesText(partitions),
            ]),
          ),
    ),
    section(
      'Commits',
      group.commits.length === 0
        ? h('p', {class: 'note'}, 'Nothing is committed, and no partition is given to a member.')
        : headed(
            ['topic', 'partition', 'committed', 'end', 'lag'],
            group.commits.map(({topic, partition, offset, end, lag}) => [
              topic,
              partition,
              offset === null ? 'nothing yet' : count(offset),
              end === null ? '' : count(end),
              lag === null ? '' : lag === 0 ? '0' : h('span', {class: 'warn'}, count(lag)),
            ]),
          ),
    ),
    section(
      events.total > events.last.length
        ? `What happened, the last ${events.last.length} of ${count(events.total)}`
        : 'What happened, the newest first',
      events.last.length === 0
        ? h('p', {class: 'note'}, 'Nothing that is still known.')
        : headed(
            ['time', 'what', ''],
            [...events.last].reverse().map((event) => [when(Date.parse(event.at)), event.type, eventText(event)]),
          ),
    ),
  ];
  const mood = groupMood(group);
  return pane(root, {
    head: h('h2', {class: 'title'}, 'Group ', h('bdi', {}, group.group)),
    more: h(
      'div',
      {class: 'meta'},
      h('span', {class: `badge ${mood === 'idle' ? '' : mood}`}, group.state),
      h('span', {}, plural(group.members.length, 'member')),
      h('span', {}, `generation ${group.generation}`),
      group.protocol !== '' && h('span', {}, group.protocol),
      h('span', {}, `lag ${count(group.lag)}`),
    ),
    tabs: [{id: 'group', name: 'Group', build}],
    chosen: 'group',
    onTab: () => {},
    onClose,
    label: `Group ${group.group}`,
  });
}
