# What keeping requests and waiting for them costs a bin; sourced by ci/bench.
requests=${requests:-10000000}
waits=1000

cat >"$work/post.lua" <<'LUA'
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"order": 17, "status": "paid", "items": [{"sku": "a-1", "count": 2}, {"sku": "b-7", "count": 1}], "total": 160.65}'
LUA

# pending NAME N: returns when N waits are pending there
pending() {
  until [ "$(curl -s -H 'Host: localhost' "http://127.0.0.1:${port[$1]}/metrics" | awk '/^ricochet_awaits_pending / { print $2 }')" = "$2" ]; do
    [ "$2" = 0 ] || kill -0 "$waiter" || die "the waits ended too soon"
    sleep 0.05
  done
}

# wait_in_vain NAME BIN N REQUEST: N waits for what never comes, in whose request @ is the number of the wait, each on a
# connection of its own; returns when all are pending
wait_in_vain() {
  python3 - "${port[$1]}" "$2" "$3" "$4" <<'PY' &
import json, socket, sys
port, name, count, request = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
sockets = []
for i in range(count):
    body = json.dumps({"request": json.loads(request.replace("@", str(1000 + i))), "within": "5m"})
    s = socket.create_connection(("127.0.0.1", port))
    s.sendall((f"POST /api/v2/bins/{name}/await HTTP/1.1\r\nHost: localhost\r\n"
               f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}").encode())
    sockets.append(s)
sockets[0].recv(1)
PY
  waiter=$!
  pending "$1" "$3"
}

# wake NAME: the median time in ms from before a POST is sent until the wait for it has answered, of 1,000
wake() {
  taskset -c 1 python3 - "${port[$1]}" <<'PY'
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

# serve NAME FLAGS...
serve() {
  local name=$1
  shift
  run "$name" 'http:\/\/127.0.0.1:' bin -p 0 --bin orders "$@"
}

say "request bin: medians of $rounds pairs, 64 connections, POSTs of 120 bytes, server and client on a core each"
row "what" "req/s" "ratio" "to"
serve alone
# With room for all that comes: a wait ends when a record is dropped that it may have to show.
serve watched --max-bytes 16GB
serve unwatched --max-bytes 16GB
row "an await, from the call to its answer" "$(wake alone) ms" "" "median of 1,000; 1 ms at most"

# with_bin NAME: at both servers, with room for all that comes
with_bin() {
  local server
  for server in watched unwatched; do
    curl -sf -o "$work/bin" -H 'Content-Type: application/json' -d "{\"name\": \"$1\", \"max_bytes\": 16000000000, \"max_records\": 10000000}" \
      "http://127.0.0.1:${port[$server]}/api/v2/bins"
  done
}
# looked_at BIN TITLE: requests at the server whose waits are pending beside those at the server that has none
looked_at() {
  rounds=3 compare "requests kept, $waits waits by $2" "no wait" watched "/$1" unwatched "/$1" -s "$work/post.lua"
  kill "$waiter" # which fails when a wait has ended
  pending watched 0
}
with_bin paths
wait_in_vain watched paths "$waits" '{"uri": "/never", "json_paths": {"$.status": "lost"}}'
before=$(cpu_time watched)
sleep 5
row "$waits waits pending, CPU time in 5 s" "$(awk -v a="$(cpu_time watched)" -v b="$before" 'BEGIN { print a - b }') ms" "" "none"
looked_at paths "a path"
with_bin patterns
wait_in_vain watched patterns "$waits" '{"uri": {"path": "/never/@/{id}"}}'
looked_at patterns "a path pattern"
with_bin values
wait_in_vain watched values "$waits" '{"json_paths": {"$.order": "@"}}'
looked_at values "a JSONPath alone"
end_server watched
end_server unwatched

serve stored --store "$work/captures.db"
compare "requests kept and stored (--store)" "requests kept" stored /orders alone /orders -s "$work/post.lua"
end_server stored

sent=0
while [ "$sent" -lt "$requests" ]; do
  load alone /orders 64 10 -s "$work/post.lua" >/dev/null
  sent=$((sent + $(sent_by_load)))
done
row "memory after $sent more requests" "$(resident_mib alone)" "" "bounded by what a bin holds"
