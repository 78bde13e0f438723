"""A settings file: `request` and `response` for all, `context`, `file_root`, `include`."""
from rows import ask

GLOBAL = {"headers": {"X-G": "global", "Content-Type": "text/x-global"}, "cookies": {"g": "1"}}
FILES = {
    "settings.json": [
        {"include": "plain.json", "context": "/plain", "response": GLOBAL},
        {"include": "plain.json", "context": "/asked", "request": {"headers": {"token": "t"}}},
        {"include": "plain.json", "context": "/status", "response": {"status": 203, "headers": {"X-G": "1"}}},
        {"include": "in-root.json", "context": "/root", "file_root": "data"},
        {"include": "matchers.json", "context": "/m"},
        {"include": "many-*.json", "context": "/many"}],
    "plain.json": [
        {"request": {"uri": "/text"}, "response": {"text": "text"}},
        {"request": {"uri": "/json"}, "response": {"json": {"a": 1}}},
        {"request": {"uri": "/own-type"}, "response": {"text": "a", "headers": {"Content-Type": "text/own"}}},
        {"request": {"uri": "/lower-type"}, "response": {"text": "a", "headers": {"content-type": "text/own"}}},
        {"request": {"uri": "/own-header"}, "response": {"text": "a", "headers": {"X-G": "own"}}},
        {"request": {"uri": "/own-header-case"}, "response": {"text": "a", "headers": {"x-g": "own"}}},
        {"request": {"uri": "/own-cookie"}, "response": {"text": "a", "cookies": {"g": "2", "o": "3"}}},
        {"request": {"uri": "/own-status"}, "response": {"status": 404}},
        {"request": {"uri": "/redirect"}, "redirectTo": "/there"},
        {"request": {"uri": "/seq"}, "response": {"seq": [{"headers": {"X-G": "first"}}, {"text": "second"}]}},
        {"request": {"uri": "/attachment"}, "response": {"attachment": {"filename": "a.txt", "text": "x"}}},
        {"resource": {"name": "things", "get": [{"id": "1", "response": {"json": {"a": 1}}}]}},
        {"mount": {"dir": "www", "uri": "/www"}}],
    "in-root.json": [{"request": {"uri": "/never"}, "response": {"text": "never"}}],
    "data/in-root.json": [{"request": {"uri": "/file"}, "response": {"file": "a.txt"}},
                          {"request": {"uri": "/body", "file": "q.txt"}, "response": {"text": "by file"}}],
    "data/a.txt": "in the root", "data/q.txt": "question", "www/a.txt": "mounted", "www/b.css": "b {}",
    "matchers.json": [{"request": {"uri": {"match": "/re.*"}}, "response": {"text": "match"}},
                      {"request": {"uri": {"startsWith": "/st"}}, "response": {"text": "startsWith"}},
                      {"request": {"uri": {"path": "/p/{id}"}}, "response": {"text": "path"}},
                      {"request": {"queries": {"q": "1"}}, "response": {"text": "no uri"}}],
    "many-1.json": [{"request": {"uri": "/1"}, "response": {"text": "one"}}],
    "many-2.json": [{"request": {"uri": "/2"}, "response": {"text": "two"}}],
}
ARGS = ["-g", "settings.json"]
PATHS = ("text", "json", "own-type", "lower-type", "own-header", "own-header-case", "own-cookie", "own-status", "redirect", "attachment", "things/1",
         "things/2", "things", "www/a.txt", "www/b.css", "www/none")
ROWS = [ask(f"GET /{context}/{path}") for context in ("plain", "status") for path in PATHS]
ROWS += [ask("GET /plain/seq"), ask("GET /plain/seq", name="GET /plain/seq again"), ask("GET /text"), ask("GET /plain")]
ROWS += [ask(f"GET /asked/{path}", fields) for path in ("text", "things/1", "www/a.txt") for fields in ({}, {"token": "t"}, {"Token": "t"}, {"token": "u"})]
ROWS += [ask("GET /root/file"), ask("POST /root/body", body="question"), ask("GET /root/never"), ask("GET /many/1"), ask("GET /many/2"), ask("GET /many/3")]
ROWS += [ask(f"GET {path}") for path in ("/m/re", "/m/real", "/m/x/re", "/re", "/m/st", "/m/stx", "/st", "/m/p/1", "/p/1", "/m/x?q=1", "/m?q=1", "/mm?q=1", "/x?q=1")]
