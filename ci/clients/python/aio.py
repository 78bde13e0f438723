"""aiokafka."""
import asyncio
import sys

import aiokafka
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from actions import expect, fresh, run

ADDRESS = sys.argv[1]
TOPIC, GROUP = fresh("aiokafka"), fresh("group")
loop = asyncio.new_event_loop()


def awaited(action):
    return lambda: loop.run_until_complete(asyncio.wait_for(action(), 30))


class Admin:
    async def __aenter__(self):
        self.admin = AIOKafkaAdminClient(bootstrap_servers=ADDRESS)
        await self.admin.start()
        return self.admin

    async def __aexit__(self, *_):
        await self.admin.close()


def consumer(*topics, group=None, **more):
    return AIOKafkaConsumer(*topics, bootstrap_servers=ADDRESS, group_id=group, auto_offset_reset="earliest",
                            enable_auto_commit=False, session_timeout_ms=6000, heartbeat_interval_ms=500, **more)


async def read(reader, count):
    return [await asyncio.wait_for(reader.getone(), 15) for _ in range(count)]


async def create():
    async with Admin() as admin:
        await admin.create_topics([NewTopic(TOPIC, 3, 1)])
        expect(len((await admin.describe_topics([TOPIC]))[0]["partitions"]) == 3, "partitions")


async def configs():
    async with Admin() as admin:
        async def ask():
            return str(await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, TOPIC)]))

        expect("cleanup.policy" in await ask(), "settings")
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, TOPIC, {"retention.ms": "3600000"})])
        expect("3600000" in await ask(), "retention.ms")


async def produce():
    async with AIOKafkaProducer(bootstrap_servers=ADDRESS, acks="all", enable_idempotence=True) as producer:
        for i in range(12):
            await producer.send_and_wait(TOPIC, f"value {i}".encode(), f"key {i}".encode(), headers=[("h", b"x")])


async def consume():
    async with consumer(TOPIC, group=GROUP) as reader:
        got = await read(reader, 12)
        expect(sorted(m.key for m in got) == sorted(f"key {i}".encode() for i in range(12)), "keys")
        await reader.commit()


async def resume():
    async with AIOKafkaProducer(bootstrap_servers=ADDRESS) as producer:
        await producer.send_and_wait(TOPIC, b"later")
    async with consumer(TOPIC, group=GROUP) as reader:
        expect((await read(reader, 1))[0].value == b"later", "only what came later")


async def rebalance():
    async with consumer(TOPIC, group=GROUP + "-two") as one, consumer(TOPIC, group=GROUP + "-two") as other:
        for _ in range(1000):
            if sorted((len(one.assignment()), len(other.assignment()))) == [1, 2]:
                return
            await asyncio.sleep(0.02)
        raise TimeoutError("the partitions were not shared")


async def look_up_time():
    async with consumer(TOPIC) as reader:
        found = await reader.offsets_for_times({TopicPartition(TOPIC, p): 1 for p in range(3)})
        expect([found[TopicPartition(TOPIC, p)].offset for p in range(3)] == [0, 0, 0], found)


async def transaction(commit):
    topic = fresh("txn")
    async with Admin() as admin:
        await admin.create_topics([NewTopic(topic, 1, 1)])
    async with AIOKafkaProducer(bootstrap_servers=ADDRESS, transactional_id=fresh("id")) as producer:
        await producer.begin_transaction()
        await producer.send_and_wait(topic, b"inside")
        await producer.send_offsets_to_transaction({TopicPartition(TOPIC, 0): 1}, fresh("group"))
        await (producer.commit_transaction() if commit else producer.abort_transaction())
    async with consumer(topic, isolation_level="read_committed") as reader:
        if commit:
            expect((await read(reader, 1))[0].value == b"inside", "the record")
        else:
            expect(not await reader.getmany(timeout_ms=700), "an unexpected record")


async def delete():
    async with Admin() as admin:
        await admin.delete_topics([TOPIC])
        expect(TOPIC not in await admin.list_topics(), "it is still there")


print(f"version aiokafka {aiokafka.__version__}")
run([(name, awaited(action)) for name, action in (
    ("create", create), ("configs", configs), ("produce", produce), ("consume", consume), ("resume", resume),
    ("rebalance", rebalance), ("time", look_up_time), ("commit-txn", lambda: transaction(True)),
    ("abort-txn", lambda: transaction(False)), ("delete", delete))])
