"""Keys of `response`: status, version, headers, cookies, attachment, seq, cycle, files, json, redirects."""
from rows import ask, times

COOKIES = {
    "plain": "v", "template": {"template": "${req.method}"}, "path": {"value": "v", "path": "/p"}, "domain": {"value": "v", "domain": "x.example"},
    "age": {"value": "v", "maxAge": {"duration": 2, "unit": "minute"}}, "age-bare": {"value": "v", "maxAge": 5000}, "age-short": {"value": "v", "maxAge": 60},
    "age-zero": {"value": "v", "maxAge": {"duration": 0, "unit": "second"}},
    "secure": {"value": "v", "secure": True}, "secure-text": {"value": "v", "secure": "true"}, "insecure": {"value": "v", "secure": False},
    "http-only": {"value": "v", "httpOnly": True}, "lax": {"value": "v", "sameSite": "lax"}, "strict": {"value": "v", "sameSite": "STRICT"},
    "none": {"value": "v", "sameSite": "None"}, "empty": "", "equals": "a=b", "template-wins": {"value": "v", "template": "${req.method}"},
    "all": {"value": "v", "path": "/p", "domain": "x.example", "secure": True, "httpOnly": "true", "maxAge": {"duration": 1, "unit": "hour"}, "sameSite": "none"}}
RESPONSES = {f"cookie-{name}": {"cookies": {"c": cookie}} for name, cookie in COOKIES.items()}
RESPONSES |= {f"status-{status}": {"status": status} for status in (200, 201, 204, 205, 299, 302, 304, 400, 404, 418, 422, 429, 451, 499, 500, 599, 799)}
RESPONSES |= {f"status-{status}-text": {"status": status, "text": "body"} for status in (200, 204, 304, 404, 500)}
RESPONSES |= {
    "nothing": {}, "status-digits": {"status": "202"}, "two-cookies": {"cookies": {"a": "1", "b": "2"}}, "text": {"text": "hello"}, "text-spaces": {"text": "  a b\n"},
    "text-empty": {"text": ""}, "text-umlaut": {"text": "grüße €"},
    "version-10": {"version": "HTTP/1.0", "text": "x"}, "version-11": {"version": "HTTP/1.1", "text": "x"}, "version-lower": {"version": "http/1.0", "text": "x"},
    "headers": {"headers": {"X-A": "1", "x-b": " spaces "}}, "headers-type": {"text": "x", "headers": {"Content-Type": "text/x"}},
    "headers-type-lower": {"text": "x", "headers": {"content-type": "text/x"}}, "headers-empty": {"headers": {"X-A": ""}},
    "headers-two-cases": {"headers": {"X-A": "1", "x-a": "2"}}, "headers-length": {"text": "hello", "headers": {"Content-Length": "3"}},
    "headers-location": {"status": 302, "headers": {"Location": "/x"}}, "headers-umlaut": {"headers": {"X-A": "grüße"}},
    "json": {"json": {"b": 1, "a": [1, 2.50, 1e3, None, True, "x"], "ü": "ü"}}, "json-text": {"json": "plain"}, "json-text-json": {"json": "{\"a\" : 1}"},
    "json-number": {"json": 1}, "json-list": {"json": [1, 2]}, "json-true": {"json": True}, "json-empty": {"json": {}}, "json-null": {"json": None},
    "json-slash": {"json": {"a": "b/c\"d\\e\n\u0001"}}, "json-template": {"json": {"a": "${req.method}"}},
    "json-floats": {"json": [0.1, 1.0, 1e21, 1.5e300, 123456789.125, 0.001, 0.0001, 1e-7, 12345678.9, 100.0]},
    "json-big": {"json": [9223372036854775807, 18446744073709551615]},
    "json-type": {"json": {"a": 1}, "headers": {"Content-Type": "application/problem+json"}},
    "attachment": {"attachment": {"filename": "a.txt", "text": "x"}}, "attachment-file": {"attachment": {"filename": "b.json", "file": "a.json"}},
    "attachment-status": {"status": 201, "attachment": {"filename": "a.txt", "text": "x"}}, "attachment-blank": {"attachment": {"filename": "a b.txt", "text": "x"}},
    "latency": {"text": "late", "latency": 20}, "latency-unit": {"text": "late", "latency": {"duration": 20, "unit": "MilliSecond"}}}
NAMES = ("a.json", "a.txt", "a.html", "a.css", "a.js", "a.xml", "a.png", "a.gif", "a.jpg", "a.jpeg", "a.tiff", "a.pdf", "a.zip", "a.tar", "a.gz", "a.csv", "a.PNG", "noend", "a.b.json")
RESPONSES |= {f"file-{name}": {"file": name} for name in NAMES}
RESPONSES |= {"file-charset": {"file": {"name": "a.txt", "charset": "GBK"}}, "file-charset-first": {"file": {"charset": "utf-8", "name": "a.json"}},
              "file-name": {"file": {"name": {"template": "${req.queries['n']}.json"}}}, "file-template": {"file": {"template": "t.ftl"}},
              "file-headers": {"file": "a.json", "headers": {"Content-Type": "text/x"}}}
RUNS = {"seq": [{"text": "1"}, {"status": 404}, {"json": {"a": 3}}], "cycle": [{"text": "1"}, {"status": 404}, {"text": "3", "headers": {"X-A": "b"}}]}
REDIRECTS = {"text": "/there", "url": "http://h.example/x?a=b", "template": {"template": "/to?${req.queries['a']}"}, "file": {"file": "there.txt"},
             "vars": {"template": {"with": "${v}", "vars": {"v": "/there"}}}, "spaces": "  /there "}
REDIRECTS["query"] = {"template": {"with": "/${v[0]}", "vars": {"v": {"queries": "a"}}}}
FILES = {name: f"content of {name}" for name in NAMES} | {"there.txt": "/there\n", "t.ftl": "method ${req.method}", "stubs.json": [
    {"request": {"uri": f"/{name}"}, "response": response} for name, response in RESPONSES.items()] + [
    {"request": {"uri": f"/{key}"}, "response": {key: value}} for key, value in RUNS.items()] + [
    {"request": {"uri": f"/redirect-{name}"}, "redirectTo": target} for name, target in REDIRECTS.items()]}
ROWS = [ask(f"GET /{name}") for name in RESPONSES if name != "file-name"]
ROWS += [ask("GET /file-name?n=a"), ask("GET /file-name?n=none"), ask("GET /file-name"), ask("HEAD /text"), ask("HEAD /file-a.json"), ask("POST /text", body="x")]
ROWS += [times(5, ask(f"GET /{key}")) for key in RUNS]
ROWS += [ask(f"GET /redirect-{name}?a=b") for name in REDIRECTS] + [ask("GET /redirect-template")]


def answer(**response):
    return [{"request": {"uri": "/a"}, "response": response}]


LOADS = {f"{name}": answer(**response) for name, response in {
    "status 0": {"status": 0}, "status -1": {"status": -1}, "status text": {"status": "x"}, "status float": {"status": 200.5}, "latency 0": {"latency": 0},
    "latency text": {"latency": "100"}, "latency plural": {"latency": {"duration": 1, "unit": "seconds"}}, "latency without unit": {"latency": {"duration": 1}},
    "latency float": {"latency": 1.5}, "seq of one": {"seq": [{"text": "a"}]}, "cycle of none": {"cycle": []}, "two bodies": {"text": "a", "json": {}},
    "same site": {"cookies": {"a": {"value": "b", "sameSite": "Loose"}}}, "cookie without value": {"cookies": {"a": {"path": "/"}}},
    "header list": {"headers": {"X": ["a", "b"]}}, "header number": {"headers": {"X": 1}}, "text number": {"text": 1}, "text null": {"text": None},
    "version": {"version": "HTTP/3"}, "attachment without name": {"attachment": {"text": "a"}}, "attachment json": {"attachment": {"filename": "a", "json": {}}},
    "attachment without body": {"attachment": {"filename": "a"}}, "unknown key": {"txt": "a"}, "missing file": {"file": "none"}, "template in status": {"status": {"template": "200"}},
    "vars missing": {"text": {"template": {"with": "a"}}}, "vars with query": {"text": {"template": {"with": "a", "vars": {"q": {"query": "a"}}}}},
    "vars number": {"text": {"template": {"with": "a", "vars": {"q": 1}}}}, "bad template": {"text": {"template": "${"}}, "two forms": {"text": {"text": "a", "template": "b"}}}.items()}
LOADS |= {"not a list": {"response": {"text": "a"}}, "empty list": [], "no response": [{"request": {"uri": "/a"}}], "no request": [{"redirectTo": "/a"}],
          "empty request": [{"request": {}, "response": {"text": "a"}}], "empty session": [{}], "description": [{"description": "x", "response": {"text": "a"}}],
          "comment": "[ /* a */ {\"response\": {\"text\": \"a\"}} ]", "trailing comma": "[ {\"response\": {\"text\": \"a\"}}, ]", "text behind": "[ {\"response\": {\"text\": \"a\"}} ] and more",
          "second list": "[ {\"response\": {\"text\": \"a\"}} ] [ ]", "empty file": "", "twice": "[ {\"response\": {\"text\": \"a\", \"text\": \"b\"}} ]",
          "latin-1": "[ {\"response\": {\"text\": \"é\"}} ]".encode("latin-1"), "utf-16": "[ {\"response\": {\"text\": \"a\"}} ]".encode("utf-16"),
          "bom": b"\xef\xbb\xbf" + b"[ {\"response\": {\"text\": \"a\"}} ]", "null byte behind": b"[ {\"response\": {\"text\": \"a\"}} ]\0", "cut": "[ {\"response\": {\"text\": \"a\""}
