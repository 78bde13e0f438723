"""`resource`: entries, conditions, the array of a collection, what is not there."""
from rows import ask

ONE, TWO = {"id": "1", "response": {"json": {"a": 1}}}, {"id": "2", "response": {"json": {"b": 2}}}
RESOURCES = {
    "plain": {"get": [ONE, TWO]},
    "conditional": {"get": [ONE, TWO, {"request": {"queries": {"q": "1"}}, "response": {"text": "asked"}}]},
    "conditional-first": {"get": [{"request": {"queries": {"q": "1"}}, "response": {"json": ["asked"]}}, ONE, TWO]},
    "own": {"get": [ONE, {"response": {"text": "own"}}]},
    "entry-condition": {"get": [{**ONE, "request": {"headers": {"X-A": "1"}}}, TWO]},
    "with-status": {"get": [ONE, {"id": "2", "response": {"status": 200, "json": {}}}]},
    "any": {"get": [{"id": "*", "response": {"json": {"any": True}}}]},
    "any-last": {"get": [ONE, {"id": "*", "response": {"text": "any"}}]},
    "strings": {"get": [{"id": "1", "response": {"json": "[1]"}}, {"id": "2", "response": {"json": "text"}}]},
    "only-collection": {"get": [{"request": {"queries": {"q": "1"}}, "response": {"text": "asked"}}]},
    "writes": {"post": [{"response": {"status": 201}}], "put": [{"id": "1", "response": {"text": "put"}}],
               "delete": [{"id": "*", "response": {"text": "gone"}}], "patch": [{"id": "1", "response": {"text": "patched"}}],
               "head": [{"id": "1", "response": {"headers": {"ETag": "one"}}}, {"response": {"headers": {"ETag": "all"}}}]},
    "post-if": {"post": [{"request": {"queries": {"q": "1"}}, "response": {"text": "made"}}]},
    "head-if": {"head": [{"request": {"queries": {"q": "1"}}, "response": {"headers": {"ETag": "all"}}}], "get": [ONE]},
    "nested": {"get": [ONE], "resource": [{"id": "1", "name": "subs", "get": [ONE, TWO], "resource": [
        {"id": "*", "name": "deep", "get": [ONE, {"response": {"text": "all deep"}}], "post": [{"response": {"text": "made"}}]}]}]},
    "number": {"get": [{"id": 7, "response": {"json": {"seven": 7}}}]},
}
FILES = {"stubs.json": [{"resource": {"name": name, **resource}} for name, resource in RESOURCES.items()] +
         [{"request": {"uri": {"startsWith": "/"}}, "response": {"text": "later"}}]}
ROWS = [ask(f"{method} /{name}{rest}")
        for name in RESOURCES for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")
        for rest in ("", "?q=1", "/1", "/2", "/x", "/", "/1/", "/1/x")]
ROWS += [ask(f"{method} /nested/{rest}") for method in ("GET", "POST", "HEAD") for rest in (
    "1/subs", "1/subs/1", "1/subs/9", "2/subs/1", "1/subs/5/deep", "1/subs/5/deep/1", "1/subs/5/deep/2", "1/subs/", "1/subs/5/deep/1/x")]
ROWS += [ask("GET /entry-condition/1", {"X-A": "1"}), ask("GET /entry-condition", {"X-A": "1"}), ask("GET /number/7"), ask("GET /plainer")]
LOADS = {name: [{"resource": resource}] for name, resource in {
    "no entries": {"name": "a"}, "slash": {"name": "a/b", "get": [ONE]}, "blank": {"name": "a b", "get": [ONE]}, "umlaut": {"name": "ä", "get": [ONE]},
    "id with slash": {"name": "a", "get": [{"id": "1/2", "response": {"text": "x"}}]}, "id with blank": {"name": "a", "get": [{"id": "1 2", "response": {"text": "x"}}]},
    "post with id": {"name": "a", "post": [{"id": "1", "response": {"text": "x"}}]}, "put without id": {"name": "a", "put": [{"response": {"text": "x"}}]},
    "no response": {"name": "a", "get": [{"id": "1"}]}, "sub without id": {"name": "a", "resource": [{"name": "b", "get": [ONE]}]}}.items()}
