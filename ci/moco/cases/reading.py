"""How a request is taken apart: paths with a slash at the end, queries, forms, cookies, multipart."""
from rows import ask, raw

PATHS = {"stars": "/stars/**/x", "stars-slash": "/stars-slash/**/x/", "stars-id": "/stars-id/**/{id}", "one": "/one/*/x", "stars-two": "/stars-two/**/x/**/y"}
FIELDS = {f"{kind}-{name}-{how}": {keys: {name: value}} for kind, keys, names in (("query", "queries", "qr"), ("form", "forms", "fg"), ("cookie", "cookies", "cb")) for name in names
          for how, value in (("one", "1"), ("some", {"match": ".+"}), ("empty", ""), ("exist", {"exist": "true"}), ("absent", {"exist": "false"}))}
SESSIONS = [{"request": {"uri": {"path": path}}, "response": {"text": name}} for name, path in PATHS.items()]
SESSIONS += [{"request": {"uri": f"/{name}", **request}, "response": {"text": name}} for name, request in FIELDS.items()]
FILES = {"stubs.json": SESSIONS}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ROWS = [ask(f"GET /{name}{rest}") for name in ("stars", "stars-slash", "stars-id", "one", "stars-two") for rest in ("/x", "/x/", "/a/b/x", "/a/b/x/", "/a/x", "/a/x/", "/x/y/", "/a/x/b/y/", "/x//", "/")]
ROWS += [ask(f"GET /{name}{query}") for name in FIELDS if name.startswith("query") for query in ("?q=1;r=2", "?r=2;q=1", "?q=1&r=2", "?q", "?q=")]
ROWS += [ask(f"POST /{name}", FORM, body, f"POST /{name} {body!r}") for name in FIELDS if name.startswith("form")
         for body in ("f=1\n", "f=1\r\n", "f=1\r\ng=2", "f=1\ng=1", " f=1", "f =1", "f", "f=", "f&g=1", "f= 1")]
ROWS += [ask(f"GET /{name}", {"Cookie": cookie}) for name in FIELDS if name.startswith("cookie") for cookie in ("c=1", "c=a b", "c=1, b=2", 'c="1', "c=a,b", 'c="1"', "c=", "c")]
ROWS += [raw(f"POST /form-{name}-one multipart with {word} lines",
             (f"POST /form-{name}-one HTTP/1.1\r\nHost: h\r\nContent-Type: multipart/form-data; boundary=X\r\nContent-Length: {len(body)}\r\n\r\n" + body).encode())
         for name in "fg" for word, end in (("CR LF", "\r\n"), ("LF", "\n"))
         for body in [end.join(["--X", 'Content-Disposition: form-data; name="f"', "", "1", "--X--", ""])]]
