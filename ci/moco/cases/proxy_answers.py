"""`proxy`: answers of every shape, methods and headers, passed on."""
from rows import ask

UPSTREAM = {
    "/ok": b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello",
    "/no-length": b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nhello",
    "/chunked": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "/no-reason": b"HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\nhello",
    "/no-blank": b"HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello",
    "/own-reason": b"HTTP/1.1 200 Fine\r\nContent-Length: 5\r\n\r\nhello",
    "/204": b"HTTP/1.1 204 No Content\r\nX-A: b\r\n\r\n",
    "/304": b"HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n",
    "/100": b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "/103": b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "/302": b"HTTP/1.1 302 Found\r\nLocation: /ok\r\nContent-Length: 0\r\n\r\n",
    "/400": b"HTTP/1.1 400 Bad Request\r\nContent-Length: 4\r\n\r\noops",
    "/404": b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnope",
    "/500": b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\noops",
    "/299": b"HTTP/1.1 299 Odd\r\nContent-Length: 2\r\n\r\nok",
    "/cookies": b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nDate: Mon, 01 Jan 2024 00:00:00 GMT\r\nServer: x\r\nContent-Length: 0\r\n\r\n",
    "/http10": b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nhello",
    "/bare-lf": b"HTTP/1.1 200 OK\nContent-Length: 5\n\nhello",
    "/empty": b"",
}
HEADS = {
    "/head-length": b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1234\r\n\r\n",
    "/head-none": b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n",
    "/head-zero": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    "/head-404": b"HTTP/1.1 404 Not Found\r\nContent-Length: 77\r\n\r\n",
    "/head-204": b"HTTP/1.1 204 No Content\r\n\r\n",
    "/head-304": b"HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n",
    "/head-chunked": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
}
UPSTREAM.update(HEADS)
FILES = {"stubs.json": [{"request": {"uri": path}, "response": {"proxy": f"http://${{upstream}}{path}"}} for path in UPSTREAM] + [
    {"request": {"uri": "/query"}, "response": {"proxy": "http://${upstream}/ok?k=1"}},
    {"request": {"uri": "/template"}, "response": {"proxy": {"url": {"template": "http://${upstream}/${req.queries['to']}"}}}},
    {"request": {"uri": "/with-header"}, "response": {"proxy": "http://${upstream}/ok", "headers": {"X-Own": "1"}}},
    {"request": {"uri": "/with-status"}, "response": {"proxy": "http://${upstream}/ok", "status": 201}},
    {"request": {"uri": "/nobody"}, "response": {"proxy": "http://127.0.0.1:1/x"}}]}
ROWS = [ask(f"GET {path}") for path in UPSTREAM if path not in HEADS]
ROWS += [ask(f"HEAD {path}") for path in HEADS]
ROWS += [ask(f"{method} /ok", {"X-A": "1"}, "" if method in ("GET", "DELETE") else "body")
         for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS")]
ROWS += [ask("GET /query?a=b"), ask("GET /query"), ask("GET /template?to=ok"), ask("GET /with-header"), ask("GET /with-status"), ask("GET /nobody"),
         ask("GET /ok", [("X-A", "1"), ("X-A", "2"), ("Cookie", "a=b"), ("X-Empty", "")])]


def proxied(proxy):
    return [{"request": {"uri": "/a"}, "response": {"proxy": proxy}}]


LOADS = {"url and from": proxied({"url": "http://h/", "from": "/a", "to": "http://h/"}), "only from": proxied({"from": "/a"}),
         "only to": proxied({"to": "http://h/"}), "nothing": proxied({}), "session with url": [{"proxy": {"url": "http://h/"}}],
         "failover and playback": proxied({"url": "http://h/", "failover": "f.json", "playback": "p.json"}),
         "status without file": proxied({"url": "http://h/", "failover": {"status": [404]}})}
