"""kafka-python."""
import sys
import time

import kafka
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient, NewTopic
from kafka.structs import OffsetAndMetadata

from actions import expect, fresh, run, until

ADDRESS = sys.argv[1]
TOPIC, GROUP = fresh("kafka-python"), fresh("group")
admin = KafkaAdminClient(bootstrap_servers=ADDRESS)


def consumer(*topics, group=None, **more):
    return KafkaConsumer(*topics, bootstrap_servers=ADDRESS, group_id=group, auto_offset_reset="earliest",
                         enable_auto_commit=False, session_timeout_ms=6000, heartbeat_interval_ms=500, **more)


def read(reader, count):
    got = []

    def step():
        for records in reader.poll(100).values():
            got.extend(records)

    until(lambda: len(got) >= count, step=step)
    return got


def committed(offset):
    try:
        return OffsetAndMetadata(offset, "", -1)
    except TypeError:  # 2.0 has no leader epoch
        return OffsetAndMetadata(offset, "")


def create():
    admin.create_topics([NewTopic(name=TOPIC, num_partitions=3, replication_factor=1)])
    expect(len(admin.describe_topics([TOPIC])[0]["partitions"]) == 3, "partitions")


def configs():
    def ask():
        resource = [ConfigResource(ConfigResourceType.TOPIC, TOPIC)]
        try:
            return str(admin.describe_configs(resource, config_filter="all"))
        except TypeError:  # 2.x answers all of them
            return str(admin.describe_configs(resource))

    expect("cleanup.policy" in ask(), "settings")
    admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, TOPIC, configs={"retention.ms": "3600000"})])
    expect("3600000" in ask(), "retention.ms")


def produce():
    producer = KafkaProducer(bootstrap_servers=ADDRESS, acks="all")
    for i in range(12):
        producer.send(TOPIC, f"value {i}".encode(), f"key {i}".encode(), headers=[("h", b"x")]).get(10)
    producer.close()


def consume():
    reader = consumer(TOPIC, group=GROUP)
    got = read(reader, 12)
    expect(sorted(m.key for m in got) == sorted(f"key {i}".encode() for i in range(12)), "keys")
    expect(list(got[0].headers) == [("h", b"x")], got[0].headers)
    reader.commit()
    reader.close()


def resume():
    producer = KafkaProducer(bootstrap_servers=ADDRESS)
    producer.send(TOPIC, b"later").get(10)
    producer.close()
    reader = consumer(TOPIC, group=GROUP)
    expect([m.value for m in read(reader, 1)] == [b"later"], "only what came later")
    reader.close()


def rebalance():
    readers = [consumer(TOPIC, group=GROUP + "-two") for _ in range(2)]

    def step():
        for reader in readers:
            reader.poll(50)

    until(lambda: sorted(len(r.assignment()) for r in readers) == [1, 2], 20, step)
    for reader in readers:
        reader.close()


def look_up_time():
    reader = consumer()
    found = reader.offsets_for_times({TopicPartition(TOPIC, p): 1 for p in range(3)})
    expect([found[TopicPartition(TOPIC, p)].offset for p in range(3)] == [0, 0, 0], found)
    reader.close()


def transaction(commit):
    topic, group = fresh("txn"), fresh("group")
    admin.create_topics([NewTopic(name=topic, num_partitions=1, replication_factor=1)])
    producer = KafkaProducer(bootstrap_servers=ADDRESS, transactional_id=fresh("id"))
    producer.init_transactions()
    producer.begin_transaction()
    producer.send(topic, b"inside").get(10)
    producer.send_offsets_to_transaction({TopicPartition(TOPIC, 0): committed(1)}, group)
    producer.commit_transaction() if commit else producer.abort_transaction()
    reader = consumer(topic, isolation_level="read_committed")
    if commit:
        expect(read(reader, 1)[0].value == b"inside", "the record")
    else:
        end = time.monotonic() + 0.7
        while time.monotonic() < end:
            expect(not reader.poll(100), "an unexpected record")
    reader.close()
    producer.close()


def delete():
    admin.delete_topics([TOPIC])
    until(lambda: TOPIC not in admin.list_topics())


print(f"version kafka-python {kafka.__version__}")
run([("create", create), ("configs", configs), ("produce", produce), ("consume", consume), ("resume", resume),
     ("rebalance", rebalance), ("time", look_up_time), ("commit-txn", lambda: transaction(True)),
     ("abort-txn", lambda: transaction(False)), ("delete", delete)])
