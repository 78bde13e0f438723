// What happened on the bus, in words. Pure.

/** @import {BusEvent, BusPlace} from '../source/types.js' */

/** @param {BusPlace[]} places */
export function placesText(places) {
  /** @type {Map<string, number[]>} */
  const byTopic = new Map();
  for (const {topic, partition} of places) byTopic.set(topic, [...(byTopic.get(topic) ?? []), partition]);
  return [...byTopic].map(([topic, partitions]) => `${topic} ${partitions.sort((a, b) => a - b).join(', ')}`).join('; ');
}

/** @param {BusEvent} event */
function recordsText({topic, partition, offset = 0, upto = 0}) {
  return `${topic} ${partition}, offset ${offset}${upto > offset + 1 ? ` to ${upto - 1}` : ''}`;
}

/** @param {BusEvent} event */
export function eventText(event) {
  switch (event.type) {
    case 'produced':
      return recordsText(event) + (event.transaction ? `, in transaction ${event.transaction}` : '');
    case 'fetched':
      return recordsText(event);
    case 'joined':
      return event.client ?? '';
    case 'left':
      return `${event.client}: ${event.why}`;
    case 'rebalancing':
      return `generation ${event.generation} ends: ${event.why}`;
    case 'assigned':
      return `${event.client} has ${(event.partitions ?? []).length === 0 ? 'no partition' : placesText(event.partitions ?? [])}`;
    case 'committed':
      return (event.commits ?? []).map(({topic, partition, offset}) => `${topic} ${partition}: ${offset}`).join('; ');
    case 'transaction-begun':
      return event.transaction ?? '';
    case 'transaction-ended':
      return `${event.transaction}: ${event.how}`;
    default:
      return [event.client, event.why ?? event.what].filter(Boolean).join(': ');
  }
}
