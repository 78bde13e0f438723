"""`on`: what is called, with what."""
from rows import ask

ACTIONS = {
    "get": {"get": {"url": "http://${upstream}/a?b=c"}}, "get-header": {"get": {"url": "http://${upstream}/a", "headers": {"X-A": "1", "X-B": {"template": "${req.method}"}}}},
    "get-template": {"get": {"url": {"template": "http://${upstream}/${req.queries['t']}"}}}, "get-text": {"get": {"url": {"text": "http://${upstream}/text"}}},
    "get-file": {"get": {"url": {"file": "url.txt"}}}, "post": {"post": {"url": "http://${upstream}/p", "content": "body"}}, "post-text": {"post": {"url": "http://${upstream}/p", "content": {"text": "body"}}},
    "post-template": {"post": {"url": "http://${upstream}/p", "content": {"template": "${req.method}"}}}, "post-file": {"post": {"url": "http://${upstream}/p", "content": {"file": "a.json"}}},
    "post-json-text": {"post": {"url": "http://${upstream}/p", "content": {"json": "{\"a\":1}"}}}, "post-json": {"post": {"url": "http://${upstream}/p", "json": {"a": [1, 2.50]}}},
    "post-json-string": {"post": {"url": "http://${upstream}/p", "json": "plain"}}, "post-header": {"post": {"url": "http://${upstream}/p", "content": "x", "headers": {"X-A": "1", "Content-Type": "text/own"}}},
    "both": {"get": {"url": "http://${upstream}/g"}, "post": {"url": "http://${upstream}/p", "content": "x"}}, "not-async": {"async": "false", "get": {"url": "http://${upstream}/g"}},
    "nobody": {"get": {"url": "http://127.0.0.1:1/g"}}}
FILES = {"url.txt": "http://${upstream}/of-a-file", "a.json": "{\"a\": 1}", "stubs.json": [
    {"request": {"uri": f"/{name}"}, "response": {"text": "x"}, "on": {"complete": action}} for name, action in ACTIONS.items()]}
ROWS = [ask(f"GET /{name}?t=to") for name in ACTIONS] + [ask("GET /get-template")]
LOADS = {name: [{"request": {"uri": "/a"}, "response": {"text": "a"}, "on": on}] for name, on in {
    "nothing": {}, "no action": {"complete": {}}, "latency alone": {"complete": {"latency": 1, "get": {"url": "http://h/"}}}, "post without content": {"complete": {"post": {"url": "http://h/"}}},
    "async": {"complete": {"async": True, "latency": 1, "get": {"url": "http://h/"}}}, "async text": {"complete": {"async": "true", "latency": {"duration": 1, "unit": "second"}, "get": {"url": "http://h/"}}},
    "async without latency": {"complete": {"async": True, "get": {"url": "http://h/"}}}, "no url": {"complete": {"get": {}}}, "unknown": {"start": {}}}.items()}
