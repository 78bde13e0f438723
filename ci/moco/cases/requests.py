"""Keys and operators of `request`. (Those that Moco throws at are in bodies_xml and bodies_json: they end its search.)"""
from rows import ask, raw

KEYS = {
    "uri": {"uri": "/a b"}, "method": {"method": "put"}, "method-lower": {"method": "post"}, "method-match": {"method": {"match": "get|post"}}, "version": {"version": "HTTP/1.0"},
    "version-lower": {"version": "http/1.0"}, "text": {"text": "foo"}, "text-empty": {"text": ""}, "text-trim": {"text": "  foo "},
    "text-match": {"text": {"match": "f.o"}}, "text-exist": {"text": {"exist": "true"}}, "text-absent": {"text": {"exist": "false"}}, "text-contain": {"text": {"contain": "o"}},
    "text-json": {"text": {"json": "{\"a\": 1}"}}, "file": {"file": "foo.txt"}, "file-json": {"file": {"json": "a.json"}},
    "json": {"json": {"a": 1, "b": [1, 2]}}, "json-text": {"json": "{\"a\": 1}"}, "json-float": {"json": {"a": 1.0}},
    "header": {"headers": {"X-A": "b"}}, "header-match": {"headers": {"x-a": {"match": "b+"}}}, "header-exist": {"headers": {"X-A": {"exist": "true"}}},
    "header-absent": {"headers": {"X-A": {"exist": "false"}}}, "header-eq": {"headers": {"X-A": {"eq": "b"}}}, "header-ends": {"headers": {"X-A": {"endsWith": "b"}}},
    "query": {"queries": {"q": "1"}}, "query-empty": {"queries": {"q": ""}}, "query-two": {"queries": {"q": "1", "r": "2"}}, "query-starts": {"queries": {"q": {"startsWith": "1"}}},
    "query-absent": {"queries": {"q": {"exist": "false"}}}, "cookie": {"cookies": {"c": "1"}}, "cookie-match": {"cookies": {"c": {"match": "\\d"}}}, "form": {"forms": {"f": "1"}},
    "form-contain": {"forms": {"f": {"contain": "1"}}},
    "struct-json": {"struct": {"json": {"a": 1, "s": "x", "l": [1], "o": {"k": True}}}}, "struct-null": {"struct": {"json": {"a": None}}},
    "path": {"uri": {"path": "/path/{id}/x"}}, "path-star": {"uri": {"path": "/path/star/*"}}, "path-two-stars": {"uri": {"path": "/path/deep/**"}}, "path-one": {"uri": {"path": "/path/?"}},
    "path-regex": {"uri": {"path": "/path/re/{id:\\d+}"}}, "uri-match": {"uri": {"match": "/um/\\d+"}}, "uri-starts": {"uri": {"startsWith": "/us"}}, "uri-ends": {"uri": {"endsWith": "/ue"}},
    "uri-contain": {"uri": {"contain": "/uc/"}}}
WITH_PATH = {"uri", "path", "path-star", "path-two-stars", "path-one", "path-regex", "uri-match", "uri-starts", "uri-ends", "uri-contain"}
SESSIONS = []
for name, request in KEYS.items():
    SESSIONS.append({"request": request if name in WITH_PATH else {"uri": f"/{name}", **request}, "response": {"text": name}})
FILES = {"foo.txt": "foo", "a.json": {"a": 1}, "stubs.json": SESSIONS}
BODIES = ["", "foo", " foo ", "foo\n", '{"a":1}', '{"a":1,"b":[1,2]}', '{"b":[1,2],"a":1}', '{"a":1.0}', '{"a":2,"s":"y","l":[2,3],"o":{"k":false}}', '{"a":null}', '{"l":[{"x":1},{"x":2}]}',
          '{"o":{"k":1}}', '{"a":"1"}', "<a><b>1</b></a>", "<a>\n <b>1</b>\n</a>", "<a id='7'><b>2</b></a>", "<a id='7'><b>1</b><b>2</b></a>", "not <xml", "[1]"]
BODY_KEYS = [name for name in KEYS if name.split("-")[0] in ("text", "file", "json", "struct")]
ROWS = [ask(f"POST /{name}", body=body) for name in BODY_KEYS for body in BODIES]
ROWS += [ask(f"{method} /{name}") for name in ("method", "method-lower", "method-match") for method in ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE")]
ROWS += [raw(f"{method} {path} as it is", f"{method} {path} HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n".encode()) for method in ("get", "Get", "post", "pOsT", "put") for path in (
    "/uri-match", "/us", "/method", "/method-lower", "/method-match")]
ROWS += [raw(f"version {version} {path}", f"GET {path} HTTP/{version}\r\nHost: h\r\n\r\n".encode()) for version in ("1.0", "1.1") for path in ("/version", "/version-lower")]
ROWS += [ask(f"GET /{name}", fields) for name in KEYS if name.startswith("header") for fields in ([], [("X-A", "b")], [("x-a", "b")], [("X-A", "c")], [("X-A", "c"), ("X-A", "b")], [("X-A", " b ")], [("X-A", "ab")])]
ROWS += [ask(f"GET /{name}{query}") for name in KEYS if name.startswith("query") for query in ("", "?q", "?q=", "?q=1", "?q=2", "?q=2&q=1", "?q=1&r=2", "?Q=1", "?q=12", "?q=%31", "?x=1")]
ROWS += [ask(f"GET /{name}", {"Cookie": cookie}) for name in ("cookie", "cookie-match") for cookie in ("c=1", "c=2", "a=b; c=1", "c=1; c=2", "C=1", "c=\"1\"", "c=1,d=2", "")]
ROWS += [ask(f"POST /{name}", {"Content-Type": kind}, body) for name in ("form", "form-contain") for kind in ("application/x-www-form-urlencoded", "text/plain") for body in ("f=1", "f=2", "g=1", "a=b&f=1", "f=1&f=2", "f=%31", "f=1+2")]
ROWS += [ask(f"GET {path}") for path in ("/a%20b", "/a b".replace(" ", "+"), "/a%20b/", "/path/1/x", "/path/1/y", "/path/1/2/x", "/path/star/a", "/path/star/", "/path/star/a/b", "/path/star", "/path/deep", "/path/deep/",
         "/path/deep/a/b", "/path/a", "/path/ab", "/path/re/1", "/path/re/a", "/um/1", "/um/a", "/um/1/", "/us", "/usx", "/us/1", "/x/ue", "/x/uex", "/x/uc/y", "/uc", "/none", "//us")]


def asked(**request):
    return [{"request": request, "response": {"text": "a"}}]


LOADS = {name: asked(**request) for name, request in {
    "uri empty": {"uri": ""}, "uri number": {"uri": 1}, "uri list": {"uri": ["/a"]}, "method list": {"method": ["get"]}, "method unknown": {"method": "FLY"}, "version bad": {"version": "HTTP/3"},
    "version match": {"version": {"match": "HTTP/1.*"}}, "exist true": {"text": {"exist": True}}, "exist word": {"text": {"exist": "maybe"}}, "two operators": {"uri": {"match": "a", "contain": "b"}},
    "unknown operator": {"uri": {"matches": "a"}}, "eq on uri": {"uri": {"eq": "/a"}}, "path on header": {"headers": {"a": {"path": "/a"}}}, "bad regex": {"uri": {"match": "("}},
    "bad json path": {"json_paths": {"$[": "a"}}, "bad xpath": {"xpaths": {"//": "a"}}, "json null": {"json": None}, "bad json": {"text": {"json": "{"}}, "bad xml": {"text": {"xml": "<a"}},
    "file missing": {"file": "none"}, "struct empty": {"struct": {}}, "struct text": {"struct": "a"}, "unknown key": {"url": "/a"}, "description inside": {"description": "a", "uri": "/a"},
    "header number": {"headers": {"a": 1}}, "null": {"uri": None}, "headers null": {"headers": None, "uri": "/a"}}.items()}
