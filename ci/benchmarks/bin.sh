# What keeping requests and waiting for them costs a bin; sourced by ci/bench.
requests=${requests:-10000000}
waits=1000

cat >"$work/post.lua" <<'LUA'
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"order": 17, "status": "paid", "items": [{"sku": "a-1", "count": 2}, {"sku": "b-7", "count": 1}], "total": 160.65}'
LUA

# wait_in_vain N: N waits for what never comes, each on a connection of its own; returns when all are pending
wait_in_vain() {
  python3 - "$port" "$1" <<'PY' &
import json, socket, sys
port, count = int(sys.argv[1]), int(sys.argv[2])
body = json.dumps({"request": {"uri": "/never", "json_paths": {"$.status": "lost"}}, "within": "5m"})
sockets = []
for i in range(count):
    s = socket.create_connection(("127.0.0.1", port))
    s.sendall((f"POST /api/v2/bins/orders/await HTTP/1.1\r\nHost: localhost\r\n"
               f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}").encode())
    sockets.append(s)
sockets[0].recv(1)
PY
  waiter=$!
  until [ "$(curl -s -H 'Host: localhost' "http://127.0.0.1:$port/metrics" | awk '/^ricochet_awaits_pending / { print $2 }')" = "$1" ]; do
    kill -0 "$waiter" || die "the waits ended too soon"
    sleep 0.05
  done
}

# wake: the median time in ms from before a POST is sent until the wait for it has answered, of 1,000
wake() {
  taskset -c 1 python3 - "$port" <<'PY'
import json, socket, statistics, sys, time
port = int(sys.argv[1])

def connect():
    s = socket.create_connection(("127.0.0.1", port))
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return s

def request(target, body):
    return (f"POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}").encode()

def read_answer(s):
    data = b""
    while b"\r\n\r\n" not in data: data += s.recv(65536)
    head, rest = data.split(b"\r\n\r\n", 1)
    length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    while len(rest) < length: rest += s.recv(65536)
    return rest

waiter, sender, looker = connect(), connect(), connect()
times = []
for i in range(1000):
    waiter.sendall(request("/api/v2/bins/orders/await", json.dumps(
        {"request": {"queries": {"n": str(i)}}, "within": "10s"})))
    while True:  # the wait must be pending before the call goes out
        looker.sendall(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
        if b"ricochet_awaits_pending 1\n" in read_answer(looker): break
    start = time.perf_counter()
    sender.sendall(request(f"/orders?n={i}", "{}"))
    read_answer(waiter)
    times.append((time.perf_counter() - start) * 1000)
    read_answer(sender)
print(f"{statistics.median(times):.2f}")
PY
}

serve() { run 'http:\/\/127.0.0.1:' bin -p 0 --bin orders "$@"; }

say "request bin, the best of three times $seconds s each, 64 connections, POSTs of 120 bytes, server and client on a core each"
row "what" "req/s" "ratio" "target"
serve
kept=$(best /orders "" "" -s "$work/post.lua")
row "requests kept" "$kept" "1.00" ""

row "an await, from the call to its answer, median" "$(wake) ms" "" "1 ms at most"

wait_in_vain "$waits"
before=$(cpu_time)
sleep 5
row "$waits waits pending, CPU time in 5 s" "$(awk -v a="$(cpu_time)" -v b="$before" 'BEGIN { print a - b }') ms" "" "none"
watched=$(best /orders "" "" -s "$work/post.lua")
row "requests kept, each looked at by $waits waits" "$watched" "$(ratio "$watched" "$kept")" "of requests kept"
kill "$waiter" 2>/dev/null
end_server

sent=0
serve
while [ "$sent" -lt "$requests" ]; do
  load /orders "" 10 -s "$work/post.lua" >/dev/null
  sent=$((sent + $(sent_by_load)))
done
row "memory after $sent requests" "$(($(resident_kib) / 1024)) MiB" "" "bounded by what a bin holds"
end_server

serve --store "$work/captures.db"
stored=$(best /orders "" "" -s "$work/post.lua")
row "requests kept and stored (--store)" "$stored" "$(ratio "$stored" "$kept")" "of requests kept"
end_server
