# A small client beside others that send what takes long to look at; sourced by ci/bench.
# The server has the first core, its workers included; the clients have the second.
cat >"$work/stall.py" <<'PY'
import gzip, json, os, re, socket, sys, threading, time

port, control, stubs, seconds = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], float(sys.argv[4])

def connect(to=None):
    s = socket.create_connection(("127.0.0.1", to or port), timeout=120)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return s

def read_answer(s, keep=True):
    data = b""
    while b"\r\n\r\n" not in data:
        more = s.recv(65536)
        if not more: raise EOFError
        data += more
    head, rest = data.split(b"\r\n\r\n", 1)
    left = int(re.search(rb"(?i)\r\ncontent-length: *(\d+)", head).group(1)) - len(rest)
    while left > 0:
        more = s.recv(65536)
        if not more: raise EOFError
        left -= len(more)
        # A large body put together piece by piece would hold up the small client, which this process is, too.
        if keep: rest += more
    return head, rest

def post(target, body, coding=""):
    return (f"POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n{coding}"
            f"Content-Length: {len(body)}\r\n\r\n").encode() + body

def metrics():
    s = socket.create_connection(("127.0.0.1", control), timeout=120)
    s.sendall(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
    text = read_answer(s)[1].decode()
    s.close()
    values = dict(re.findall(r'^(\S+) (\S+)$', text, re.M))
    over = lambda le: float(values.get("ricochet_loop_turn_seconds_count", "nan")) - \
        float(values.get('ricochet_loop_turn_seconds_bucket{le="%s"}' % le, "nan"))
    return over("0.02"), float(values.get("ricochet_loop_longest_turn_seconds", "nan"))

def small_client(until):
    """Latencies in ms of one request after the other."""
    s, times = connect(), []
    while not until():
        start = time.perf_counter()
        s.sendall(b"GET /small HTTP/1.1\r\nHost: localhost\r\n\r\n")
        read_answer(s)
        times.append((time.perf_counter() - start) * 1000)
        time.sleep(0.0005)
    s.close()
    return sorted(times)

def at(times, share): return times[min(len(times) - 1, int(len(times) * share))]

def bombs(name):
    if name == "100 gzip bodies of 130 kB, 16 MiB each":
        # Text that deflate packs about 128 times: 16 MiB of JSON string in 130 kB.
        text = b'{"x":"' + b"".join(bytes([97 + i % 7]) * 1024 for i in range(16 * 1024 - 1)) + b'"}'
        body = gzip.compress(text, 1)
        return [post("/json", body, "Content-Encoding: gzip\r\n")] * 100
    if name == "JSON of 8 MB, 700,000 keys":
        return [post("/json", ("{" + ",".join(f'"k{i}":{i % 10}' for i in range(700000)) + "}").encode())] * 5
    if name == "XML of 2,000,000 siblings, //a//a//a":
        return [post("/xml", b"<a>" + b"<a/>" * 2000000 + b"</a>")] * 5
    if name == "721 bytes, $..a..a..a":
        return [post("/path", b'{"a":' * 120 + b"1" + b"}" * 120)] * 50
    if name == "XML of 20 kB, //a[../a < ../b]":
        return [post("/sets", b"<r>" + b"<a>1</a>" * 1500 + b"<b>1</b>" * 1000 + b"</r>")] * 50
    if name == "8 texts of 12 MB made by a template":
        return [b"GET /made?n=12000000 HTTP/1.1\r\nHost: localhost\r\n\r\n"] * 4
    if name == "5500 objects, uniqueItems":
        return [post("/unique", json.dumps([{"a": i} for i in range(5500)]).encode())] * 50
    if name == "501,000 a, .*a.*b":
        return [post("/regex", b"a" * 501000)] * 20
    if name == "JSON of 8 MB into a template":
        return [post("/template", ("{" + ",".join(f'"k{i}":{i % 10}' for i in range(700000)) + "}").encode())] * 5
    if name == "20,000 sessions by the control API":
        sessions = json.dumps([{"request": {"uri": f"/c/{i}", "json_paths": {"$.n": "1"}}, "response": {"text": "x"}} for i in range(20000)])
        return [post("/api/v2/stubs/stub/sessions", sessions.encode())] * 3 + [b"GET /api/v2/stubs/stub/sessions HTTP/1.1\r\nHost: localhost\r\n\r\n"]
    if name == "60 MB imported, then read by v1":
        line = json.dumps({"method": "POST", "target": "/stub/x", "body": {"content": "y" * 100000}})
        return [b"GET /api/v1/bins/stub/requests HTTP/1.1\r\nHost: localhost\r\n\r\n"] * 2 + \
            [post("/api/v2/bins/stub/import?format=ndjson", "\n".join([line] * 600).encode())]
    return None

def target(name): return control if "control API" in name or "v1" in name else port

def send(requests, statuses, to):
    """Four clients share them; one alone the calls of the control side, the last first."""
    left, lock = list(requests), threading.Lock()
    def run():
        while True:
            with lock:
                if not left: return
                request = left.pop()
            s = connect(to)
            try:
                s.sendall(request)
                statuses.append(read_answer(s, keep=False)[0].split()[1].decode())
            except (OSError, EOFError): statuses.append("closed")
            s.close()
    clients = [threading.Thread(target=run) for _ in range(4 if to == port else 1)]
    for c in clients: c.start()
    for c in clients: c.join()

def replace(statuses):
    """A file of 20,000 sessions, five times; each is there when its last session answers."""
    base = json.load(open(stubs))
    for n in range(5):
        more = [{"request": {"uri": f"/r/{i}", "json_paths": {"$.n": str(n)}}, "response": {"text": "x"}} for i in range(20000)]
        more.append({"request": {"uri": f"/done/{n}"}, "response": {"text": "x"}})
        with open(stubs + ".new", "w") as f: json.dump(base + more, f)
        os.rename(stubs + ".new", stubs)
        s, deadline = connect(), time.time() + 60
        while time.time() < deadline:
            s.sendall(f"GET /done/{n} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            if b" 200 " in read_answer(s)[0][:20]: break
            time.sleep(0.05)
        else: statuses.append("not reloaded")
        s.close()
        statuses.append("reloaded")

end = time.time() + seconds
idle = small_client(lambda: time.time() > end)
print("%-42s %9.2f %9.2f %9.2f %7s %7s %6s  %s" % ("idle", at(idle, .5), at(idle, .999), idle[-1], "", "", "", f"{len(idle)} requests"))
for name in ("100 gzip bodies of 130 kB, 16 MiB each", "JSON of 8 MB, 700,000 keys", "XML of 2,000,000 siblings, //a//a//a",
             "721 bytes, $..a..a..a", "XML of 20 kB, //a[../a < ../b]", "8 texts of 12 MB made by a template", "5500 objects, uniqueItems", "501,000 a, .*a.*b", "JSON of 8 MB into a template", "a file of 20,000 sessions replaced",
             "20,000 sessions by the control API", "60 MB imported, then read by v1"):
    statuses, requests, before = [], bombs(name), metrics()
    work = threading.Thread(target=send, args=(requests, statuses, target(name))) if requests else threading.Thread(target=replace, args=(statuses,))
    began = time.time()
    work.start()
    times = small_client(lambda: not work.is_alive())
    took = time.time() - began
    over, longest = metrics()
    counts = ", ".join(f"{statuses.count(s)} x {s}" for s in sorted(set(statuses)))
    print("%-42s %9.2f %9.2f %9.2f %7.1f %7.1f %6.0f  %s" % (name, at(times, .5), at(times, .999), times[-1], at(times, .999) / at(idle, .999),
          longest * 1000, over - before[0], f"{counts} in {took:.1f} s; {len(times)} requests"))
PY

cat >"$work/stall.json" <<'JSON'
[{"request": {"uri": "/small"}, "response": {"text": "hello"}},
 {"request": {"uri": "/json", "json_paths": {"$.k699999": "x"}}, "response": {"text": "x"}},
 {"request": {"uri": "/xml", "xpaths": {"//a//a//a": "x"}}, "response": {"text": "x"}},
 {"request": {"uri": "/path", "json_paths": {"$..a..a..a": "x"}}, "response": {"text": "x"}},
 {"request": {"uri": "/sets", "xpaths": {"//a[../a < ../b]/text()": "x"}}, "response": {"text": "x"}},
 {"request": {"uri": "/made"}, "response": {"text": {"template": "<#assign s=''?left_pad(req.queries['n']?number)><#list 1..8 as x><#assign q=s?upper_case></#list>${q?length}"}}},
 {"request": {"uri": "/unique", "schema": {"uniqueItems": true}}, "response": {"text": "x"}},
 {"request": {"uri": "/regex", "text": {"match": ".*a.*b"}}, "response": {"text": "x"}},
 {"request": {"uri": "/template"}, "response": {"text": {"template": "${req.json?keys?size} ${req.json.k699999}"}}}]
JSON

say "stall: a client with one small request after the other, while four others send; ms; the server on one core"
printf '%-42s %9s %9s %9s %7s %7s %6s\n' "while there come" p50 p99.9 max "x idle" "turn" ">20ms"
run stalled 'Server is started at ' stub http -c "$work/stall.json" -q --control 0 --max-body 16MB
control=$(sed -n 's/.*Control is at http:\/\/127.0.0.1:\([0-9]*\).*/\1/p' "$work/stalled.out" | head -n 1)
taskset -c 1 python3 "$work/stall.py" "${port[stalled]}" "$control" "$work/stall.json" 5
say "x idle: p99.9 against the idle one, 10 at most. turn: the longest turn of the loop so far, CPU time. >20ms: how many, none"
end_server stalled
