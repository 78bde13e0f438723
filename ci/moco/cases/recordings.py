"""`record` and `replay`."""
from rows import ask

T = {"template": "${req.queries['t']}"}
FILES = {"stubs.json": [
    {"request": {"uri": "/rec"}, "response": {"record": "n"}}, {"request": {"uri": "/rep"}, "response": {"replay": "n"}},
    {"request": {"uri": "/rec-t"}, "response": {"record": {"identifier": T}}}, {"request": {"uri": "/rep-t"}, "response": {"replay": {"identifier": T}}},
    {"request": {"uri": "/rec-g"}, "response": {"record": {"group": "g", "identifier": T}}}, {"request": {"uri": "/rep-g"}, "response": {"replay": {"group": "g", "identifier": T}}},
    {"request": {"uri": "/rec-group"}, "response": {"record": {"group": "h"}}}, {"request": {"uri": "/rep-group"}, "response": {"replay": {"group": "h"}}},
    {"request": {"uri": "/rep-m"}, "response": {"replay": {"group": "h", "modifier": "${req.method} ${req.content} ${req.queries['t']!'no'}"}}},
    {"request": {"uri": "/rep-r"}, "response": {"replay": {"group": "h", "modifier": {"status": 201, "headers": {"X-A": {"template": "${req.method}"}}, "text": {"template": "${req.content}"}}}}},
    {"request": {"uri": "/rec-tape"}, "response": {"record": {"group": "tape", "tape": "tape.json"}}}, {"request": {"uri": "/rep-tape"}, "response": {"replay": {"group": "tape", "tape": "tape.json"}}},
    {"request": {"uri": "/rep-none"}, "response": {"replay": "none"}}]}
ROWS = [ask("GET /rep-none"), ask("POST /rec", body="first"), ask("GET /rep", name="replayed"), ask("POST /rec", body="second"), ask("GET /rep", name="replayed again"),
        ask("POST /rec-t?t=a", body="of a"), ask("POST /rec-t?t=b", body="of b"), ask("GET /rep-t?t=a"), ask("GET /rep-t?t=b"), ask("GET /rep-t?t=c"), ask("GET /rep-t"), ask("POST /rec-t", body="x"),
        ask("POST /rec-g?t=a", body="of a in g"), ask("GET /rep-g?t=a"), ask("GET /rep-g?t=b"), ask("POST /rec-group", body="of h"), ask("GET /rep-group"), ask("GET /rep-m"), ask("GET /rep-m?t=1"), ask("GET /rep-r"),
        ask("PUT /rec-tape", body="on tape"), ask("GET /rep-tape")]
LOADS = {name: [{"request": {"uri": "/a"}, "response": response}] for name, response in {
    "record nothing": {"record": {}}, "replay nothing": {"replay": {}}, "record modifier": {"record": {"group": "g", "modifier": "x"}}, "tape alone": {"record": {"identifier": "i", "tape": "t.json"}}, "number": {"record": 1}}.items()}
