import {readFileSync} from 'node:fs';
import {Admin, ConfigResourceTypes, Consumer, Producer, stringDeserializers, stringSerializers} from '@platformatic/kafka';
import {expect, fresh, pause, run, until} from './actions.js';

const base = {clientId: 'platformatic', bootstrapBrokers: [process.argv[2]]};
const admin = new Admin(base);
const topic = fresh('platformatic');
const group = fresh('group');

const producerOf = (more) => new Producer({...base, serializers: stringSerializers, ...more});

async function reader(groupId, topics) {
  const consumer = new Consumer({...base, groupId, deserializers: stringDeserializers, sessionTimeout: 6000, heartbeatInterval: 500});
  const stream = await consumer.consume({
    topics,
    autocommit: false,
    mode: 'committed',
    fallbackMode: 'earliest',
    maxWaitTime: 300,
    isolationLevel: 1,
  });
  const got = [];
  stream.on('data', (message) => got.push(message));
  return {consumer, got, close: () => consumer.close(true)};
}

async function transaction(commit) {
  const of = fresh('txn');
  await admin.createTopics({topics: [of], partitions: 1, replicas: 1});
  const producer = producerOf({transactionalId: fresh('id'), idempotent: true});
  if (!producer.beginTransaction) return 'this version has no transactions';
  const open = await producer.beginTransaction();
  await open.send({messages: [{topic: of, value: 'inside'}]});
  await (commit ? open.commit() : open.abort());
  const {got, close} = await reader(fresh('reader'), [of]);
  if (commit) await until(() => got.length === 1);
  else await pause(1000);
  expect(got.length === (commit ? 1 : 0), `${got.length} records`);
  await close();
  await producer.close();
}

console.log(
  `version @platformatic/kafka ${JSON.parse(readFileSync(new URL('node_modules/@platformatic/kafka/package.json', import.meta.url))).version}`,
);
await run([
  [
    'create',
    async () => {
      await admin.createTopics({topics: [topic], partitions: 3, replicas: 1});
      expect((await admin.metadata({topics: [topic]})).topics.get(topic).partitionsCount === 3, 'partitions');
    },
  ],
  [
    'configs',
    async () => {
      if (!admin.describeConfigs) return 'this version has no settings';
      const resources = [{resourceType: ConfigResourceTypes.TOPIC, resourceName: topic}];
      const ask = async () => (await admin.describeConfigs({resources}))[0].configs;
      expect((await ask()).length > 30, 'settings');
      await admin.incrementalAlterConfigs({
        resources: [{...resources[0], configs: [{name: 'retention.ms', configOperation: 0, value: '3600000'}]}],
      });
      expect((await ask()).find((one) => one.name === 'retention.ms').value === '3600000', 'retention.ms');
    },
  ],
  [
    'produce',
    async () => {
      const producer = producerOf({idempotent: true});
      for (let i = 0; i < 12; ++i)
        await producer.send({messages: [{topic, key: `key ${i}`, value: `value ${i}`, headers: {h: 'x'}}], acks: -1});
      await producer.close();
    },
  ],
  [
    'consume',
    async () => {
      const {got, close} = await reader(group, [topic]);
      await until(() => got.length === 12);
      for (const message of got) await message.commit();
      await close();
    },
  ],
  [
    'resume',
    async () => {
      const producer = producerOf({});
      await producer.send({messages: [{topic, value: 'later'}]});
      await producer.close();
      const {got, close} = await reader(group, [topic]);
      await until(() => got.length > 0);
      expect(
        got.length === 1 && got[0].value === 'later',
        got.map((one) => one.value),
      );
      await close();
    },
  ],
  [
    'rebalance',
    async () => {
      const of = fresh('two');
      const one = await reader(of, [topic]);
      const other = await reader(of, [topic]);
      const share = ({consumer}) => consumer.assignments?.reduce((sum, each) => sum + each.partitions.length, 0) ?? 0;
      await until(() => [share(one), share(other)].sort().join() === '1,2', 25000);
      await other.close();
      await one.close();
    },
  ],
  [
    'time',
    async () => {
      const consumer = new Consumer({...base, groupId: fresh('time')});
      const found = await consumer.listOffsets({topics: [topic], timestamp: 1n});
      expect(
        found.get(topic).every((offset) => offset === 0n),
        String(found.get(topic)),
      );
      await consumer.close();
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
