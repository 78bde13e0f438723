"""Files of `failover` and `playback`: which stored answer fits which request."""
from rows import ask

STORED = {
    "no-request": None,
    "empty": {},
    "uri": {"uri": "/uri"},
    "other-uri": {"uri": "/x"},
    "empty-uri": {"uri": ""},
    "method": {"method": "POST"},
    "lower-method": {"method": "post"},
    "version": {"version": "HTTP/1.0"},
    "content": {"content": "abc"},
    "empty-content": {"content": ""},
    "queries-none": {"queries": {}},
    "queries-one": {"queries": {"a": ["1"]}},
    "queries-text": {"queries": {"a": "1"}},
    "queries-two": {"queries": {"a": ["1"], "b": ["2"]}},
    "queries-many": {"queries": {"a": ["1", "2"]}},
    "queries-empty": {"queries": {"a": [""]}},
    "headers-none": {"headers": {}},
    "headers-one": {"headers": {"X-A": "v"}},
    "headers-case": {"headers": {"x-a": ["V"]}},
    "headers-many": {"headers": {"X-A": ["v", "w"]}},
    "headers-empty": {"headers": {"X-A": ""}},
}
FILES = {"stubs.json": [{"request": {"uri": f"/{name}"}, "response": {"proxy": {"url": "http://127.0.0.1:1/", "failover": f"{name}.json"}}}
                        for name in STORED]}
for stored_as, request in STORED.items():
    entry = {"response": {"version": "HTTP/1.1", "status": 200, "headers": {"X-Stored": stored_as}, "content": "stored"}}
    if request is not None:
        entry = {"request": request, **entry}
    FILES[f"{stored_as}.json"] = [entry]
FILES["coded.json"] = [{"request": {}, "response": {"status": 201, "content": {"content": "aGVsbG8=", "charset": "UTF-8"}}}]
FILES["stubs.json"].append({"request": {"uri": "/coded"}, "response": {"proxy": {"url": "http://127.0.0.1:1/", "playback": "coded.json"}}})
ROWS = [ask("GET /coded")]
for stored_as in STORED:
    path = f"/{stored_as}"
    ROWS += [ask(f"GET {path}"), ask(f"POST {path}", body="abc"), ask(f"POST {path}", body="abd")]
    if "queries" in stored_as:
        ROWS += [ask(f"GET {path}{query}") for query in ("?a=1", "?a=2", "?b=2", "?a=1&b=2", "?a=1&b=3", "?a=1&a=2", "?a=2&a=1", "?A=2", "?c=1", "?a")]
    if "headers" in stored_as:
        ROWS += [ask(f"GET {path}", fields) for fields in ([("X-A", "v")], [("x-a", "V")], [("X-A", "w")], [("X-A", "v"), ("X-A", "w")], [("X-B", "v")])]
