import {readFileSync} from 'node:fs';
import kafkajs from 'kafkajs';
import {expect, fresh, pause, run, until} from './actions.js';

const {ConfigResourceTypes, Kafka, logLevel} = kafkajs;
const {KAFKA_MECHANISM: mechanism, KAFKA_USER: username, KAFKA_PASSWORD: password, KAFKA_CA: ca} = process.env;
const security = mechanism ? {ssl: {ca: [readFileSync(ca, 'utf8')]}, sasl: {mechanism: mechanism.toLowerCase(), username, password}} : {};
const kafka = new Kafka({clientId: 'kafkajs', brokers: [process.argv[2]], logLevel: logLevel.ERROR, ...security});
const admin = kafka.admin();
const topic = fresh('kafkajs');
const group = fresh('group');

async function reader(groupId, topics, readUncommitted = false) {
  const consumer = kafka.consumer({groupId, sessionTimeout: 6000, heartbeatInterval: 500, maxWaitTimeInMs: 500, readUncommitted});
  await consumer.connect();
  await consumer.subscribe({topics, fromBeginning: true});
  const got = [];
  let share = 0;
  consumer.on(consumer.events.GROUP_JOIN, ({payload}) => {
    share = Object.values(payload.memberAssignment).flat().length;
  });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({partition, message}) => {
      got.push({partition, ...message});
    },
  });
  return {consumer, got, share: () => share};
}

async function transaction(commit) {
  const of = fresh('txn');
  await admin.createTopics({topics: [{topic: of, numPartitions: 1}]});
  const producer = kafka.producer({transactionalId: fresh('id'), maxInFlightRequests: 1, idempotent: true});
  await producer.connect();
  const open = await producer.transaction();
  await open.send({topic: of, messages: [{value: 'inside'}]});
  await open.sendOffsets({consumerGroupId: group, topics: [{topic, partitions: [{partition: 0, offset: '1'}]}]});
  await (commit ? open.commit() : open.abort());
  const {consumer, got} = await reader(fresh('reader'), [of]);
  if (commit) await until(() => got.length === 1);
  else await pause(1200);
  expect(got.length === (commit ? 1 : 0), `${got.length} records`);
  await consumer.disconnect();
  await producer.disconnect();
}

console.log(`version kafkajs ${JSON.parse(readFileSync(new URL('node_modules/kafkajs/package.json', import.meta.url))).version}`);
await admin.connect();
await run([
  [
    'create',
    async () => {
      expect(await admin.createTopics({topics: [{topic, numPartitions: 3}]}), 'created');
      expect((await admin.fetchTopicMetadata({topics: [topic]})).topics[0].partitions.length === 3, 'partitions');
    },
  ],
  [
    'configs',
    async () => {
      const resource = {type: ConfigResourceTypes.TOPIC, name: topic};
      const ask = async () => (await admin.describeConfigs({resources: [resource], includeSynonyms: false})).resources[0].configEntries;
      expect((await ask()).length > 30, 'settings');
      await admin.alterConfigs({resources: [{...resource, configEntries: [{name: 'retention.ms', value: '3600000'}]}]});
      expect((await ask()).find((one) => one.configName === 'retention.ms').configValue === '3600000', 'retention.ms');
    },
  ],
  [
    'produce',
    async () => {
      const producer = kafka.producer({idempotent: true});
      await producer.connect();
      await producer.send({
        topic,
        acks: -1,
        messages: Array.from({length: 12}, (_, i) => ({key: `key ${i}`, value: `value ${i}`, headers: {h: 'x'}})),
      });
      await producer.disconnect();
    },
  ],
  [
    'consume',
    async () => {
      const {consumer, got} = await reader(group, [topic]);
      await until(() => got.length === 12);
      expect(
        got.every((one) => one.headers.h.toString() === 'x'),
        'headers',
      );
      const next = {};
      for (const {partition, offset} of got) next[partition] = Math.max(next[partition] ?? 0, Number(offset) + 1);
      await consumer.commitOffsets(
        Object.entries(next).map(([partition, offset]) => ({topic, partition: Number(partition), offset: String(offset)})),
      );
      await consumer.disconnect();
    },
  ],
  [
    'resume',
    async () => {
      const producer = kafka.producer();
      await producer.connect();
      await producer.send({topic, messages: [{value: 'later'}]});
      await producer.disconnect();
      const {consumer, got} = await reader(group, [topic]);
      await until(() => got.length > 0);
      expect(
        got.length === 1 && got[0].value.toString() === 'later',
        got.map((one) => String(one.value)),
      );
      await consumer.disconnect();
    },
  ],
  [
    'rebalance',
    async () => {
      const of = fresh('two');
      const all = await Promise.all([reader(of, [topic]), reader(of, [topic])]);
      await until(
        () =>
          all
            .map((one) => one.share())
            .sort()
            .join() === '1,2',
        25000,
      );
      await Promise.all(all.map((one) => one.consumer.disconnect()));
    },
  ],
  [
    'time',
    async () => {
      const found = await admin.fetchTopicOffsetsByTimestamp(topic, 1);
      expect(
        found.every((one) => one.offset === '0'),
        JSON.stringify(found),
      );
    },
  ],
  ['commit-txn', () => transaction(true)],
  ['abort-txn', () => transaction(false)],
  [
    'delete',
    async () => {
      await admin.deleteTopics({topics: [topic]});
      expect(!(await admin.listTopics()).includes(topic), 'gone');
    },
  ],
]);
