#!/usr/bin/env python3
"""Takes orders from Kafka and brings each to its end: stock, payment, invoice. README.md says what is promised.

What is done is written down (SQLite) before the event is committed, so that an order that is delivered again goes on where it
stopped. DEFECT switches on one bug."""

import base64
import http.client
import json
import os
import signal
import sqlite3
import time
import urllib.parse
import uuid

from kafka import KafkaConsumer, KafkaProducer
from kafka.structs import OffsetAndMetadata, TopicPartition

DEFECT = os.environ.get("DEFECT", "")
PAYMENT_TRIES = 3
PAYMENT_PAUSE = 0.1  # seconds, twice as long each time
TIMEOUT = 2.0  # seconds, for an answer


def say(text):
    print(f"order-service: {text}", flush=True)


class Gave(Exception):
    """An order that cannot be: it is rejected with this reason."""


class Web:
    """Calls of others. `source`: the address that they see."""

    def __init__(self, url, source=None):
        parts = urllib.parse.urlsplit(url)
        self.place = (parts.hostname, parts.port)
        self.source = source

    def post(self, path, body, headers=None):
        """(status, headers, body); status 0: no answer."""
        source = (self.source, 0) if self.source else None
        connection = http.client.HTTPConnection(*self.place, timeout=TIMEOUT, source_address=source)
        try:
            connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json", **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        except OSError as problem:
            say(f"POST {path}: {problem}")
            return 0, {}, b""
        finally:
            connection.close()


class Books:
    """Stock and orders, durable."""

    def __init__(self, path):
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("create table if not exists stock (sku text primary key, pieces integer)")
        self.db.execute("create table if not exists orders (id text primary key, state text, invoice text)")

    def set_stock(self, sku, pieces):
        self.db.execute("insert into stock values (?, ?) on conflict (sku) do update set pieces = excluded.pieces", (sku, pieces))

    def take(self, sku, pieces):
        """How many are left; None: there were too few."""
        row = self.db.execute("select pieces from stock where sku = ?", (sku,)).fetchone()
        left = (row[0] if row else 0) - pieces
        if left < 0:
            return None
        self.set_stock(sku, left)
        return left

    def give_back(self, sku, pieces):
        self.db.execute("update stock set pieces = pieces + ? where sku = ?", (pieces, sku))

    def order(self, order):
        row = self.db.execute("select state, invoice from orders where id = ?", (order,)).fetchone()
        return row or ("new", None)

    def put_order(self, order, state, invoice=None):
        self.db.execute("insert or replace into orders values (?, ?, ?)", (order, state, invoice))


class Service:
    def __init__(self, env):
        self.books = Books(env["STATE"])
        self.payments = Web(env["PAYMENTS_URL"])
        self.bank = Web(env["BANK_URL"], None if DEFECT == "calls-the-bank-from-anywhere" else env["BANK_SOURCE"])
        self.mails = Web(env["MAILS_URL"])
        self.producer = KafkaProducer(bootstrap_servers=env["BROKERS"], acks="all", linger_ms=0)

    def publish(self, topic, key, event):
        self.producer.send(topic, json.dumps(event).encode(), key.encode()).get(timeout=10)

    def handle(self, topic, event):
        if topic == "stock":
            self.books.set_stock(event["sku"], event["pieces"])
        elif event["type"] == "OrderWasPlaced":
            self.place(event)

    def place(self, event):
        order = event["order"]
        state, invoice = self.books.order(order)
        if DEFECT == "charges-twice":
            state = "new"
        if state == "done":
            return say(f"order {order} was handled before")
        try:
            if state == "new":
                self.reserve(event)
                self.books.put_order(order, "reserved")
                state = "reserved"
            if DEFECT == "mails-before-payment" and state == "reserved":
                invoice = self.mail(event, f"INV-{uuid.uuid4().hex[:8]}")
            if state == "reserved":
                self.pay(event)
                invoice = invoice or f"INV-{uuid.uuid4().hex[:8]}"
                self.books.put_order(order, "paid", invoice)
                self.tell_late(event)
            if DEFECT != "mails-before-payment":
                self.mail(event, invoice)
            told = f"INV-{uuid.uuid4().hex[:8]}" if DEFECT == "another-invoice" else invoice
            self.publish("order-events", order, {"type": "OrderWasPaid", "order": order, "invoice": told, "amount": event["amount"]})
        except Gave as reason:
            if str(reason) != "out of stock" and DEFECT != "keeps-the-stock":
                self.books.give_back(event["sku"], event["pieces"])
            if DEFECT == "mails-when-refused":
                self.mail(event, "INV-none")
            self.publish("order-events", order, {"type": "OrderWasRejected", "order": order, "reason": str(reason)})
        self.books.put_order(order, "done", invoice)
        return None

    def reserve(self, event):
        left = self.books.take(event["sku"], event["pieces"])
        if left is None:
            raise Gave("out of stock")
        if left == 0 and DEFECT != "tells-stock-late":
            self.publish("stock-events", event["sku"], {"type": "StockRanOut", "sku": event["sku"]})

    def tell_late(self, event):
        if DEFECT == "tells-stock-late":
            self.publish("stock-events", event["sku"], {"type": "StockRanOut", "sku": event["sku"]})

    def pay(self, event):
        order, amount = event["order"], event["amount"]
        if event["method"] == "sepa":
            self.pay_by(self.bank, "/transfers", order, {"order": order, "amount": amount, "iban": event["iban"]})
        else:
            self.pay_by(self.payments, "/charges", order, {"order": order, "amount": amount})

    def pay_by(self, web, path, order, body):
        pause = PAYMENT_PAUSE
        for left in reversed(range(1 if DEFECT == "no-retry" else PAYMENT_TRIES)):
            key = uuid.uuid4().hex if DEFECT == "new-key-each-time" else order
            status, _, _ = web.post(path, body, {"Idempotency-Key": key})
            say(f"POST {path}: {status}")
            if 200 <= status < 300:
                return
            if 400 <= status < 500:
                raise Gave("payment refused")
            if left > 0:
                time.sleep(pause)
                pause *= 2
        raise Gave("payment not possible")

    def mail(self, event, invoice):
        """The provider allows so many a second; it says when to come again."""
        document = base64.b64encode(f"%PDF-1.4\n% invoice {invoice}\n%%EOF\n".encode()).decode()
        body = {
            "to": event["mail"],
            "subject": f"Invoice {invoice}",
            "invoice": invoice,
            "attachment": {"name": f"{invoice}.pdf", "type": "application/pdf", "base64": document},
        }
        while True:
            status, headers, _ = self.mails.post("/messages", body)
            say(f"POST /messages: {status}")
            if status == 202:
                return invoice
            if status == 429 and DEFECT == "gives-up-on-429":
                return invoice
            wait = 0.05 if DEFECT == "ignores-retry-after" else float(headers.get("Retry-After", 1))
            time.sleep(wait)


def main():
    env = os.environ
    running = True

    def stop(*_):
        nonlocal running
        running = False

    signal.signal(signal.SIGTERM, stop)
    service = Service(env)
    consumer = KafkaConsumer(
        "orders",
        "stock",
        bootstrap_servers=env["BROKERS"],
        group_id=env["GROUP"],
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        session_timeout_ms=int(env["SESSION_TIMEOUT_MS"]),
        heartbeat_interval_ms=300,
        max_poll_records=1,
    )
    while running:
        for place, records in consumer.poll(timeout_ms=100).items():
            for record in records:
                offsets = {TopicPartition(place.topic, place.partition): OffsetAndMetadata(record.offset + 1, "")}
                if DEFECT == "commits-first":
                    consumer.commit(offsets)
                try:
                    service.handle(place.topic, json.loads(record.value))
                except (ValueError, KeyError, TypeError) as problem:
                    say(f"not an event, passed over: {problem!r}")
                    if DEFECT == "dies-on-nonsense":
                        consumer.commit(offsets)
                        os.abort()
                consumer.commit(offsets)
    consumer.close(autocommit=False)


if __name__ == "__main__":
    main()
