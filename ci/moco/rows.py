"""What a case is made of: a file of ci/moco/cases sets FILES and ROWS, and maybe ARGS, UPSTREAM and LOADS.

FILES     {name: JSON as lists and dicts, or text}: written into a folder, which is the working directory of both servers;
          ${upstream} in them is the host and port of the server that UPSTREAM describes
ARGS      what both are started with besides their ports: ["-c", "stubs.json"]
ROWS      what they are asked, in this order: ask(), raw(), talk()
UPSTREAM  {path: bytes of an answer} for proxies and callbacks; other paths answer with an empty 200. What it was asked
          belongs to the row.
LOADS     {name: sessions}: whether such a file is accepted at the start
"""
import json
from dataclasses import dataclass, field


@dataclass
class Row:
    name: str
    requests: list = field(default_factory=list)  # bytes each, over one connection
    steps: list = field(default_factory=list)  # of a WebSocket: (client, what)
    path: str = ""


def ask(line, headers=None, body=b"", name=None):
    """One request: ask("GET /a"), ask("POST /a", {"X": "1"}, "body"). A list of headers may repeat names."""
    body = body.encode() if isinstance(body, str) else body
    fields = list(headers.items()) if isinstance(headers, dict) else list(headers or [])
    if body and not any(key.lower() in ("content-length", "transfer-encoding") for key, _ in fields):
        fields.append(("Content-Length", str(len(body))))
    text = "".join(f"{key}: {value}\r\n" for key, value in [("Host", "stub.example"), *fields])
    said = " ".join(f"{key}: {value}" for key, value in fields if key != "Content-Length")
    shown = body.decode("latin-1")
    label = " ".join(part for part in (line, said, shown if len(shown) < 60 else "(body)") if part)
    return Row(name or label, [f"{line} HTTP/1.1\r\n{text}\r\n".encode("latin-1") + body])


def raw(name, *requests):
    """Bytes as they are, one answer each."""
    return Row(name, list(requests))


def times(count, row):
    """The same again and again, as one row."""
    return Row(f"{count} times {row.name}", row.requests * count)


def talk(name, path, *steps):
    """Over WebSockets. A step is (client, "connect"), (client, "send", text), (client, "ping", text); behind each, whatever
    comes to any client belongs to the row, client by client in its order."""
    return Row(name, steps=list(steps), path=path)


def content_of(value, upstream):
    if isinstance(value, bytes):
        return value
    text = value if isinstance(value, str) else json.dumps(value, indent=1)
    return text.replace("${upstream}", upstream).encode()
