"""Templates: what they can name, and what stands in an answer when it is not there."""
from rows import ask

TEMPLATES = {
    "method": "${req.method}", "version": "${req.version}", "uri": "${req.uri}", "content": "${req.content}", "header": "${req.headers['X-A']}", "query": "${req.queries['q']}",
    "form": "${req.forms['f']}", "cookie": "${req.cookies['c']}", "json": "${req.json.a.b}", "json-number": "${req.json.n}", "xml": "${req.xml.b}", "client": "${req.client.address}",
    "default": "${req.queries['q']!'none'}", "is-there": "<#if req.queries['q']??>yes<#else>no</#if>", "upper": "${req.method?lower_case}", "length": "${req.content?length}",
    "list": "<#list 1..3 as x>${x},</#list>", "assign": "<#assign a = 'b'>${a}", "number": "${1234567.891}", "quarter": "${0.25}", "plain": "no template",
    "random": "<#if (random() < 1)>ok</#if>", "random-10": "<#if (random(10) < 10)>ok</#if>", "random-2": "<#if (random(5, 10) >= 5)>ok</#if>", "random-minus": "${random(-10)}",
    "random-zero": "${random(0)}", "random-0-10": "<#if (random(0, 10) < 10)>ok</#if>", "random-back": "${random(10, 5)}", "random-same": "${random(5, 5)}", "random-text": "<#if random('x')?length == 2>odd</#if>",
    "random-format": "<#if random(10, '0.00')?length == 4>ok</#if>", "random-many": "<#if (random(1, 2, 3) > 0)>ok</#if>", "now": "${now('yyyy')?length}", "now-none": "${now()?length}", "now-bad": "${now('QQQQQQQ')}",
    "unknown": "${nothing}", "unknown-req": "${req.nothing}", "spaces": "  ${req.method}  "}
VARS = {
    "text": ("${v}", "x"), "json-path": ("${v}", {"json_path": "$.a.b"}), "json-path-list": ("<#list v as x>${x},</#list>", {"json_path": "$.l[*]"}), "header": ("${v[0]}", {"header": "X-A"}),
    "header-alone": ("${v}", {"header": "X-A"}), "cookie": ("${v}", {"cookie": "c"}), "form": ("${v}", {"form": "f"}), "query": ("${v[0]}", {"queries": "q"}), "xpath": ("${v[0]}", {"xpath": "/a/b/text()"}),
    "headers": ("${v[0]}", {"headers": "X-A"}), "json-number": ("${v}", {"json_path": "$.n"})}
FILES = {"t.ftl": "from a file: ${req.method}", "stubs.json": [
    {"request": {"uri": f"/{name}"}, "response": {"text": {"template": text}}} for name, text in TEMPLATES.items()] + [
    {"request": {"uri": f"/var-{name}"}, "response": {"text": {"template": {"with": text, "vars": {"v": var}}}}} for name, (text, var) in VARS.items()] + [
    {"request": {"uri": {"path": "/path/{id}/{sub}"}}, "response": {"text": {"template": "${req.path.id} ${req.path.sub}"}}},
    {"request": {"uri": "/file"}, "response": {"file": {"template": "t.ftl"}}},
    {"request": {"uri": "/in-header"}, "response": {"headers": {"X-A": {"template": "${req.method}"}}}},
    {"request": {"uri": "/in-version"}, "response": {"version": {"template": "${req.version}"}}}]}
ASKED = [("GET", {}, ""), ("GET", {"X-A": "1", "Cookie": "c=1"}, ""), ("POST", {"Content-Type": "application/x-www-form-urlencoded"}, "f=1"),
         ("POST", {"Content-Type": "application/json"}, '{"a":{"b":"c"},"l":[1,2],"n":7}'), ("POST", {"Content-Type": "application/xml"}, "<a><b>1</b></a>")]
ROWS = [ask(f"{method} /{name}{query}", fields, body) for name in [*TEMPLATES, *(f"var-{name}" for name in VARS)] for query in ("", "?q=1") for method, fields, body in ASKED
        if query == "" or method == "GET"]
ROWS += [ask("GET /path/1/2"), ask("GET /path/a%20b/2"), ask("GET /file"), ask("GET /in-header"), ask("GET /in-version")]
