"""confluent-kafka: librdkafka of the wheel."""
import os
import sys
import time

from confluent_kafka import Consumer, Producer, TopicPartition, version, libversion
from confluent_kafka import admin as administration
from confluent_kafka.admin import AdminClient, ConfigEntry, ConfigResource, NewTopic

from actions import expect, fresh, run, until

ADDRESS = sys.argv[1]
TOPIC, GROUP, TXN = fresh("confluent"), fresh("group"), fresh("txn")
BASE = {"bootstrap.servers": ADDRESS}
if os.environ.get("KAFKA_MECHANISM"):
    BASE |= {"security.protocol": "SASL_SSL", "sasl.mechanism": os.environ["KAFKA_MECHANISM"],
             "sasl.username": os.environ["KAFKA_USER"], "sasl.password": os.environ["KAFKA_PASSWORD"],
             "ssl.ca.location": os.environ["KAFKA_CA"]}
admin = AdminClient(BASE)


def consumer(group, **more):
    return Consumer({**BASE, "group.id": group, "auto.offset.reset": "earliest", "enable.auto.commit": False,
                     "session.timeout.ms": 6000, **{key.replace("_", "."): value for key, value in more.items()}})


def read(reader, count, limit=15.0):
    got = []

    def step():
        message = reader.poll(0.1)
        if message is not None:
            expect(message.error() is None, message.error())
            got.append(message)

    until(lambda: len(got) >= count, limit, step)
    return got


def quiet(reader, seconds=0.7):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        message = reader.poll(0.1)
        expect(message is None, f"an unexpected record: {message and message.value()}")


def create():
    admin.create_topics([NewTopic(TOPIC, 3, 1)])[TOPIC].result(10)
    expect(len(admin.list_topics(TOPIC, 10).topics[TOPIC].partitions) == 3, "partitions")


def configs():
    resource = ConfigResource(ConfigResource.Type.TOPIC, TOPIC)
    expect(len(admin.describe_configs([resource])[resource].result(10)) > 30, "settings")
    if hasattr(admin, "incremental_alter_configs"):
        change = ConfigResource(ConfigResource.Type.TOPIC, TOPIC, incremental_configs=[
            ConfigEntry("retention.ms", "3600000", incremental_operation=administration.AlterConfigOpType.SET)])
        list(admin.incremental_alter_configs([change]).values())[0].result(10)
    else:  # before 2.2: all settings at once
        change = ConfigResource(ConfigResource.Type.TOPIC, TOPIC, set_config={"retention.ms": "3600000"})
        list(admin.alter_configs([change]).values())[0].result(10)
    expect(admin.describe_configs([resource])[resource].result(10)["retention.ms"].value == "3600000", "retention.ms")


def produce():
    for codec in ("none", "gzip", "snappy", "lz4", "zstd"):
        producer = Producer({**BASE, "acks": "all", "enable.idempotence": True, "compression.type": codec})
        count = 12 if codec == "none" else 1
        for i in range(count):
            producer.produce(TOPIC, f"value {i}", f"key {i}", headers={"h": codec},
                             on_delivery=lambda error, message: expect(error is None, error))
        expect(producer.flush(10) == 0, "not delivered")


def consume():
    reader = consumer(GROUP)
    reader.subscribe([TOPIC])
    got = read(reader, 16)
    expect(sorted(m.key().decode() for m in got if dict(m.headers())["h"] == b"none") ==
           sorted(f"key {i}" for i in range(12)), "keys")
    reader.commit(asynchronous=False)
    reader.close()


def resume():
    producer = Producer(BASE)
    producer.produce(TOPIC, "later")
    producer.flush(10)
    reader = consumer(GROUP)
    reader.subscribe([TOPIC])
    expect([m.value() for m in read(reader, 1)] == [b"later"], "only what came later")
    reader.close()


def rebalance():
    group = fresh("two")
    readers = [consumer(group), consumer(group)]
    for reader in readers:
        reader.subscribe([TOPIC])

    def step():
        for reader in readers:
            reader.poll(0.05)

    until(lambda: sorted(len(r.assignment()) for r in readers) == [1, 2], 20, step)
    for reader in readers:
        reader.close()


def look_up_time():
    reader = consumer(fresh("time"))
    offsets = reader.offsets_for_times([TopicPartition(TOPIC, p, 1) for p in range(3)], 10)
    expect([o.offset for o in offsets] == [0, 0, 0], offsets)
    reader.close()


def transaction(commit):
    topic = fresh("txn")
    admin.create_topics([NewTopic(topic, 1, 1)])[topic].result(10)
    producer = Producer({**BASE, "transactional.id": fresh(TXN)})
    producer.init_transactions(10)
    producer.begin_transaction()
    producer.produce(topic, "inside")
    reader = consumer(fresh("reader"), isolation_level="read_committed")
    reader.subscribe([TOPIC])
    read(reader, 1)
    producer.send_offsets_to_transaction([TopicPartition(TOPIC, 0, 1)], reader.consumer_group_metadata(), 10)
    if commit:
        producer.commit_transaction(10)
    else:
        producer.abort_transaction(10)
    reader.close()
    reader = consumer(fresh("reader"), isolation_level="read_committed")
    reader.subscribe([topic])
    if commit:
        expect(read(reader, 1)[0].value() == b"inside", "the record")
    else:
        quiet(reader)
    reader.close()


def delete():
    admin.delete_topics([TOPIC])[TOPIC].result(10)
    until(lambda: TOPIC not in admin.list_topics(timeout=10).topics)


print(f"version confluent-kafka {version()[0] if isinstance(version(), tuple) else version()} (librdkafka {libversion()[0]})")
run([("create", create), ("configs", configs), ("produce", produce), ("consume", consume), ("resume", resume),
     ("rebalance", rebalance), ("time", look_up_time), ("commit-txn", lambda: transaction(True)),
     ("abort-txn", lambda: transaction(False)), ("delete", delete)])
