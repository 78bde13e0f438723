"""`json_paths`: Moco throws at a body that is not JSON, so they stand alone."""
from rows import ask

KEYS = {
    "scalar": {"$.a": "1"}, "match": {"$.a": {"match": "\\d+"}}, "exist": {"$.a": {"exist": "true"}}, "absent": {"$.a": {"exist": "false"}}, "list": {"$.l[*].x": "2"},
    "object": {"$.o": "{k=1}"}, "deep": {"$..x": "1"}, "two": {"$.a": "1", "$.b": "2"}, "index": {"$.l[1].x": "2"}, "float": {"$.a": "1.0"}, "true": {"$.a": "true"},
    "list-object": {"$.l[0]": "{x=1}"}, "whole-list": {"$.n": "[1,2]"}, "filter": {"$.l[?(@.x==2)].x": "2"}, "starts": {"$.s": {"startsWith": "x"}}, "contain": {"$.s": {"contain": "y"}}}
BODIES = ["", "foo", "{", '{"a":1}', '{"a":"1"}', '{"a":1.0}', '{"a":2}', '{"a":null}', '{"a":true}', '{"a":[]}', '{"a":{}}', '{"a":""}', '{"a":1,"b":2}', '{"l":[{"x":1},{"x":2}]}', '{"o":{"k":1}}', '{"n":[1,2]}',
          '{"s":"xyz"}', "[1]", "[]"]
FILES = {"stubs.json": [{"request": {"uri": f"/{name}", "json_paths": paths}, "response": {"text": name}} for name, paths in KEYS.items()]}
ROWS = [ask(f"POST /{name}", body=body) for name in KEYS for body in BODIES]
