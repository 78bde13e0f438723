"""`proxy` with `from` and `to`: which path is asked."""
import itertools

from rows import ask

BASES = [(start + end, to) for start, (end, to) in itertools.product(
    ["/s"], itertools.product(["", "/"], ["http://${upstream}", "http://${upstream}/", "http://${upstream}/x", "http://${upstream}/x/"]))]
PATHS = ["/1", "/1/", "/a/b", "/1?q=1&q=2", "/%C3%A9", "/a%2Bb", "/a+b", "/", "//1", "/a%2Fb", "/1?", "/1?q", "/1?a=%26b"]
SESSIONS, ROWS = [], []
for number, (start, to) in enumerate(BASES):
    for kind in "rw":
        prefix = f"/{kind}{number}{start}"
        proxy = {"proxy": {"from": prefix, "to": to}}
        SESSIONS.append({"request": {"uri": {"startsWith": prefix}}, "response": proxy} if kind == "r" else proxy)
        where = f"{start} to {to.replace('${upstream}', 'h')}" + (" of a session" if kind == "w" else "")
        ROWS += [ask(f"GET {prefix.rstrip('/')}{path}", name=f"from {where}: {path}") for path in PATHS]
        ROWS.append(ask(f"GET {prefix.rstrip('/')}", name=f"from {where}: the base itself"))
        ROWS.append(ask(f"GET {prefix.rstrip('/')}x/1", name=f"from {where}: another beginning"))
SESSIONS.append({"proxy": {"from": "/", "to": "http://${upstream}"}})
ROWS += [ask(f"GET {path}", name=f"from / to h: {path}") for path in ("/a", "/a/b/", "/", "/zz?q=1")]
FILES = {"stubs.json": SESSIONS}
