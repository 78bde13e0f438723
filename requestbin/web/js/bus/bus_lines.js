// What the lines of the rail show of the bus.

import {count, plural} from '../base/format.js';
import {groupMood, recordsOf} from '../model/bus.js';
import {h} from '../base/dom.js';

/** @import {BusGroup, BusTopic} from '../source/types.js' */

/** @param {BusTopic} topic */
export function topicLine(topic) {
  const held = recordsOf(topic);
  return {
    title: `topic ${topic.topic}: ${plural(held, 'record')} in ${plural(topic.partitions.length, 'partition')}`,
    looks: count(held),
    build: () => [h('span', {class: 'bin-dot topic'}), topic.topic, count(held)],
  };
}

/** @param {BusGroup} group */
export function groupLine(group) {
  const mood = groupMood(group);
  const members = plural(group.members.length, 'member');
  return {
    title: `group ${group.group}: ${group.state}, ${members}, lag ${group.lag}`,
    looks: `${mood} ${group.state} ${members} ${group.lag}`,
    build: () => [
      h('span', {class: `state ${mood}${mood === 'pending' ? ' pulse' : ''}`}),
      h(
        'span',
        {class: 'two'},
        h('span', {}, group.group),
        h('span', {class: 'sub'}, mood === 'good' ? members : `${group.state}, ${members}`),
      ),
      group.lag > 0
        ? h('span', {class: 'kind', title: `${plural(group.lag, 'record')} not committed yet`}, `lag ${count(group.lag)}`)
        : null,
    ],
  };
}
