"""`websocket`: what each client gets, in which order."""
import itertools

from rows import talk

PARTS = {"text": "reply", "broadcast": {"content": "cast"}, "group": "g"}
GROUPED = {"text": "reply", "broadcast": {"content": "cast", "group": "g"}, "group": "g"}
BODIES = {"file": {"file": "a.txt"}, "cast-file": {"broadcast": {"content": {"file": "a.txt"}}}, "cast-text": {"broadcast": {"content": {"text": "t"}}},
          "file-cast": {"file": "a.txt", "broadcast": {"content": "cast"}}, "file-group": {"file": "a.txt", "group": "h"}}


def subsets(parts):
    for size in range(1, len(parts) + 1):
        for names in itertools.combinations(parts, size):
            yield "+".join(names), {name: parts[name] for name in names}


SESSIONS = [{"request": f"all {name}", "response": response} for name, response in subsets(PARTS)]
SESSIONS += [{"request": f"grp {name}", "response": response} for name, response in subsets(GROUPED) if "broadcast" in name]
SESSIONS += [{"request": name, "response": response} for name, response in BODIES.items()]
SESSIONS += [{"request": {"file": "q.txt"}, "response": {"text": "by file"}}, {"request": {"text": "by text"}, "response": {"text": {"text": "text"}}},
             {"request": {"json": "{\"a\": 1}"}, "response": {"text": "by json"}}, {"request": {"xml": "<a/>"}, "response": {"text": "by xml"}}]
FILES = {
    "a.txt": "file content", "q.txt": "question", "pong.txt": "pong of a file",
    "stubs.json": [{"websocket": {"uri": "/ws", "connected": "hello", "sessions": SESSIONS, "pingpongs": [
        {"ping": "a", "pong": "b"}, {"ping": {"text": "t"}, "pong": {"text": "text"}}, {"ping": "f", "pong": {"file": "pong.txt"}},
        {"ping": {"file": "q.txt"}, "pong": "of a question"}, {"ping": "p", "pong": {"template": "m"}}]}}]}
ROWS = [talk(f"{who} member: {session['request']}", "/ws", ("b", "connect"), ("a", "connect"),
             *([("b", "send", "all group"), ("a", "send", "all group")] if who == "a" else []), ("a", "send", session["request"]),
             ("a", "send", session["request"]), ("b", "send", "all text"))
        for session in SESSIONS if isinstance(session["request"], str) for who in ("no", "a")]
ROWS += [talk(name, "/ws", ("a", "connect"), *steps) for name, *steps in (
    ("connected",), ("file", ("a", "send", "question")), ("text object", ("a", "send", "by text")), ("json", ("a", "send", '{"a":1}')),
    ("xml", ("a", "send", "<a></a>")), ("unknown message", ("a", "send", "what")),
    *((f"ping {word}", ("a", "ping", word)) for word in ("a", "t", "f", "question", "p")))]


def endpoint(**keys):
    return [{"websocket": {"uri": "/ws", **keys}}]


LOADS = {"connected file": endpoint(connected={"file": "a.txt"}), "connected template": endpoint(connected={"template": "a"}),
         "broadcast without content": endpoint(sessions=[{"request": "a", "response": {"broadcast": {"group": "g"}}}]),
         "two bodies": endpoint(sessions=[{"request": "a", "response": {"text": "a", "file": "a.txt"}}]),
         "session without response": endpoint(sessions=[{"request": "a"}]),
         "pong json": endpoint(pingpongs=[{"ping": "a", "pong": {"json": "{}"}}]),
         "ping match": endpoint(pingpongs=[{"ping": {"match": "a"}, "pong": "b"}])}
