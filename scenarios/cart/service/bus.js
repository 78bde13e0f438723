// The Kafka side: a member of a consumer group that commits each message after it was handled, and
// a producer.
import { Kafka, Partitioners, logLevel } from 'kafkajs';

import { log } from './log.js';

export class Bus {
  #consumer;
  #producer;

  constructor({ brokers, group, sessionTimeout }) {
    const kafka = new Kafka({
      clientId: 'cart-service',
      brokers,
      logLevel: logLevel.WARN,
      logCreator:
        () =>
        ({ log: entry }) =>
          log(`kafka: ${entry.message}`),
    });
    this.#consumer = kafka.consumer({
      groupId: group,
      // Short, so that a killed instance is replaced soon.
      sessionTimeout,
      heartbeatInterval: 200,
      maxWaitTimeInMs: 50,
    });
    this.#producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  }

  /** Hands each message's text and place to `handle`, one at a time; calls `ready` once the group is joined. */
  async start(topics, handle, ready) {
    await this.#producer.connect();
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics, fromBeginning: true });
    this.#consumer.on(this.#consumer.events.GROUP_JOIN, ready);
    await this.#consumer.run({
      autoCommit: false,
      eachMessage: async ({ topic, partition, message }) => {
        const place = `${topic}/${partition}/${message.offset}`;
        await handle(message.value?.toString() ?? '', place);
        await this.#commit(topic, partition, (BigInt(message.offset) + 1n).toString());
      },
    });
  }

  /**
   * A refused commit (the group is being rearranged) is logged: the message comes again, and is
   * recognised. Thrown, it would end the consumer for good, and the process would go on without it.
   */
  async #commit(topic, partition, offset) {
    try {
      await this.#consumer.commitOffsets([{ topic, partition, offset }]);
    } catch (error) {
      log(`commit: ${error.message}`);
    }
  }

  async publish(topic, key, event) {
    await this.#producer.send({
      topic,
      acks: -1,
      messages: [{ key, value: JSON.stringify(event) }],
    });
  }

  /** Leaves the group. */
  async stop() {
    await this.#consumer.disconnect();
    await this.#producer.disconnect();
  }
}
