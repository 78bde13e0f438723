"""`mount`: which files are served, and with what."""
from rows import ask

NAMES = ("a.txt", "b.css", "c.html", "in/d.txt", "in/deep/e.txt", "with blank.txt", "noend")
FILES = {f"www/{name}": f"content of {name}" for name in NAMES} | {"stubs.json": [
    {"mount": {"dir": "www", "uri": "/all"}}, {"mount": {"dir": "www", "uri": "/txt", "includes": ["*.txt"]}}, {"mount": {"dir": "www", "uri": "/not-txt", "excludes": ["*.txt"]}},
    {"mount": {"dir": "www", "uri": "/deep-txt", "includes": ["**.txt"]}}, {"mount": {"dir": "www", "uri": "/two", "includes": ["*.txt", "*.css"]}},
    {"mount": {"dir": "www", "uri": "/in-not-d", "includes": ["in/**"], "excludes": ["**/d.txt"]}}, {"mount": {"dir": "www/in", "uri": "/in"}}, {"mount": {"dir": "www/", "uri": "/slash/"}},
    {"mount": {"dir": "www", "uri": "/with", "headers": {"X-A": "1", "Content-Type": "text/own"}, "status": 203, "cookies": {"c": "1"}}}, {"response": {"text": "later"}}]}
ROWS = [ask(f"GET /{mount}/{name.replace(' ', '%20')}") for mount in ("all", "txt", "not-txt", "deep-txt", "two", "in-not-d", "in", "slash", "with") for name in (*NAMES, "d.txt", "deep/e.txt", "none", "", "in")]
ROWS += [ask(f"{method} /all/a.txt") for method in ("HEAD", "POST", "PUT")] + [ask("GET /all"), ask("GET /allx/a.txt"), ask("GET /all/a.txt?q=1"), ask("GET /all//a.txt"), ask("GET /all/in/../a.txt"), ask("GET /all/%61.txt")]
LOADS = {name: [{"mount": mount}] for name, mount in {"no dir": {"uri": "/a"}, "no uri": {"dir": "."}, "body": {"dir": ".", "uri": "/a", "text": "x"}, "missing": {"dir": "none", "uri": "/a"}, "number": {"dir": 1, "uri": "/a"}}.items()}
